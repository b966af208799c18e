// Looking at the nodes of a rollout: what they count, read at one moment. Pure. Thread: the fleet loop.
#pragma once

#include <optional>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// The next look at the wave that began last, judged; nothing if none has begun, or the last look is too fresh.
std::optional<LookRecord> takeLook(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan,
                                   TimePoint now, Duration reportInterval);

// The wave as its newest look leaves it.
RolloutWave lookedAt(RolloutWave wave, const RolloutLook& look);

}  // namespace flotilla::controlplane
