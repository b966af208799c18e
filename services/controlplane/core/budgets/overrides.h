// Letting rollouts go on in spite of a budget, and taking that back. Pure. Thread: the fleet loop.
#pragma once

#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

struct NewOverride {
  RegionName region;        // empty = everywhere
  ObjectiveName objective;  // empty = all
  std::string reason;
  Duration lifetime = kOverrideLife;
};

// Errors: no_reason, too_long, out_of_range (lifetime), no_region, no_objective, out_of_scope (an approver, there, or
// everywhere if no region is named), too_many. Overrides that ended a month ago are forgotten on the way.
Result<Decision<BudgetOverride>> overrideBudget(const FleetState& state, const NewOverride& wanted,
                                                const Caller& caller, TimePoint now);
// Errors: no_override, out_of_scope. One that has ended stays as it is.
Result<Decision<BudgetOverride>> revokeOverride(const FleetState& state, const BudgetOverrideId& id,
                                                const Caller& caller, TimePoint now);

// Of the regions that the caller may see, and those for everywhere; newest first, ended ones too.
std::vector<BudgetOverride> visibleOverrides(const FleetState& state, const Caller& caller);

}  // namespace flotilla::controlplane
