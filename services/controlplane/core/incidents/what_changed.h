// What was changed shortly before something went wrong: the first question of whoever looks after it. Pure. Thread: the
// fleet loop.
#pragma once

#include <span>
#include <vector>

#include "models/domain/audit.h"
#include "models/domain/incident.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// Where and when to look.
struct ChangeQuestion {
  RegionName region;      // empty = everywhere
  WorkloadName workload;  // empty = any
  RolloutId named;        // the alert names it: then it is suspected
  TimePoint began{};      // of the trouble
  Duration grain{};       // as exactly as that is known
  TimePoint until{};      // no later than now
};

// Rollouts that gave the region something, and what people changed, from kChangesBefore `began` on. Suspected is the
// rollout that began there last before the trouble did. That one first, then the newest; at most 50. `audit` holds the
// entries of that time.
std::vector<RecentChange> recentChanges(const FleetState& state, std::span<const AuditEntry> audit,
                                        const ChangeQuestion& question);

// The rollout that is suspected; empty if none is.
RolloutId suspectOf(const FleetState& state, const ChangeQuestion& question);

// Whether an entry of the audit log is about what somebody did to this region (empty = any) or workload. Neither looks
// at things nor words about alerts and incidents count.
bool concerns(const FleetState& state, const AuditEntry& entry, const RegionName& region, const WorkloadName& workload);
// "roll back rollout/checkout-3: slow" from action, object and detail.
std::string actionText(const AuditEntry& entry);

}  // namespace flotilla::controlplane
