// What Flotilla itself raises alerts about. Each function gives the whole set as it is now; an alert that is no longer
// in it has ended. Pure. Thread: the fleet loop.
#pragma once

#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "models/domain/alert.h"
#include "models/domain/audit.h"
#include "models/domain/objective_alert.h"
#include "services/controlplane/core/alerts/count_watch.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// Values of the label `alertname`.
inline constexpr std::string_view kBudgetBurn = "BudgetBurn";
inline constexpr std::string_view kNoData = "NoData";
inline constexpr std::string_view kNodeOffline = "NodeOffline";
inline constexpr std::string_view kRegionUnreachable = "RegionUnreachable";
inline constexpr std::string_view kRolloutFailed = "RolloutFailed";
inline constexpr std::string_view kRollbackFailed = "RollbackFailed";
inline constexpr std::string_view kConflictingEpochs = "ConflictingEpochs";
inline constexpr std::string_view kIdentityUsedTwice = "IdentityUsedTwice";
inline constexpr std::string_view kTelemetryGap = "TelemetryGap";
inline constexpr std::string_view kCertificateExpiring = "CertificateExpiring";
inline constexpr std::string_view kRunStuck = "RunStuck";  // of a runbook: somebody else is called

// Annotations: `summary`, a sentence; `rollouts`, those under way that may have to do with it; `since`.
inline constexpr std::string_view kSummary = "summary";
inline constexpr std::string_view kRollouts = "rollouts";
inline constexpr std::string_view kSince = "since";

struct FleetAlertLimits {
  Duration nodeOfflineFor = std::chrono::minutes(5);   // beyond the time after which its region calls a node offline
  Duration telemetryGapFor = std::chrono::minutes(5);  // a node reports, and counts nothing of what it serves
  double regionShare = 0.8;                            // of a region's active nodes that are offline: it is unreachable
  std::size_t regionNodes = 2;                         // and at least so many
  Duration certificateLeft = std::chrono::hours(48);   // of a week; nodes renew when half of it is over
  Duration rolloutFor = std::chrono::hours(24);        // an end that was not good is told, or until the next rollout
  Duration conflictFor = std::chrono::hours(24);       // after the newest evidence
};

struct FleetAlertInput {
  TimePoint now{};
  TimePoint upSince{};  // of this program: silence before it is not held against nodes
  Duration reportInterval{};
  FleetAlertLimits limits = {};
  // Audit entries of the actions "equivocation" and kSharedIdentity (shared_identities.h), of the last conflictFor.
  std::vector<AuditEntry> conflicts = {};
  std::vector<CountGap> gaps = {};  // as CountWatch has them
  // Whether this alert fires already: after a restart it goes on, instead of ending and firing again.
  std::function<bool(const AlertId&)> fires = {};
};

// endsAt is zero for one that fires. The indicator, the workload and the owner are those of its objective, if it is
// still declared.
Alert alertOf(const ObjectiveAlert& alert, const std::map<ObjectiveName, Objective>& objectives);

// Offline nodes, unreachable regions, rollouts, conflicts and certificates. None while the fleet is learning: nobody
// has been heard yet. endsAt is zero.
std::vector<Alert> fleetAlerts(const FleetState& state, const FleetAlertInput& input);

// Says which rollouts are under way where an alert is.
void annotateRollouts(std::vector<Alert>& alerts, const FleetState& state);

}  // namespace flotilla::controlplane
