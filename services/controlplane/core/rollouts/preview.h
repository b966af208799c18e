// What a rollout or the way back would do if it started now. Pure: reads, and decides nothing.
// Thread: the fleet loop.
#pragma once

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// Everything that only concerns single nodes is a warning: a node that cannot be reached gets no assignment and counts
// in neither direction, and one that runs the version already takes a changed config.
// Errors as forwardTargets, whose problems are those of the preview, and game_day_there. Only nodes the caller may see
// are in it.
Result<RolloutPreview> prepareRollout(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                      TimePoint now, Duration reportInterval);

// Errors: no_rollout.
Result<RolloutPreview> prepareRollBack(const FleetState& state, const RolloutId& id, const Caller& caller,
                                       TimePoint now, Duration reportInterval);

}  // namespace flotilla::controlplane
