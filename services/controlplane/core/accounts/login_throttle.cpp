#include "services/controlplane/core/accounts/login_throttle.h"

#include <algorithm>
#include <tuple>
#include <vector>

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

// A quarter at once, so that a flood of names does not cost a search each.
void LoginThrottle::makeRoom(Failures& all) {
  std::vector<std::tuple<std::size_t, TimePoint, std::string>> order;
  order.reserve(all.size());
  for (const auto& [key, times] : all) order.emplace_back(times.size(), times.back(), key);
  const auto quarter = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 4);
  std::nth_element(order.begin(), quarter, order.end());
  for (auto least = order.begin(); least != quarter; ++least) all.erase(std::get<std::string>(*least));
}

void LoginThrottle::add(Failures& all, const std::string& key, std::size_t limit, TimePoint now) {
  if (!all.contains(key) && all.size() >= limits_.remembered) makeRoom(all);
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
