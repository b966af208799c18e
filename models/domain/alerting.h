// Who is told of which alert, how, and when not: declared in one document (services/documents/alerting.h). Thread:
// values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/rollout_plan.h"

namespace flotilla {

// One way to reach somebody. Secrets are names of files on the control plane's machine, never values.
struct Notifier {
  std::string kind;                                     // of a plugin: webhook, smtp, alertmanager, desktop
  std::map<std::string, std::string> settings;          // what they mean is the plugin's
  std::map<std::string, std::string> secretFiles = {};  // setting → file that holds it
  bool sendResolved = true;
  friend bool operator==(const Notifier&, const Notifier&) = default;
};

// Notifies by all of its notifiers, and whoever is on call.
struct Receiver {
  std::string name;  // [a-z0-9-]{1,63}
  std::vector<Notifier> notifiers = {};
  std::string rotation = {};  // notifies its member on call as well; empty = none
  friend bool operator==(const Receiver&, const Receiver&) = default;
};

// People who take turns, in this order, each for `turn`.
struct Member {
  std::string name;  // of an operator
  std::vector<Notifier> notifiers = {};
  friend bool operator==(const Member&, const Member&) = default;
};
struct TurnOverride {  // somebody takes over
  std::string member;
  TimePoint from{}, to{};
  friend bool operator==(const TurnOverride&, const TurnOverride&) = default;
};
struct Rotation {
  std::string name;
  std::string zone = "UTC";  // IANA; turns change at the same local hour, also when clocks do
  TimePoint start{};         // of the first member's first turn
  std::uint32_t turnDays = 7;
  std::vector<Member> members = {};
  std::vector<TurnOverride> overrides = {};
  friend bool operator==(const Rotation&, const Rotation&) = default;
};

// While a page of a group is not acknowledged, others are told too.
struct EscalationStep {
  Duration after{};  // since the group was first notified
  std::string receiver;
  friend bool operator==(const EscalationStep&, const EscalationStep&) = default;
};

// First matching child, depth first; with `goesOn` the later ones as well; none: this one. Empty fields are inherited.
struct AlertRoute {
  std::vector<Matcher> matchers = {};
  std::string receiver = {};
  std::optional<std::vector<std::string>> groupBy = {};  // labels; "..." = all of them
  std::optional<Duration> groupWait = {};                // 30 s at the root
  std::optional<Duration> groupInterval = {};            // 5 min at the root
  std::optional<Duration> repeatInterval = {};           // 4 h at the root; rounded up to whole group intervals
  std::vector<std::string> muteIn = {};                  // names of maintenance windows; not inherited
  std::optional<std::vector<EscalationStep>> escalation = {};
  bool goesOn = false;
  std::vector<AlertRoute> routes = {};
  friend bool operator==(const AlertRoute&, const AlertRoute&) = default;
};

// While a source fires, the targets that agree with it in the labels `equal` are not told. An alert that matches both
// sides is not held back by one that does so too. For `lasts` after its end a source still holds back what began before
// it ended, or so soon after that it says the same (kAftermath): windows that look back go on for a while.
inline constexpr Duration kAftermath = std::chrono::minutes(2);
struct InhibitRule {
  std::string name;
  std::vector<Matcher> source;
  std::vector<Matcher> target;
  std::vector<std::string> equal = {};
  Duration lasts{};
  friend bool operator==(const InhibitRule&, const InhibitRule&) = default;
};

// Work that was announced: what matches is not told in these hours. Routes may name it, or it has matchers of its own.
struct MaintenanceWindow {
  std::string name;
  std::vector<Matcher> matchers = {};  // empty: only for routes that name it
  TimeWindow hours = {};               // in local time, on the days of the week
  std::optional<TimePoint> from = {};  // the first and last time, if it does not recur forever
  std::optional<TimePoint> to = {};
  std::string reason = {};
  friend bool operator==(const MaintenanceWindow&, const MaintenanceWindow&) = default;
};

struct Alerting {
  std::vector<Receiver> receivers;
  AlertRoute route;  // its matchers are empty
  std::vector<InhibitRule> inhibitions = {};
  std::vector<MaintenanceWindow> windows = {};
  std::vector<Rotation> rotations = {};
  Duration resolveAfter = std::chrono::minutes(5);  // an alert of others that says no end, and is not said again
  Duration holdResolved = std::chrono::minutes(0);  // a resolved alert that fires again within it never resolved
  friend bool operator==(const Alerting&, const Alerting&) = default;
};

// What holds when nothing is declared: nobody is notified; groups by region, objective and service, of nodes by site
// and cause; the inhibitions that Flotilla's own alerts need (a page holds back the ticket of its objective; a region
// that is cut off, its nodes, what is missing of it, and objectives about its being there). These inhibitions hold
// beside declared ones; one that is declared under the same name replaces it. Whether the fleet's page leads or those
// of its regions is no rule of this kind: see services/controlplane/core/alerts/leading.h.
Alerting builtInAlerting();

}  // namespace flotilla
