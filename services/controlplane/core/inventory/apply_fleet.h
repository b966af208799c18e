// Turning a declaration into the difference that makes it true. Pure.
#pragma once

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// A place with nodes, or a workload that nodes run, cannot disappear (Precondition/"in_use"), unless
// those nodes are retired. With `dryRun` only the
// lines are filled. The same name twice is Invalid/"duplicate_name".
Result<Decision<FleetDiff>> applyFleet(const FleetState& state, FleetDeclaration wanted, bool dryRun);

}  // namespace flotilla::controlplane
