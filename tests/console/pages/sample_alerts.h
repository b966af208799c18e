// Alerts, silences, maintenance and budgets of the made-up fleet of the pages. Thread: the test's.
#pragma once

#include "models/domain/alert_api.h"
#include "models/domain/budget_api.h"

namespace flotilla::tests {

// A page of an objective, a page of a machine, nodes of a site that are gone; and `many` more in one group.
Page<AlertGroup> sampleGroups(TimePoint now, int many = 0);
Page<AlertStatus> sampleResolved(TimePoint now);
Page<SilenceStatus> sampleSilences(TimePoint now);
// With a window each week, one each night, and one that is open now.
AlertingDocument sampleAlerting(TimePoint now);
Budgets sampleBudgets(TimePoint now);
BudgetReport sampleReport(TimePoint now);

}  // namespace flotilla::tests
