// Drift in the demonstration fleet: one region whose light changed, one broken sensor, one place from which too little
// comes, and everything else as it was trained. Thread: pure functions.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/drift.h"
#include "models/domain/result.h"

namespace flotilla::console {

// As a control plane answers: regions first, then nodes. Errors: Invalid/"conflicting_places", NotFound/"no_node",
// "no_site", "no_region" and "no_workload".
Result<std::vector<DriftStanding>> demoDrift(const DemoState& state, const DriftQuery& query);

}  // namespace flotilla::console
