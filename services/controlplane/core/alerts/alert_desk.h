// Where all alerts come together: ours and those of others, grouped, held back, told and escalated. It decides; a store
// and a gateway do what it says. Nothing in it reads a clock, so that a replay tells what would have been told.
// Thread: the fleet loop. Lifetime: of the program.
//
//   tick: time passes → inhibit → windows → silence → decide → (gateway sends) → delivered() → (store keeps the entry)
//
// A crash between sending and storing repeats a message; nothing is lost. After a start: configure, restore, then own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/controlplane/core/alerts/alert_rules.h"
#include "services/controlplane/core/alerts/alerts_view.h"
#include "services/controlplane/core/alerts/desk_tick.h"
#include "services/controlplane/core/alerts/group_book.h"
#include "services/controlplane/core/alerts/known_alerts.h"
#include "services/controlplane/core/alerts/silencing.h"

namespace flotilla::controlplane {

// What became of alerts that others sent: those without an error are taken, whatever happened to the rest.
struct Taken {
  std::size_t accepted = 0;
  std::size_t refusedCount = 0;
  std::vector<Error> refused;  // the first 20; each names `alerts[i]...`
};

class AlertDesk {
 public:
  AlertDesk();  // with builtInAlerting()
  AlertDesk(AlertDesk&&) = default;
  AlertDesk& operator=(AlertDesk&&) = default;

  // Errors: those of compileAlerting; what held before then still holds.
  Status configure(const Alerting& alerting);
  const Alerting& alerting() const { return rules_->declared; }

  Taken take(const std::vector<Alert>& alerts, TimePoint now);
  // All of ours that fire, or say their end; what is missing has ended. `regions`: how many the fleet has.
  void own(const std::vector<Alert>& alerts, std::size_t regions, TimePoint now);
  // What was stored before a restart: entries, and alerts as began and ended gave them, the newest of each.
  void restore(const std::vector<NotificationEntry>& entries, const std::vector<Alert>& alerts, TimePoint now);

  DeskTick tick(TimePoint now, const std::vector<Silence>& silences,
                const std::vector<Acknowledgement>& acknowledgements);

  // What became of a message that was due. The entries are to be stored before anything else is sent to this group.
  std::vector<NotificationEntry> delivered(const std::string& groupKey, const std::string& receiver);
  void failed(const std::string& groupKey, const std::string& receiver, const Error& error, TimePoint now);

  bool fires(const AlertId& id) const;
  // When the desk has something to say by itself, as of the last tick: the end of a wait, of an alert, of a hold. What
  // windows, silences and others do is not in it.
  TimePoint wakesAt(TimePoint now) const;
  // Nothing fires, and nobody waits for word that something is over.
  bool isQuiet() const;
  AlertsView view(TimePoint now) const;

 private:
  void arrange();
  void acknowledge(const std::vector<Acknowledgement>& acknowledgements);
  void holdBack(const std::vector<bool>& open, TimePoint now);
  void inhibit(const std::vector<KnownAlert*>& firing);
  void inhibitAfterwards(const std::vector<KnownAlert*>& firing, TimePoint now);
  void lead(const std::vector<KnownAlert*>& firing);
  void noteFreedom(KnownAlert& alert, TimePoint now);
  AlertPatience patience() const { return {rules_->declared.resolveAfter, rules_->declared.holdResolved}; }
  AlertStatus statusOf(const KnownAlert& alert, TimePoint now) const;

  std::unique_ptr<AlertRules> rules_;
  KnownAlerts alerts_;
  GroupBook groups_;
  SilenceBook silences_;
  std::size_t regions_ = 0;
  bool rulesChanged_ = false;
};

}  // namespace flotilla::controlplane
