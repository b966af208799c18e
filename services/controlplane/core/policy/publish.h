// Publishing the policy of the fleet. The control plane keeps the bytes and reads them; whether to trust them is for
// nodes to decide. Pure. Thread: the fleet loop.
#pragma once

#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// The newest counts from now on. Errors: not_a_policy, V19_*, policy_too_large, version_not_higher (the version says
// how much), and Conflict/"version_exists" for other bytes under the version that counts. The same again changes
// nothing.
Result<Decision<PolicySummary>> publishPolicy(const FleetState& state, const std::string& envelope,
                                              const Caller& caller, TimePoint now);

// NotFound/"no_policy" if the fleet has none.
Result<PolicySummary> currentPolicy(const FleetState& state);

}  // namespace flotilla::controlplane
