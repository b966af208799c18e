// The groups of alerts, what each told its receivers, and what it has to tell them now. Thread: the fleet loop. Alerts
// are those of KnownAlerts; each leaves its groups before it is forgotten.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/controlplane/core/alerts/alert_rules.h"
#include "services/controlplane/core/alerts/desk_tick.h"
#include "services/controlplane/core/alerts/known_alerts.h"
#include "services/controlplane/core/alerts/notify_decision.h"

namespace flotilla::controlplane {

// One receiver of a group.
struct Teller {
  std::optional<NotificationEntry> entry;  // what it was told last
  struct UnderWay {
    NotificationEntry entry;    // what it will have been told
    bool beginsSeries = false;  // escalation counts from it
    NotificationReason reason = NotificationReason::First;
    TimePoint until{};
  };
  std::optional<UnderWay> underWay;
  TimePoint failedAt{};
  std::string error;
  // While the first message of a series cannot be delivered, others are told all the same.
  TimePoint attemptedAt{};  // when it was to be delivered first
  std::uint32_t stepsUntold = 0;

  bool inSeries() const { return entry && !entry->firing.empty(); }
  void fail(TimePoint at, std::string why);
};

struct Group {
  std::string key;
  std::size_t route = 0;
  Labels labels;
  std::vector<KnownAlert*> members;
  std::map<std::string, Teller> tellers;  // by receiver: the route's, and those of its escalation
  std::vector<std::string> mutedBy;       // windows that the route names
  TimePoint freeSince{};                  // since when no window mutes it
  std::optional<NextMessage> next;        // for the route's receiver
};

// Ways to tell a receiver, at one time.
struct Reach {
  std::vector<Notifier> notifiers;
  std::string onCall;
  bool takesResolved = false;
};

class GroupBook {
 public:
  explicit GroupBook(const AlertRules& rules) : rules_(&rules) {}

  // With other rules there are other groups. What was told is kept by the keys of the groups.
  void setRules(const AlertRules& rules);
  void place(KnownAlert& alert);
  void remove(const KnownAlert& alert);
  void restore(const std::vector<NotificationEntry>& entries, TimePoint now);

  // Every group decides by itself; `open` are the windows that are open.
  void decide(const std::vector<bool>& open, TimePoint now, DeskTick& tick);
  std::vector<NotificationEntry> delivered(const std::string& key, const std::string& receiver);
  void failed(const std::string& key, const std::string& receiver, const std::string& error, TimePoint now);

  const std::map<std::string, Group>& all() const { return groups_; }
  const Route& routeOf(const Group& group) const { return rules_->routes.at(group.route); }
  Reach reachOf(const std::string& receiver, TimePoint now) const;

 private:
  struct Orphans {  // of a group that has no alerts now
    std::map<std::string, Teller> tellers;
    TimePoint since{};
  };
  Teller* tellerOf(const std::string& key, const std::string& receiver);
  void forgetOrphans(TimePoint now, DeskTick& tick);

  const AlertRules* rules_;
  std::map<std::string, Group> groups_;
  std::map<std::string, Orphans> orphans_;
  TimePoint lastTick_{};
};

}  // namespace flotilla::controlplane
