#include "services/controlplane/core/alerts/notify_decision.h"

#include <algorithm>

namespace flotilla::controlplane {
namespace {

bool isWithin(const std::vector<AlertId>& some, const std::vector<AlertId>& all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

std::optional<NotificationReason> needsUpdate(const NotificationEntry* last, const std::vector<AlertId>& firing,
                                              const std::vector<AlertId>& resolved, bool sendResolved,
                                              Duration repeatInterval, TimePoint now) {
  using enum NotificationReason;
  if (last == nullptr) return firing.empty() ? std::nullopt : std::optional(First);
  if (!isWithin(firing, last->firing)) return last->firing.empty() ? First : NewInGroup;
  if (firing.empty()) return last->firing.empty() ? std::nullopt : std::optional(AllResolved);
  if (sendResolved && !isWithin(resolved, last->resolved)) return SomeResolved;
  if (now - last->at >= repeatInterval) return Repeat;
  return std::nullopt;
}

std::optional<NextMessage> nextMessage(const NotificationEntry* last, const GroupNow& group, const GroupTimes& times,
                                       TimePoint now, TimePoint failedAt) {
  // Everything is held back: that is not the same as being over, so nothing is said.
  if (group.firing.empty() && group.resolved.empty()) return std::nullopt;
  // Whether time alone makes it a message is asked at the time at which it would.
  const TimePoint repeatAt = last != nullptr ? last->at + times.repeatInterval : now;
  const auto reason = needsUpdate(last, group.firing, group.resolved, times.sendResolved, times.repeatInterval,
                                  std::max(now, repeatAt));
  if (!reason) return std::nullopt;
  NextMessage next{*reason, now};
  switch (*reason) {
    case NotificationReason::First:
      next.dueAt = group.newSince + times.groupWait;
      break;
    case NotificationReason::NewInGroup:
      next.dueAt = std::max(last->at + times.groupInterval, group.newSince + times.groupWait);
      break;
    case NotificationReason::SomeResolved:
      next.dueAt = last->at + times.groupInterval;
      break;
    case NotificationReason::Repeat:
      if (!group.anyUnacknowledged) return std::nullopt;
      next.dueAt = repeatAt;
      break;
    case NotificationReason::AllResolved:
    case NotificationReason::Escalation:
      break;
  }
  if (failedAt != TimePoint{}) next.dueAt = std::max(next.dueAt, failedAt + times.groupInterval);
  return next;
}

}  // namespace flotilla::controlplane
