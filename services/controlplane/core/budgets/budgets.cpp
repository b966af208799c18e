#include "services/controlplane/core/budgets/budgets.h"

#include <algorithm>
#include <cmath>

namespace flotilla::controlplane {
namespace {

bool isAbout(const Objective& objective, const WorkloadName& workload) {
  return enforcesBudget(objective) && (objective.workload.empty() || objective.workload == workload);
}

const ObjectiveStanding* standingOf(const BudgetLook& look, const ObjectiveName& objective, const RegionName& region) {
  const auto at = look.standings.find({objective, region});
  return at == look.standings.end() ? nullptr : &at->second;
}

// What the budget of the objective that is counted in `place` says; nothing if it has no say, or is healthy.
std::optional<BudgetSay> sayOf(const FleetState& state, const Objective& objective, const RegionName& place,
                               TimePoint now) {
  if (now >= state.budgets.staleAt) return BudgetSay{objective.name, place, BudgetState::Unknown, std::nullopt};
  const ObjectiveStanding* standing = standingOf(state.budgets, objective.name, place);
  if (standing == nullptr || isWarmingUp(objective, *standing, now)) return std::nullopt;
  // Nothing in all of its period, and nobody who ought to serve: there is no promise to keep.
  if (standing->tally.total == 0 && !standing->missing) return std::nullopt;
  if (standing->state == BudgetState::Healthy) return std::nullopt;
  return BudgetSay{objective.name, place, standing->state, standing->budgetLeft};
}

bool decides(const BudgetSay& say, const std::optional<BudgetSay>& than) {
  if (!than || isWorse(say.state, than->state)) return true;
  return say.state == than->state && say.left.value_or(1) < than->left.value_or(1);
}

std::string placeOf(const RegionName& region) {
  return region.empty() ? "the fleet" : region.value;
}

std::string leftText(const BudgetSay& say) {
  if (!say.left) return "nobody knows how much is left";
  // What a slot changes is not worth another sentence; and what is overspent is never "0 % left".
  const double percent = std::floor(*say.left * 100);
  return std::to_string(static_cast<long long>(std::max(percent, -1e6))) + " % left";
}

const char* endOf(BudgetState state) {
  switch (state) {
    case BudgetState::Caution:
      return "it holds until 50 % is left";
    case BudgetState::Restricted:
      return "it holds until 25 % is left";
    case BudgetState::Exhausted:
      return "it holds until more than 0 % is left, as bad events leave its period";
    case BudgetState::Unknown:
      return "it holds until it is observed again";
    case BudgetState::Healthy:
      break;
  }
  return "it holds nothing";
}

}  // namespace

bool isWarmingUp(const Objective& objective, const ObjectiveStanding& standing, TimePoint now) {
  return !standing.firstObserved || now < *standing.firstObserved + budgetWarmUp(objective);
}

std::optional<BudgetSay> budgetIn(const FleetState& state, const WorkloadName& workload, const RegionName& region,
                                  TimePoint now) {
  std::optional<BudgetSay> worst;
  for (const auto& [name, objective] : state.objectives) {
    if (!isAbout(objective, workload) || overriddenUntil(state, name, region, now)) continue;
    for (const RegionName& place : {region, RegionName()}) {
      const auto say = sayOf(state, objective, place, now);
      if (say && decides(*say, worst)) worst = say;
    }
  }
  return worst;
}

std::map<RegionName, BudgetSay> budgetsIn(const FleetState& state, const WorkloadName& workload,
                                          const std::set<RegionName>& regions, TimePoint now) {
  std::map<RegionName, BudgetSay> out;
  for (const RegionName& region : regions)
    if (const auto say = budgetIn(state, workload, region, now)) out[region] = *say;
  return out;
}

std::optional<TimePoint> overriddenUntil(const FleetState& state, const ObjectiveName& objective,
                                         const RegionName& region, TimePoint now) {
  std::optional<TimePoint> until;
  for (const auto& [id, one] : state.budgetOverrides)
    if (lifts(one, objective, region, now)) until = std::max(until.value_or(one.expires), one.expires);
  return until;
}

std::string reasonOf(const BudgetSay& say) {
  return "budget_" + std::string(toText(say.state));
}

std::string sentenceOf(const BudgetSay& say, const RegionName& region) {
  const std::string of = say.measuredIn.empty() ? "its budget of the fleet" : "its budget";
  return "objective " + say.objective.value + " in " + placeOf(region) + ": " + of + " is " +
         std::string(toText(say.state)) + ", " + leftText(say) + "; " + endOf(say.state);
}

std::string overrideCommand(const BudgetSay& say, const RegionName& region) {
  return "flotillactl budgets override --region " + region.value + " --objective " + say.objective.value +
         " --reason WHY";
}

std::string fixOf(const BudgetSay& say, const RegionName& region) {
  const std::string override = overrideCommand(say, region);
  const bool repairs = say.state == BudgetState::Restricted || say.state == BudgetState::Unknown;
  return repairs ? "write purpose: reliability (or security) in the plan if it is that, or " + override : override;
}

}  // namespace flotilla::controlplane
