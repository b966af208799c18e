// What each wave of a plan would be and could show, asked before anything happens. Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/rollout_plan.h"
#include "models/domain/rollout_preview.h"
#include "services/controlplane/core/rollouts/targets.h"

namespace flotilla::controlplane {

// One for each wave. How well harm can be seen is computed from the rate that the workload declares and the bad
// answers counted so far. Errors: as drawWaves.
Result<std::vector<WavePreview>> previewWaves(const FleetState& state, const RolloutPlan& plan,
                                              const ForwardTargets& targets, TimePoint now, Duration reportInterval);

}  // namespace flotilla::controlplane
