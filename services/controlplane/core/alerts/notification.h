// A message that is due, and what is remembered of one that was delivered. Thread: values.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/alerting.h"
#include "models/domain/notification_entry.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

enum class NotificationReason { First, NewInGroup, SomeResolved, AllResolved, Repeat, Escalation };
inline constexpr std::array<std::string_view, 6> kNotificationReasonNames{
    "first", "new_in_group", "some_resolved", "all_resolved", "repeat", "escalation"};
constexpr std::string_view toText(NotificationReason reason) {
  return kNotificationReasonNames[static_cast<std::size_t>(reason)];
}

// One group for one receiver. Each of its notifiers is tried by itself.
struct Notification {
  std::string groupKey;
  std::string receiver;
  NotificationReason reason = NotificationReason::First;
  std::vector<Notifier> notifiers;  // of the receiver, and of whoever is on call at `at`
  std::string onCall = {};          // name of that member; empty = the receiver has no rotation
  Labels groupLabels = {};
  std::vector<Alert> alerts = {};  // firing ones first
  TimePoint at{};
  friend bool operator==(const Notification&, const Notification&) = default;
};

using flotilla::NotificationEntry;  // a row of flotilla.db, and so a word of the domain

// Sends to the outside. Thread: called on the fleet loop, answers there; never blocks it.
class NotifierGateway {
 public:
  virtual ~NotifierGateway() = default;
  // Whether a notifier could be used: its kind is loaded, and it takes these settings. Errors name the setting.
  virtual Status check(const Notifier& notifier) const = 0;
  // `done` is called once, with success if at least one notifier took it (each is retried until `deadline` has passed).
  // Errors: unavailable, with what each of them said; secrets are never part of it.
  virtual void send(const Notification& notification, TimePoint deadline, std::function<void(Status)> done) = 0;
};

}  // namespace flotilla::controlplane
