// What error budgets do to one rollout now: which regions are held, how many have to agree, how long waves soak, and
// the sentence that says so. What goes back asks nobody here. Pure. Thread: the fleet loop.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/domain/budget.h"
#include "services/controlplane/core/budgets/budgets.h"
#include "services/controlplane/core/rollouts/engine.h"

namespace flotilla::controlplane {

struct RolloutBudgets {
  RolloutPurpose purpose = RolloutPurpose::Feature;
  std::map<RegionName, BudgetSay> says;  // where a budget has a say
  std::vector<RegionName> regions;       // of the nodes, in their order; empty for one that is not there any more
};
// Nothing has a say about a rollout that goes back, or gives nothing to nobody any more.
RolloutBudgets budgetsOf(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan, TimePoint now);

BudgetGate gateOf(const RolloutBudgets& budgets, const RegionName& region);
// Of a wave, by the worst of its regions.
std::uint32_t soakTimesOf(const RolloutBudgets& budgets, const Rollout& rollout, std::uint32_t wave);

// Brings the current wave's soak and the approvals that it needs to what budgets ask for, and back to the plan's. The
// wave if that changed it, into `rollout`; else nullptr. Approvals of a wave that has begun stay.
const RolloutWave* followBudgets(const RolloutBudgets& budgets, Rollout& rollout, const RolloutPlan& plan);

struct BudgetHold {
  std::string reason;   // budget_caution | budget_restricted | budget_exhausted | budget_unknown
  std::string message;  // begins with which objective and region
};
// Why the current wave waits for a budget: nodes that are not given it, approvals that the plan does not ask for, or a
// soak beyond the plan's. Nothing if it does not, or would wait as long without.
std::optional<BudgetHold> holdOf(const RolloutBudgets& budgets, const Rollout& rollout, const RolloutPlan& plan,
                                 TimePoint now);
bool isHold(const std::string& reason);
// What the hold is about, without its figures.
std::string subjectOf(const std::string& message);

}  // namespace flotilla::controlplane
