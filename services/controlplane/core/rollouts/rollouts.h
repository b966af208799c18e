// Rollouts begin here: at once, or as the draft of a plan. words.h is what people say about them, advance.h how they
// proceed, way_back.h how they are taken back. Pure: each function decides over the read model. Thread: the fleet loop.
#pragma once

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/rollouts/advance.h"
#include "services/controlplane/core/rollouts/follow.h"
#include "services/controlplane/core/rollouts/targets.h"

namespace flotilla::controlplane {

// Without a plan: every active node that the regions and the selector mean gets an assignment. With one: a draft, whose
// waves are drawn with `seed`; nothing is given to any node.
// Reasons: no_workload, no_release, wrong_artifact, no_nodes, rollout_running (another rollout of this workload has not
// ended; a draft may wait), game_day_there (likewise; see practice.h), out_of_scope, no_variant, already_proven
// (nothing would change), empty_wave, left_over, and those of the document.
Result<Decision<Rollout>> createRollout(const EngineRoom& room, const NewRollout& wanted, const Caller& caller,
                                        std::uint64_t seed);

// By a plan that begins at once: what a step of a runbook gives out with more care than all nodes at once. Errors:
// those of createRollout, of starting a draft, and of its policy.
Result<Decision<Rollout>> deployByPlan(const EngineRoom& room, const std::string& plan, const Caller& caller,
                                       std::uint64_t seed);

// Another plan for a draft, or for one that waits for its first approval; it is a draft again, and nobody has approved.
// Errors: no_rollout, wrong_state, other_workload, and those of createRollout.
Result<Decision<Rollout>> editRollout(const EngineRoom& room, const RolloutId& id, const std::string& plan,
                                      const Caller& caller, std::uint64_t seed);

// Rollouts that advanceRollout may have something to do for. Advance them one after the other, each on what the one
// before led to: two of them may assign to the same node.
std::vector<RolloutId> rolloutsUnderWay(const FleetState& state);

bool sees(const FleetState& state, const RolloutNode& node, const Caller& caller);
// NotFound/"no_rollout" if there is none, or none with a node the caller may see.
Status checkVisible(const FleetState& state, const RolloutId& id, const Caller& caller);
Result<Rollout> findRollout(const FleetState& state, const RolloutId& id, const Caller& caller);
// Newest first; only rollouts with a node in the caller's regions, and of those only these nodes.
std::vector<Rollout> visibleRollouts(const FleetState& state, const Caller& caller);

}  // namespace flotilla::controlplane
