// Keeps incidents in step with alerts, acknowledgements and what operators do. Thread: the fleet loop. Lifetime: what
// `Ports` refers to outlives it.
#pragma once

#include <functional>
#include <span>

#include "models/domain/objective.h"
#include "services/controlplane/core/fleet/audit_tail.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/controlplane/core/incidents/opening.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

// The beginning of the last run of slots in which more was bad than the target allows, without a good slot between;
// slots without observations are no end of it. `tallies`: slots of length `slot` from `from` on, oldest first, up to
// the alert. Zero if the newest observed one was good.
TimePoint firstBadSlot(std::span<const Tally> tallies, double target, TimePoint from, Duration slot);

class IncidentWatch {
 public:
  struct Ports {
    Fleet& fleet;
    const Clock& clock;
    Duration slot;  // of what objectives count
    // Whether a silence, a maintenance window or another alert keeps it from people, as of the last tick of the alerts.
    std::function<bool(const AlertId&)> isHeldBack;
    // What was counted for an objective in [from, to) in slots; an empty region is the fleet. May wait for telemetry.
    std::function<std::vector<Tally>(const ObjectiveName&, const RegionName&, TimePoint from, TimePoint to)> tallies;
  };

  explicit IncidentWatch(Ports ports) : ports_(std::move(ports)), audit_(ports_.fleet) {}

  // Once, after the fleet is open: what was done while nobody watched is read again.
  void start();
  // About once a second, after the tick of the alerts.
  void tick();
  // For openIncident() and recentChanges(). Valid until the next tick.
  IncidentInput input();

 private:
  void noteActions();
  TimePoint endOf(const IncidentAlert& alert) const;
  TimePoint firstBadOf(const AlertFiring& alert) const;
  void store(Mutation mutation);

  Ports ports_;
  AuditTail audit_;
  std::vector<AlertFiring> ended_;  // the history, if a firing ended since the last tick
};

}  // namespace flotilla::controlplane
