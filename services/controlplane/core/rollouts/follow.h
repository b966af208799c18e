// What became of a node that was given an assignment by a rollout. Pure. Thread: the fleet loop.
#pragma once

#include <optional>

#include "models/domain/rollout_plan.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// The row as the newest reports leave it; nothing if its outcome is the same.
std::optional<RolloutNode> followNode(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan,
                                      const RolloutNode& node, TimePoint now);

// The row of a node that gets no assignment because it is not active: what it did before says nothing.
RolloutNode notAsked(RolloutNode node, NodeIdentity identity);

// The row of a node whose agent does not take the stages of what it was given; the version before is to be given back.
RolloutNode tooOld(RolloutNode node);

// Whether no later rollout of the workload has begun.
bool isNewest(const FleetState& state, const Rollout& rollout);

}  // namespace flotilla::controlplane
