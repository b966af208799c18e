#include "services/controlplane/core/accounts/login_throttle.h"

#include <algorithm>

namespace flotilla::controlplane {

// Of a full window the oldest has to become too old.
std::optional<Duration> LoginThrottle::waitFor(const Failures& all, const std::string& key, std::size_t limit,
                                               TimePoint now) const {
  const auto at = all.find(key);
  if (at == all.end()) return std::nullopt;
  const std::deque<TimePoint>& times = at->second;
  const auto recent = static_cast<std::size_t>(
      std::count_if(times.begin(), times.end(), [&](TimePoint t) { return t + limits_.span > now; }));
  if (recent < limit) return std::nullopt;
  return times[times.size() - limit] + limits_.span - now;
}

std::optional<Duration> LoginThrottle::wait(const std::string& account, const std::string& source,
                                            TimePoint now) const {
  std::optional<Duration> longest = waitFor(accounts_, account, limits_.perAccount, now);
  if (const auto other = waitFor(sources_, source, limits_.perSource, now); other && (!longest || *other > *longest))
    longest = other;
  const auto at = accounts_.find(account);
  if (at == accounts_.end() || at->second.size() <= limits_.freeFailures) return longest;
  const std::size_t doublings = std::min<std::size_t>(at->second.size() - limits_.freeFailures - 1, 16);
  const Duration delay = std::min(limits_.firstWait * (1U << doublings), limits_.longestWait);
  const Duration left = at->second.back() + delay - now;
  return left > Duration(0) && (!longest || left > *longest) ? std::optional(left) : longest;
}

void LoginThrottle::add(Failures& all, const std::string& key, std::size_t limit, TimePoint now) {
  if (!all.contains(key) && all.size() >= limits_.remembered) {
    const auto least = std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return std::pair(a.second.size(), a.second.back()) < std::pair(b.second.size(), b.second.back());
    });
    all.erase(least);
  }
  std::deque<TimePoint>& times = all[key];
  while (!times.empty() && times.front() + limits_.span <= now) times.pop_front();
  times.push_back(now);
  if (times.size() > limit) times.pop_front();
}

void LoginThrottle::tried(const std::string& account, const std::string& source, TimePoint now) {
  if (!account.empty()) add(accounts_, account, limits_.perAccount, now);
  if (!source.empty()) add(sources_, source, limits_.perSource, now);
}

void LoginThrottle::removeLast(Failures& all, const std::string& key) {
  const auto at = all.find(key);
  if (at == all.end()) return;
  at->second.pop_back();
  if (at->second.empty()) all.erase(at);
}

void LoginThrottle::takeBack(const std::string& account, const std::string& source) {
  removeLast(accounts_, account);
  removeLast(sources_, source);
}

void LoginThrottle::succeeded(const std::string& account, const std::string& source) {
  accounts_.erase(account);
  removeLast(sources_, source);
}

}  // namespace flotilla::controlplane
