// Budgets for tests: objectives that stand as a test says, from long enough ago to have a say. Thread: the test's.
#pragma once

#include "tests/controlplane/rollout_rig.h"

namespace flotilla::controlplane::test {

inline Objective objectiveOf(const char* name, Indicator indicator = Indicator::Success) {
  Objective out;
  out.name = ObjectiveName(name);
  out.title = name;
  out.indicator = indicator;
  if (isOfWorkload(indicator)) out.workload = kWorkload;
  return out;
}

inline ObjectiveStanding standingOf(const char* objective, const RegionName& region, double left) {
  ObjectiveStanding out;
  out.objective = ObjectiveName(objective);
  out.region = region;
  out.tally = {1000, 1};
  out.budgetLeft = left;
  out.state = budgetStateOf(left);
  out.firstObserved = kNow - std::chrono::hours(48);
  return out;
}

inline void stands(FleetState& state, const ObjectiveStanding& standing) {
  state.budgets.staleAt = kNow + std::chrono::hours(24 * 365);
  state.budgets.standings[{standing.objective, standing.region}] = standing;
}

// "answers" as it is declared, and how much of its budget is left in the west, in the east and in the fleet.
inline void declareAnswers(FleetState& state, double west, double east, double fleet = 1) {
  state.apply(Row(objectiveOf("answers")));
  stands(state, standingOf("answers", kWest, west));
  stands(state, standingOf("answers", kEast, east));
  stands(state, standingOf("answers", RegionName(), fleet));
}

inline ObjectiveStanding silent(const char* objective, const RegionName& region) {
  ObjectiveStanding out = standingOf(objective, region, 1);
  out.missing = true;
  out.state = BudgetState::Unknown;
  return out;
}

}  // namespace flotilla::controlplane::test
