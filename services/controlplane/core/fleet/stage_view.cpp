#include "services/controlplane/core/fleet/stage_view.h"

namespace flotilla::controlplane {

const RolloutNode* rolloutRow(const FleetState& state, const RolloutId& rollout, const NodeId& node) {
  const auto place = state.rolloutPlaces.find({rollout, node});
  return place == state.rolloutPlaces.end() ? nullptr : &state.rollouts.at(rollout).nodes[place->second];
}

bool isOpenOutcome(NodeOutcome outcome) {
  return outcome == NodeOutcome::Pending || outcome == NodeOutcome::Silent || outcome == NodeOutcome::Late;
}

const StageStanding* stageOf(const NodeEntry& entry, const WorkloadName& workload, StageKind stage) {
  const auto at = entry.stages.find({workload, stage});
  return at == entry.stages.end() ? nullptr : &at->second;
}

bool isUnderWay(const NodeEntry& entry, const StageStanding& standing, const RolloutNode& row) {
  const auto report = entry.workloads.find(standing.report.workload);
  if (standing.rollout != row.rollout || !isOpenOutcome(row.outcome) || report == entry.workloads.end()) return false;
  const bool isShadow = standing.report.stage == StageKind::Shadow;
  return report->second.state == (isShadow ? InstallState::Written : InstallState::Trying);
}

std::vector<NodeStage> nodeStages(const FleetState& state, const NodeEntry& entry, const WorkloadName& workload) {
  const StageStanding* newest = nullptr;
  for (const StageKind stage : {StageKind::Shadow, StageKind::Weights})
    if (const StageStanding* one = stageOf(entry, workload, stage))
      if (newest == nullptr || one->since >= newest->since) newest = one;
  std::vector<NodeStage> out;
  for (const StageKind stage : {StageKind::Shadow, StageKind::Weights}) {
    const StageStanding* one = stageOf(entry, workload, stage);
    if (one == nullptr || one->rollout != newest->rollout) continue;
    const RolloutNode* row = rolloutRow(state, one->rollout, entry.record.id);
    out.push_back({one->report, one->rollout, row != nullptr && isUnderWay(entry, *one, *row)});
  }
  return out;
}

}  // namespace flotilla::controlplane
