#include "models/domain/budget.h"

#include <algorithm>

namespace flotilla {
namespace {

constexpr int kWarmUpParts = 100;
constexpr Duration kLongestWarmUp = std::chrono::hours(24);

// Rows in the order of BudgetState. `repairs` are rollouts for reliability or security. Where nothing may be given,
// nobody is asked either: a wave goes on in its other regions.
struct PolicyRow {
  int rank;
  BudgetRules features, repairs;
  const char* meaning;
};
constexpr PolicyRow kRows[]{
    {0, {}, {}, "rollouts go on as planned"},
    {1, {2, 2, true, false}, {2, 2, true, false}, "waves soak twice as long and need two approvals"},
    {3,
     {2, 0, false, false},
     {2, 2, true, true},
     "only rollouts for reliability or security go on, in one region at a time, with two approvals and twice the soak"},
    {4, {2, 0, false, false}, {2, 0, false, false}, "no rollout gives a node anything; what is there may go back"},
    {2,
     {2, 0, false, false},
     {2, 2, true, true},
     "nothing is known, so only rollouts for reliability or security go on, in one region at a time, with two "
     "approvals and twice the soak"},
};

const PolicyRow& rowOf(BudgetState state) {
  return kRows[static_cast<std::size_t>(state)];
}

}  // namespace

bool enforcesBudget(const Objective& objective) {
  if (objective.budgetPolicy != BudgetPolicy::ByIndicator) return objective.budgetPolicy == BudgetPolicy::Enforce;
  return isOfWorkload(objective.indicator) || objective.indicator == Indicator::Reachability;
}

BudgetRules budgetRules(BudgetState state, RolloutPurpose purpose) {
  return purpose == RolloutPurpose::Feature ? rowOf(state).features : rowOf(state).repairs;
}

std::string inWords(const BudgetRules& rules) {
  if (!rules.mayAssign) return "its nodes there wait";
  std::string out;
  if (rules.approvals > 0) out += "it needs " + std::to_string(rules.approvals) + " approvals";
  if (rules.soakTimes > 1)
    out += (out.empty() ? "it" : " and") + std::string(" soaks ") + std::to_string(rules.soakTimes) + " times as long";
  if (rules.oneRegion) out += (out.empty() ? "it" : ", and") + std::string(" goes on in one region at a time");
  return out.empty() ? "it goes on as planned" : out;
}

std::string meaningForRollouts(BudgetState state) {
  return rowOf(state).meaning;
}

bool isWorse(BudgetState a, BudgetState b) {
  return rowOf(a).rank > rowOf(b).rank;
}

bool lifts(const BudgetOverride& override, const ObjectiveName& objective, const RegionName& region, TimePoint now) {
  return now < override.expires && (override.objective.empty() || override.objective == objective) &&
         (override.region.empty() || override.region == region);
}

Duration budgetWarmUp(const Objective& objective) {
  return std::min(objective.period / kWarmUpParts, kLongestWarmUp);
}

}  // namespace flotilla
