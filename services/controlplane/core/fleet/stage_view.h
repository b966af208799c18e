// The stages of a node as operators see them: shadow and weights, by what it told last. Pure. Thread: the fleet loop.
// Pointers are into the state.
#pragma once

#include <vector>

#include "models/domain/stage_summary.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// The row of the node in that rollout; null if there is none.
const RolloutNode* rolloutRow(const FleetState& state, const RolloutId& rollout, const NodeId& node);

// Whether the node may still come to something by the assignment of its row.
bool isOpenOutcome(NodeOutcome outcome);

// What it told of this stage last; null if nothing.
const StageStanding* stageOf(const NodeEntry& entry, const WorkloadName& workload, StageKind stage);

// Whether the node is in this stage for this row of the rollout: it has not switched to the version, or tries it.
bool isUnderWay(const NodeEntry& entry, const StageStanding& standing, const RolloutNode& row);

// Of one workload of a node: the stages of the rollout that brought stages last.
std::vector<NodeStage> nodeStages(const FleetState& state, const NodeEntry& entry, const WorkloadName& workload);

}  // namespace flotilla::controlplane
