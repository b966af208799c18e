// Drives the alert desk: hears what the fleet and its objectives say, sends what is due, and keeps what must be known
// after a restart. Thread: the fleet loop. Lifetime: what `Ports` refers to outlives it; answers of the gateway that
// come after it are no-ops.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/drift.h"
#include "services/controlplane/core/alerts/alert_desk.h"
#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/fleet/audit_tail.h"
#include "services/controlplane/core/fleet/fleet.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

class AlertWatch {
 public:
  struct Ports {
    Fleet& fleet;
    const Clock& clock;
    NotifierGateway& gateway;
  };

  // `reportInterval` of nodes: what is older than two of them is late.
  AlertWatch(Ports ports, Duration reportInterval, FleetAlertLimits limits);

  // Takes over what was told before, and what fired. Once, after the fleet is open. Errors: those of the store.
  Status start();
  // About once a second, with the alerts of objectives, and the inputs that drift, as they are now.
  void tick(const std::vector<ObjectiveAlert>& objectives, const std::vector<DriftStanding>& drifts);
  // As of the last tick. Put together when somebody asks, because that costs more than the tick. Valid until the next.
  const AlertsView& view() const;
  // Alerts of others.
  Taken take(const std::vector<Alert>& alerts) { return desk_.take(alerts, ports_.clock.now()); }

 private:
  void configure();
  void readConflicts();
  std::vector<Alert> ours(const std::vector<ObjectiveAlert>& objectives, const std::vector<DriftStanding>& drifts,
                          TimePoint now);
  void send(DueMessage message);
  void keep(const DeskTick& tick);
  void store(Mutation mutation);

  Ports ports_;
  Duration reportInterval_;
  FleetAlertLimits limits_;
  AlertDesk desk_;
  TimePoint tickedAt_{};
  mutable std::optional<AlertsView> view_;
  TimePoint upSince_{};
  std::string configured_;             // the document that holds
  std::vector<AuditEntry> conflicts_;  // of the last conflictFor
  CountWatch counts_;
  AuditTail audit_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace flotilla::controlplane
