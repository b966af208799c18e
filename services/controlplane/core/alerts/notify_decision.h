// Whether a group has something to tell, and when. Pure: everything it knows is an argument, so that it says the same
// after a restart. Thread: any.
#pragma once

#include <optional>
#include <vector>

#include "services/controlplane/core/alerts/notification.h"

namespace flotilla::controlplane {

// What of a group nothing holds back now. Ids are sorted.
struct GroupNow {
  std::vector<AlertId> firing;
  std::vector<AlertId> resolved;  // that were told as firing
  TimePoint newSince{};           // of those that were not told: the time at which the first could have been
  bool anyUnacknowledged = true;  // of those that fire
};

struct GroupTimes {
  Duration groupWait{};
  Duration groupInterval{};
  Duration repeatInterval{};
  bool sendResolved = true;  // at least one way to tell the receiver takes what has resolved
};

// Alertmanager's table, row by row. `last`: what was told before, null for nothing.
std::optional<NotificationReason> needsUpdate(const NotificationEntry* last, const std::vector<AlertId>& firing,
                                              const std::vector<AlertId>& resolved, bool sendResolved,
                                              Duration repeatInterval, TimePoint now);

struct NextMessage {
  NotificationReason reason = NotificationReason::First;
  TimePoint dueAt{};
};
// The next message of the group as it is now; none if it has nothing more to say. A first one waits for groupWait,
// so that what happens together is told together; a later one also until groupInterval has passed since the last; that
// all is over is said at once. What somebody looks after is not repeated. After a message that could not be delivered
// (`failedAt`, else zero) groupInterval passes before the next.
std::optional<NextMessage> nextMessage(const NotificationEntry* last, const GroupNow& group, const GroupTimes& times,
                                       TimePoint now, TimePoint failedAt);

}  // namespace flotilla::controlplane
