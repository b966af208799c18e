#include "services/controlplane/core/rollouts/budget_hold.h"

#include <algorithm>
#include <set>

#include "models/domain/rollout_approvals.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kHoldPrefix = "budget_";

BudgetRules rulesIn(const RolloutBudgets& budgets, const RegionName& region) {
  const auto say = budgets.says.find(region);
  return say == budgets.says.end() ? BudgetRules{} : budgetRules(say->second.state, budgets.purpose);
}

bool goesForward(RolloutState state) {
  return state == RolloutState::Draft || state == RolloutState::AwaitingApproval || state == RolloutState::Running ||
         state == RolloutState::Paused || state == RolloutState::Succeeded;
}

bool isToBegin(WaveState state) {
  return state == WaveState::Pending || state == WaveState::AwaitingApproval || state == WaveState::AwaitingWindow;
}

// The worst of the regions in which nodes of the wave are that `counts` takes.
struct Worst {
  const RegionName* region = nullptr;
  const BudgetSay* say = nullptr;
  std::size_t nodes = 0;
};
template <class Counts>
Worst worstOf(const RolloutBudgets& budgets, const Rollout& rollout, std::uint32_t wave, Counts counts) {
  Worst out;
  for (std::size_t i = 0; i < rollout.nodes.size(); ++i) {
    const auto say = budgets.says.find(budgets.regions[i]);
    if (rollout.nodes[i].wave != wave || say == budgets.says.end() || !counts(rollout.nodes[i], say->second)) continue;
    ++out.nodes;
    if (out.say == nullptr || isWorse(say->second.state, out.say->state)) {
      out.region = &say->first;
      out.say = &say->second;
    }
  }
  return out;
}

Worst worstOf(const RolloutBudgets& budgets, const Rollout& rollout, std::uint32_t wave) {
  return worstOf(budgets, rollout, wave, [](const RolloutNode&, const BudgetSay&) { return true; });
}

std::uint32_t approvalsOfBudgets(const RolloutBudgets& budgets, const Rollout& rollout, std::uint32_t wave) {
  const Worst worst = worstOf(budgets, rollout, wave);
  return worst.say == nullptr ? 0 : rulesIn(budgets, *worst.region).approvals;
}

std::string waitingText(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " node waits" : " nodes wait");
}

BudgetHold holdBy(const Worst& worst, const std::string& what) {
  return {reasonOf(*worst.say),
          sentenceOf(*worst.say, *worst.region) + "; " + what + "; " + fixOf(*worst.say, *worst.region)};
}

std::optional<BudgetHold> heldNodes(const RolloutBudgets& budgets, const Rollout& rollout, const RolloutWave& wave) {
  const Worst worst = worstOf(budgets, rollout, wave.place, [&](const RolloutNode& node, const BudgetSay& say) {
    return node.outcome == NodeOutcome::Planned && !budgetRules(say.state, budgets.purpose).mayAssign;
  });
  if (worst.say == nullptr) return std::nullopt;
  return holdBy(worst, waitingText(worst.nodes) + " in wave " + wave.name);
}

std::optional<BudgetHold> heldByPeople(const RolloutBudgets& budgets, const Rollout& rollout, const RolloutWave& wave,
                                       std::uint32_t planned, TimePoint now) {
  const std::uint32_t given = approvalsOf(rollout, wave.place, now);
  const Worst worst = worstOf(budgets, rollout, wave.place);
  if (worst.say == nullptr || wave.approvalsNeeded <= planned || given < planned || given >= wave.approvalsNeeded)
    return std::nullopt;
  return holdBy(worst, "wave " + wave.name + " needs " + std::to_string(wave.approvalsNeeded) + " approvals and has " +
                           std::to_string(given));
}

std::optional<BudgetHold> heldBySoak(const RolloutBudgets& budgets, const Rollout& rollout, const RolloutWave& wave,
                                     Duration planned, TimePoint now) {
  const Worst worst = worstOf(budgets, rollout, wave.place);
  const TimePoint end = wave.soakingAt + wave.soak;
  const bool waits = wave.verdict == Verdict::Pass && now >= wave.soakingAt + planned && now < end;
  if (worst.say == nullptr || !waits) return std::nullopt;
  return holdBy(worst, "wave " + wave.name + " soaks longer than planned, until " + toRfc3339(end).substr(0, 19) + "Z");
}

}  // namespace

RolloutBudgets budgetsOf(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan, TimePoint now) {
  RolloutBudgets out;
  out.purpose = plan.purpose;
  std::set<RegionName> regions;
  for (const RolloutNode& node : rollout.nodes) {
    const auto at = state.nodes.find(node.node);
    out.regions.push_back(at == state.nodes.end() ? RegionName() : at->second.record.region);
    if (!out.regions.back().empty()) regions.insert(out.regions.back());
  }
  if (goesForward(rollout.state)) out.says = budgetsIn(state, rollout.workload, regions, now);
  return out;
}

BudgetGate gateOf(const RolloutBudgets& budgets, const RegionName& region) {
  const BudgetRules rules = rulesIn(budgets, region);
  if (!rules.mayAssign) return BudgetGate::Held;
  return rules.oneRegion ? BudgetGate::Alone : BudgetGate::Free;
}

std::uint32_t soakTimesOf(const RolloutBudgets& budgets, const Rollout& rollout, std::uint32_t wave) {
  const Worst worst = worstOf(budgets, rollout, wave);
  return worst.say == nullptr ? 1 : rulesIn(budgets, *worst.region).soakTimes;
}

const RolloutWave* followBudgets(const RolloutBudgets& budgets, Rollout& rollout, const RolloutPlan& plan) {
  const RolloutWave* current = goesForward(rollout.state) ? rollout.currentWave() : nullptr;
  if (current == nullptr) return nullptr;
  RolloutWave& wave = rollout.waves[current->place];
  const PlanWave& planned = plan.waves[wave.place];
  const Duration soak = planned.soak * soakTimesOf(budgets, rollout, wave.place);
  // What is deployed without a plan has nothing that people could approve; it was refused if it began like this.
  const bool asks = isToBegin(wave.state) && !rollout.planDigest.isZero();
  const std::uint32_t approvals =
      asks ? std::max(planned.approvals.count, approvalsOfBudgets(budgets, rollout, wave.place)) : wave.approvalsNeeded;
  if (wave.soak == soak && wave.approvalsNeeded == approvals) return nullptr;
  wave.soak = soak;
  wave.approvalsNeeded = approvals;
  return &wave;
}

std::optional<BudgetHold> holdOf(const RolloutBudgets& budgets, const Rollout& rollout, const RolloutPlan& plan,
                                 TimePoint now) {
  const bool waits = rollout.state == RolloutState::Running || rollout.state == RolloutState::AwaitingApproval;
  const RolloutWave* wave = waits ? rollout.currentWave() : nullptr;
  if (wave == nullptr) return std::nullopt;
  const PlanWave& planned = plan.waves[wave->place];
  if (isToBegin(wave->state) || wave->state == WaveState::Assigning)
    if (auto hold = heldNodes(budgets, rollout, *wave)) return hold;
  if (isToBegin(wave->state)) return heldByPeople(budgets, rollout, *wave, planned.approvals.count, now);
  if (wave->state == WaveState::Soaking) return heldBySoak(budgets, rollout, *wave, planned.soak, now);
  return std::nullopt;
}

bool isHold(const std::string& reason) {
  return reason.starts_with(kHoldPrefix);
}

std::string subjectOf(const std::string& message) {
  return message.substr(0, message.find(':'));
}

}  // namespace flotilla::controlplane
