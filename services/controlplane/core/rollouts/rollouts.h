// Rollouts with one wave: start, follow, end, roll back. Pure: each function decides over the read model.
// Thread: the fleet loop.
#pragma once

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/rollouts/targets.h"
#include "services/crypto/ed25519.h"

namespace flotilla::controlplane {

// Every active node that the regions and the selector mean gets an assignment; `reportInterval` decides who is live.
// Reasons: no_workload, no_release, wrong_artifact, no_nodes, rollout_running (another rollout of this workload has not
// ended), out_of_scope, no_variant.
Result<Decision<Rollout>> createRollout(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                        const SigningKey& key, TimePoint now, Duration reportInterval);

// Returns every node of the rollout that had a version before to that version. Reasons: no_rollout,
// already_rolled_back, rollout_running (a later rollout of this workload is under way), no_way_back.
Result<Decision<Rollout>> rollBack(const FleetState& state, const RolloutId& id, const Caller& caller,
                                   const SigningKey& key, TimePoint now);

// What the newest reports mean for the rollouts that have not ended. Empty if nothing changed.
Mutation followRollouts(const FleetState& state, TimePoint now);

// NotFound/"no_rollout" if there is none, or none with a node the caller may see.
Status checkVisible(const FleetState& state, const RolloutId& id, const Caller& caller);
Result<Rollout> findRollout(const FleetState& state, const RolloutId& id, const Caller& caller);
// Newest first; only rollouts with a node in the caller's regions, and of those only these nodes.
std::vector<Rollout> visibleRollouts(const FleetState& state, const Caller& caller);

}  // namespace flotilla::controlplane
