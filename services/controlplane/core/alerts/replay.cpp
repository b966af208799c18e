#include "services/controlplane/core/alerts/replay.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxReplaySteps = 10'000'000;
constexpr Duration kLongestStep = 1min;  // at which windows, silences and acknowledgements are looked at

class Replay {
 public:
  explicit Replay(ReplayInput input) : in_(std::move(input)) {
    std::stable_sort(in_.alerts.begin(), in_.alerts.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  Result<std::vector<Notification>> run() {
    FLOTILLA_CHECK(desk_.configure(in_.alerting));
    if (in_.alerts.empty()) return std::move(told_);
    desk_.own({}, in_.regions, in_.alerts.front().first);
    const TimePoint until = in_.until != TimePoint{} ? in_.until : in_.alerts.back().first + 1h;
    TimePoint now = in_.alerts.front().first;
    for (std::size_t steps = 0; now <= until; ++steps) {
      if (steps == kMaxReplaySteps)
        return invalid("too_long", "so much time cannot be replayed at once", "until", "choose a shorter time");
      step(now);
      now = next(now);
    }
    return std::move(told_);
  }

 private:
  void step(TimePoint now) {
    for (; at_ < in_.alerts.size() && in_.alerts[at_].first <= now; ++at_) desk_.take({in_.alerts[at_].second}, now);
    std::vector<Acknowledgement> given;
    for (const Acknowledgement& one : in_.acknowledgements)
      if (one.at <= now) given.push_back(one);
    DeskTick tick = desk_.tick(now, in_.silences, given);
    for (DueMessage& message : tick.due) {
      desk_.delivered(message.notification.groupKey, message.notification.receiver);
      told_.push_back(std::move(message.notification));
    }
  }
  // Nothing happens in hours without alerts, so they are passed over.
  TimePoint next(TimePoint now) const {
    const TimePoint word = at_ < in_.alerts.size() ? in_.alerts[at_].first : TimePoint::max();
    const TimePoint own = desk_.isQuiet() ? TimePoint::max() : std::min(desk_.wakesAt(now), now + kLongestStep);
    return std::max(std::min(word, own), now + Duration(1));
  }

  ReplayInput in_;
  AlertDesk desk_;
  std::size_t at_ = 0;
  std::vector<Notification> told_;
};

}  // namespace

Result<std::vector<Notification>> replay(ReplayInput input) {
  return Replay(std::move(input)).run();
}

}  // namespace flotilla::controlplane
