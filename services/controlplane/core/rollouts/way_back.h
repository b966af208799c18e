// Taking a rollout back: all of it once nodes have proven it, or only what has not begun. Pure: each function decides
// over the read model. Thread: the fleet loop. Pointers are into the state.
#pragma once

#include <optional>
#include <vector>

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/rollouts/targets.h"
#include "services/crypto/ed25519.h"

namespace flotilla::controlplane {

struct BackTarget {
  const NodeEntry* node;
  const RolloutNode* row;
};
struct BackTargets {
  std::vector<BackTarget> nodes;         // go back to what they ran before
  std::vector<BackTarget> leftBehind;    // nothing was proven there before
  std::vector<BackTarget> inactive;      // get no assignment
  std::vector<ExcludedTarget> excluded;  // leftBehind, inactive and out of scope, with the reason
  std::optional<Error> problem;
};
// Rolling back and previewing it both ask here. The problem is already_rolled_back, rollout_running (a later rollout of
// this workload is under way), overtaken (a later one has moved one of the nodes), out_of_scope, no_way_back or
// same_before.
BackTargets backTargets(const FleetState& state, const Rollout& rollout, const Caller& caller, TimePoint now);

// Returns every node of the rollout that had a version before to that version. The others stay on what they run, or, if
// they have not begun, are not given it any more. Errors: no_rollout, and the problems of backTargets.
Result<Decision<Rollout>> rollBack(const FleetState& state, const RolloutId& id, const Caller& caller,
                                   const SigningKey& key, TimePoint now);

// Ends a running rollout: nodes that have proven it keep it, the others get back what they had. A node that has begun
// and has nothing to go back to goes on. Errors: no_rollout, not_running, rolling_back, out_of_scope.
Result<Decision<Rollout>> abortRollout(const FleetState& state, const RolloutId& id, const Caller& caller,
                                       const SigningKey& key, TimePoint now);

}  // namespace flotilla::controlplane
