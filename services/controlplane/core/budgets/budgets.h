// Which budget decides about rollouts in a region, and what that lets a rollout do. Pure. Thread: the fleet loop.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// A budget that is worse than healthy and has a say.
struct BudgetSay {
  ObjectiveName objective;
  RegionName measuredIn;  // empty = the fleet's
  BudgetState state = BudgetState::Unknown;
  std::optional<double> left;
  friend bool operator==(const BudgetSay&, const BudgetSay&) = default;
};

// The worst budget, of the region or of the fleet, that has a say about rollouts of `workload` in `region`: of the
// objectives that enforce and are about this workload or about nodes. Nothing if all is healthy. No say has what
//  - somebody lifted (models/domain/budget.h, lifts);
//  - was never observed there, or not for the warm-up: a new fleet has nothing to protect yet, and its first rollout is
//    what makes it observed. What was observed and has fallen silent is unknown, and holds.
// While nobody has looked (after a start), or not for long, everything that enforces is unknown.
std::optional<BudgetSay> budgetIn(const FleetState& state, const WorkloadName& workload, const RegionName& region,
                                  TimePoint now);

// The same for each of these regions; only those where a budget has a say.
std::map<RegionName, BudgetSay> budgetsIn(const FleetState& state, const WorkloadName& workload,
                                          const std::set<RegionName>& regions, TimePoint now);

// When it is lifted until, at the latest of all overrides that count; nothing if it is not.
std::optional<TimePoint> overriddenUntil(const FleetState& state, const ObjectiveName& objective,
                                         const RegionName& region, TimePoint now);

// Whether the objective was observed there too shortly to have a say.
bool isWarmingUp(const Objective& objective, const ObjectiveStanding& standing, TimePoint now);

// "budget_exhausted"
std::string reasonOf(const BudgetSay& say);
// "objective answers in us-east: its budget is exhausted, -12 % left; it holds until more than 0 % is left"
std::string sentenceOf(const BudgetSay& say, const RegionName& region);
// "flotillactl budgets override --region us-east --objective answers --reason WHY"
std::string overrideCommand(const BudgetSay& say, const RegionName& region);
// What a person can do about a plan that it holds.
std::string fixOf(const BudgetSay& say, const RegionName& region);

}  // namespace flotilla::controlplane
