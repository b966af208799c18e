// How the objectives of the demonstration fleet stand, and the alerts that come of it, as a control plane tells them:
// some regions are well, some are not, one pages, and of one nothing is known. Thread: pure functions.
#pragma once

#include <vector>

#include "app/console/adapters/demo_slots.h"
#include "models/domain/objective_alert.h"
#include "models/domain/operator_api.h"

namespace flotilla::console {

// Up to when everything is counted.
TimePoint demoCounted(const DemoState& state);
// By objective, the fleet first.
std::vector<ObjectiveStanding> demoStandings(const DemoState& state);
// Newest first.
std::vector<ObjectiveAlert> demoAlerts(const DemoState& state);
// Errors: NotFound/"no_objective", Invalid/"out_of_range".
Result<std::vector<Tally>> demoObjectiveHistory(const DemoState& state, const ObjectiveSpan& span);

}  // namespace flotilla::console
