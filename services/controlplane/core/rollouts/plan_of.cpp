#include "services/controlplane/core/rollouts/plan_of.h"

#include "services/documents/rollout_plan.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kRemembered = 64;

// Rollouts are looked at every second, and the same document is the same plan: what was read lately is remembered.
Result<RolloutPlan> storedPlan(const std::string& text) {
  thread_local std::map<std::string, RolloutPlan> known;
  if (const auto at = known.find(text); at != known.end()) return at->second;
  FLOTILLA_TRY(RolloutPlan plan, parseRolloutPlan(text));
  if (known.size() >= kRemembered) known.clear();
  return known.emplace(text, std::move(plan)).first->second;
}

}  // namespace

RolloutPlan directPlan(const NewRollout& wanted) {
  RolloutPlan plan;
  plan.workload = wanted.workload;
  plan.to = wanted.version;
  plan.regions = wanted.regions;
  plan.selector = wanted.selector;
  plan.deadline = wanted.deadline;
  plan.waves.push_back({});
  plan.waves.back().name = "all";
  plan.gates.compare = false;
  plan.waitForReach = false;
  plan.onFailure = OnFailure::Stay;
  return plan;
}

Result<RolloutPlan> writtenPlan(const std::string& text) {
  auto plan = parseRolloutPlan(text);
  if (plan || !plan.error().field.empty()) return plan;
  Error error = plan.error();
  error.field = "plan";
  return error;
}

Result<RolloutPlan> planOf(const Rollout& rollout) {
  if (rollout.plan.empty()) {
    NewRollout wanted;
    wanted.workload = rollout.workload;
    wanted.version = rollout.to;
    wanted.deadline = rollout.deadline - rollout.createdAt;
    return directPlan(wanted);
  }
  auto plan = storedPlan(rollout.plan);
  if (plan && plan->waves.size() == rollout.waves.size()) return plan;
  return internalError("plan_damaged", "the stored plan of " + rollout.id.value + " cannot be read");
}

RolloutPlan completed(RolloutPlan plan, const std::map<WorkloadName, Workload>& workloads) {
  const auto workload = workloads.find(plan.workload);
  if (workload == workloads.end()) return plan;
  const WorkloadConfig& promised = workload->second.config;
  if (!plan.gates.slowMs) plan.gates.slowMs = promised.maxP95Ms;
  if (!plan.gates.maxP95Ms) plan.gates.maxP95Ms = promised.maxP95Ms;
  // The workload promises answers, not that they are right.
  if (!plan.gates.minSuccessRatio && plan.gates.badEvent == BadEvent::Error)
    plan.gates.minSuccessRatio = promised.minSuccessRatio;
  return plan;
}

NewRollout wantedBy(const RolloutPlan& plan) {
  NewRollout out;
  out.workload = plan.workload;
  out.version = plan.to;
  out.regions = plan.regions;
  out.deadline = plan.deadline;
  out.selector = plan.selector;
  return out;
}

std::vector<RolloutWave> wavesOf(const RolloutPlan& plan, const RolloutId& rollout) {
  std::vector<RolloutWave> out;
  for (const PlanWave& wave : plan.waves) {
    RolloutWave row;
    row.rollout = rollout;
    row.place = static_cast<std::uint32_t>(out.size());
    row.name = wave.name;
    row.soak = wave.soak;
    row.approvalsNeeded = wave.approvals.count;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace flotilla::controlplane
