// What people say about a rollout: start, approve, reject, pause, resume, promote, skip. Each is idempotent: said twice
// it changes nothing. Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/rollout_lifecycle.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/rollouts/advance.h"

namespace flotilla::controlplane {

// Errors: too_long (a reason above 500 bytes), no_rollout, out_of_scope (the caller has to hold the role in every
// region of the rollout), wrong_state, rollout_running (start), overtaken (start: a later one has begun), no_wave,
// wave_begun (skip), not_soaking (promote), failed_wave (promote), no_approval_needed, own_plan (approve by the
// author), other_plan (approve or reject: the plan is not the one that was read).
Result<Decision<Rollout>> sayToRollout(const EngineRoom& room, const RolloutWord& word, const Caller& caller);

}  // namespace flotilla::controlplane
