// Rollouts with one wave: start, follow, end; way_back.h takes them back. Pure: each function decides over the read
// model. Thread: the fleet loop.
#pragma once

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/rollouts/targets.h"
#include "services/crypto/ed25519.h"

namespace flotilla::controlplane {

// Every active node that the regions and the selector mean gets an assignment; `reportInterval` decides who is live.
// Reasons: no_workload, no_release, wrong_artifact, no_nodes, rollout_running (another rollout of this workload has not
// ended), out_of_scope, no_variant, already_proven (nothing would change).
Result<Decision<Rollout>> createRollout(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                        const SigningKey& key, TimePoint now, Duration reportInterval);

// What the newest reports mean for the rollouts that have not ended. Empty if nothing changed.
Mutation followRollouts(const FleetState& state, TimePoint now);

// The row of a node that gets no assignment because it is not active: what it did before says nothing.
RolloutNode notAsked(RolloutNode node, NodeIdentity identity);

bool sees(const FleetState& state, const RolloutNode& node, const Caller& caller);
// NotFound/"no_rollout" if there is none, or none with a node the caller may see.
Status checkVisible(const FleetState& state, const RolloutId& id, const Caller& caller);
Result<Rollout> findRollout(const FleetState& state, const RolloutId& id, const Caller& caller);
// Newest first; only rollouts with a node in the caller's regions, and of those only these nodes.
std::vector<Rollout> visibleRollouts(const FleetState& state, const Caller& caller);

}  // namespace flotilla::controlplane
