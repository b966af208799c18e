#include "services/agent/worker/front.h"

#include <algorithm>

#include "services/runtime/stable_hash.h"

namespace flotilla::worker {
namespace {

constexpr std::uint32_t kPlacesPerPercent = kPlaces / 100;

}  // namespace

std::vector<Out> Front::set(const Serve& request) {
  std::vector<Out> back;
  if (request.front != mode_)
    for (Out& out : std::exchange(out_, {}))
      if (out.own) back.push_back(std::move(out));
  mode_ = request.front;
  percent_ = request.percent;
  salt_ = request.salt;
  told_.round = request.round;
  return back;
}

bool Front::isCandidates(std::string_view key) const {
  return mode_ == FrontMode::Weights && placeOf(salt_, key) < percent_ * kPlacesPerPercent;
}

std::optional<Ask> Front::send(Out out) {
  if (out_.size() >= kMostOut || out.input.size() > kMaxAskFloats) return std::nullopt;
  if (!out.own && copied_ && out.since - *copied_ < kCopySpacing) return std::nullopt;
  if (!out.own) copied_ = out.since;
  out.id = ++lastId_;
  Ask ask{out.id, out.input};
  out_.push_back(std::move(out));
  return ask;
}

std::optional<Out> Front::take(std::uint64_t id) {
  const auto found = std::find_if(out_.begin(), out_.end(), [&](const Out& out) { return out.id == id; });
  if (found == out_.end()) return std::nullopt;
  Out out = std::move(*found);
  out_.erase(found);
  return out;
}

// Copies wait for as long as it takes: nobody waits for their answers, and the agent sees that none come.
std::optional<Out> Front::takeOverdue(SteadyPoint now) {
  const auto found = std::find_if(out_.begin(), out_.end(), [](const Out& out) { return out.own; });
  if (found == out_.end() || now - found->since < kLongestWait) return std::nullopt;
  return take(found->id);
}

bool Front::isBehind(SteadyPoint now) const {
  const auto overdue = overdueAt();
  return out_.size() >= kMostOut && overdue && now - (*overdue - kLongestWait) >= kBurst;
}

std::optional<SteadyPoint> Front::overdueAt() const {
  const auto found = std::find_if(out_.begin(), out_.end(), [](const Out& out) { return out.own; });
  if (found == out_.end()) return std::nullopt;
  return found->since + kLongestWait;
}

Compared Front::takeNews() {
  Compared news = std::exchange(told_, {});
  told_.round = news.round;
  return news;
}

}  // namespace flotilla::worker
