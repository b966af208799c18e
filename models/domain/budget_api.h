// What operators can ask and say about error budgets, in domain types; a part of OperatorApi. Thread: as OperatorApi.
#pragma once

#include <vector>

#include "models/domain/budget.h"
#include "models/domain/page.h"

namespace flotilla {

// Budgets as they are listed.
struct Budgets {
  Page<Budget> budgets;                   // by objective, the fleet first
  std::vector<BudgetOverride> overrides;  // newest first, with those that ended within a month
};

class BudgetApi {
 public:
  virtual ~BudgetApi() = default;
  virtual void listBudgets(const ListQuery& query, Done<Budgets> done) = 0;
  // `region` empty = the fleet.
  virtual void getBudget(const ObjectiveName& objective, const RegionName& region, Done<BudgetReport> done) = 0;
  // Of `wanted` region, objective and reason count.
  virtual void overrideBudget(const BudgetOverride& wanted, Duration lifetime, Done<BudgetOverride> done) = 0;
  virtual void revokeOverride(const BudgetOverrideId& id, Done<BudgetOverride> done) = 0;
};

}  // namespace flotilla
