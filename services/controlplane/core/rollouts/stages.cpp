#include "services/controlplane/core/rollouts/stages.h"

#include <algorithm>

#include "services/controlplane/core/rollouts/plan_of.h"

namespace flotilla::controlplane {
namespace {

// A plan without stages need not be read to see that: most have none.
bool mayHaveStages(const Rollout& rollout) {
  const auto has = [&](const char* key) { return rollout.plan.find(key) != std::string::npos; };
  return has("\"shadow\":") || has("\"weights\":");
}

void addFlips(const StageReport& report, StageSummary& out) {
  if (out.flips.empty() && out.compared == report.compared) {  // the first that told
    out.classes = report.classes;
    out.flips = report.flips;
    return;
  }
  if (report.classes != out.classes || report.flips.size() != out.flips.size()) {
    out.classes = 0;
    out.flips.clear();
    return;
  }
  for (std::size_t i = 0; i < out.flips.size(); ++i) out.flips[i] += report.flips[i];
}

void add(const StageReport& report, bool underWay, StageSummary& out) {
  const auto comparisons = static_cast<double>(report.compared);
  ++out.nodes;
  out.underWay += underWay ? 1 : 0;
  out.compared += report.compared;
  out.differ += report.differ;
  out.errors += report.errors;
  out.drops += report.drops;
  out.logE += report.logE;
  out.logEErrors += report.logEErrors;
  out.llr += report.llr;
  out.meanShift += report.meanShift * comparisons;
  out.slower += report.slower * comparisons;
  out.peakRssKb = std::max(out.peakRssKb, report.peakRssKb);
  addFlips(report, out);
}

}  // namespace

Stages plannedStages(const Rollout& rollout) {
  if (!mayHaveStages(rollout)) return {};
  const auto plan = planOf(rollout);
  return plan ? plan->stages : Stages{};
}

Duration deadlineWithoutStages(const RolloutPlan& plan) {
  return plan.deadline - longest(plan.stages);
}

Result<Stages> stagesFor(const FleetState& state, const DesiredWorkload& desired, const Rollout* beginning) {
  const auto known = state.rollouts.find(desired.rollout);
  const Rollout* rollout = known == state.rollouts.end() ? nullptr : &known->second;
  if (beginning != nullptr && beginning->id == desired.rollout) rollout = beginning;
  if (rollout == nullptr)
    return internalError("plan_damaged", "the rollout " + desired.rollout.value + " is not there");
  FLOTILLA_TRY(const RolloutPlan plan, planOf(*rollout));
  Stages out = plan.stages;
  if (out.weights) out.weights->salt = desired.rollout.value;
  return out;
}

bool takesStages(const RolloutPlan& plan, const NodeEntry& entry) {
  return plan.stages.empty() || entry.status.takesStages;
}

Status checkStages(const FleetState& state, const RolloutPlan& plan) {
  const auto workload = state.workloads.find(plan.workload);
  if (plan.stages.empty() || workload == state.workloads.end()) return okStatus();
  const WorkloadConfig& config = workload->second.config;
  if (const Status fits = checkStagesFit(plan.stages, config); !fits) {
    Error error = fits.error();
    error.message = plan.workload.value + ": " + error.message;
    error.field = plan.stages.shadow ? "shadow" : "weights";
    return error;
  }
  const Duration needed = longest(plan.stages) + config.healthWindow;
  if (plan.deadline > needed) return okStatus();
  return invalid("bad_deadline",
                 "shadow and weights may take " + toText(longest(plan.stages)) + ", and the health window of " +
                     plan.workload.value + " is " + toText(config.healthWindow) + ": a deadline of " +
                     toText(plan.deadline) + " leaves no time",
                 "deadline", "write more than " + toText(needed) + ", or shorter limits");
}

StageStanding standingOf(const FleetState& state, const NodeEntry& entry, const StageReport& report, TimePoint now) {
  const StageStanding* known = stageOf(entry, report.workload, report.stage);
  const bool same = known != nullptr && known->report.generation == report.generation;
  StageStanding out{entry.record.id, report, same ? known->rollout : RolloutId(), same ? known->since : now};
  if (!out.rollout.empty()) return out;
  const auto desired = entry.desired.find(report.workload);
  if (desired == entry.desired.end() || !desired->second.staged) return out;
  const RolloutNode* row = rolloutRow(state, desired->second.rollout, entry.record.id);
  if (row == nullptr || row->generation == 0) return out;
  // The row waits for a later generation if something else of the node was changed since; the stage goes on.
  const bool isOfIt = report.generation >= row->generation || report.startedAt >= row->assignedAt;
  if (isOfIt) out.rollout = row->rollout;
  return out;
}

std::optional<TimePoint> inStagesSince(const NodeEntry& entry, const RolloutNode& row, const WorkloadName& workload) {
  std::optional<TimePoint> first;
  if (!isOpenOutcome(row.outcome)) return first;
  for (const StageKind stage : {StageKind::Shadow, StageKind::Weights}) {
    const StageStanding* standing = stageOf(entry, workload, stage);
    if (standing == nullptr || standing->rollout != row.rollout) continue;
    first = first ? std::min(*first, standing->since) : standing->since;
  }
  return first;
}

std::vector<StageSummary> foundInStages(const FleetState& state, const Rollout& rollout) {
  std::vector<StageSummary> out;
  if (!mayHaveStages(rollout)) return out;
  for (const StageKind stage : {StageKind::Shadow, StageKind::Weights}) {
    StageSummary sum{.stage = stage};
    for (const RolloutNode& row : rollout.nodes) {
      const auto entry = state.nodes.find(row.node);
      const StageStanding* standing =
          entry == state.nodes.end() ? nullptr : stageOf(entry->second, rollout.workload, stage);
      if (standing == nullptr || standing->rollout != rollout.id) continue;
      add(standing->report, isUnderWay(entry->second, *standing, row), sum);
    }
    if (sum.nodes == 0) continue;
    if (sum.compared > 0) {
      sum.meanShift /= static_cast<double>(sum.compared);
      sum.slower /= static_cast<double>(sum.compared);
    }
    out.push_back(std::move(sum));
  }
  return out;
}

void showStages(const FleetState& state, Rollout& rollout) {
  rollout.stages = {plannedStages(rollout), foundInStages(state, rollout)};
}

}  // namespace flotilla::controlplane
