// Error budgets of the demonstration fleet: what they mean for rollouts, who overrode one, and what they were spent on.
// Thread: pure functions over a state of the loop.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/budget_api.h"

namespace flotilla::console {

// What people decided about budgets. Thread: values.
struct DemoBudgetBook {
  std::vector<BudgetOverride> overrides;  // oldest first
};
// One that counts and one that was revoked.
DemoBudgetBook buildDemoBudgetBook(const DemoState& state);

// By objective, the fleet first.
std::vector<Budget> demoBudgets(const DemoState& state, const DemoBudgetBook& book);
// Errors: NotFound/"no_objective".
Result<BudgetReport> demoBudgetReport(const DemoState& state, const ObjectiveName& objective, const RegionName& region);

// Errors: Invalid/"no_reason" and "out_of_range", NotFound/"no_override".
Result<BudgetOverride> demoOverrideBudget(const DemoState& state, DemoBudgetBook& book, const BudgetOverride& wanted,
                                          Duration lifetime);
Result<BudgetOverride> demoRevokeOverride(const DemoState& state, DemoBudgetBook& book, const BudgetOverrideId& id);

}  // namespace flotilla::console
