// Why a rollout stands where it stands, in one sentence with the odds, and the numbers behind it; computed again from
// the stored looks if asked. Thread: the fleet loop (it reads the store).
#pragma once

#include "models/domain/rollout_evidence.h"
#include "services/controlplane/core/fleet/store.h"

namespace flotilla::controlplane {

// Errors: no_rollout, and those of the store.
Result<RolloutExplanation> explainRollout(FleetStore& store, const FleetState& state, const RolloutId& id,
                                          const Caller& caller, bool replay);

}  // namespace flotilla::controlplane
