#include "services/controlplane/core/summary/summary.h"

#include <algorithm>
#include <cmath>

#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/not_found.h"
#include "services/controlplane/core/fleet/scope.h"

namespace flotilla::controlplane {

Result<SummaryScope> summaryScope(const FleetState& state, const SummaryQuestion& question, const Caller& caller) {
  if (question.period < kShortestSummary || question.period > kLongestSummary)
    return invalid("out_of_range", "a summary is of 1 d to 90 d", "period", "ask for 30d");
  if (!(question.canaryShare >= 0 && question.canaryShare <= 1))
    return invalid("out_of_range", "a share is from 0 to 1", "canary_share", "write 0.1 for a tenth of the nodes");
  SummaryScope out;
  for (const RegionName& region : question.regions) {
    if (!mayAt(caller, Role::Viewer, region) || region.empty())
      return Error{ErrorCode::Denied, "not_yours", "you may not look at " + excerpt(region.value, 80), "regions",
                   "name regions in which you may look"};
    if (!state.regions.contains(region)) return noRegion(state, region, "regions");
    out.regions.push_back(region);
  }
  out.wholeFleet = question.regions.empty() && caller.mayEverywhere(Role::Viewer);
  if (question.regions.empty())
    for (const auto& [name, region] : state.regions)
      if (caller.mayIn(Role::Viewer, name)) out.regions.push_back(name);
  std::sort(out.regions.begin(), out.regions.end());
  out.regions.erase(std::unique(out.regions.begin(), out.regions.end()), out.regions.end());
  return out;
}

Summary summaryOf(const SummaryFacts& facts) {
  Summary out;
  const SummaryBasis& basis = facts.basis;
  out.from = basis.times.from;
  out.to = basis.times.to;
  out.step = basis.times.step;
  if (basis.at != TimePoint{}) out.asOf = basis.at;
  out.revision = facts.state.revision;
  out.wholeFleet = facts.scope.wholeFleet;
  out.regions = facts.scope.regions;
  out.regionsWithData = regionsWithData(facts);
  for (const Objective& objective : basis.objectives) out.objectives.push_back({objective, enforcesBudget(objective)});
  out.rows = rowsOf(facts);
  out.budgetLeft = budgetLeftOf(facts);
  out.budgets = budgetsOf(facts);
  out.releases = releasesOf(facts);
  out.incidents = incidentsOf(facts);
  out.fleet = fleetOf(facts);
  out.service = serviceOf(facts);
  out.business = businessOf(facts, out.service);
  out.headline = headlineOf(facts, out);
  return out;
}

SummaryJob summaryJob(const FleetState& state, const SummaryTimes& times, std::vector<Objective> objectives,
                      RolloutSpans& rollouts) {
  SummaryJob out;
  out.times = times;
  out.objectives = std::move(objectives);
  for (const auto& [name, region] : state.regions) out.regions.push_back(name);
  out.spans = rollouts.look(state, times.now);
  for (const auto& more : {incidentSpans(state, times.now), gameDaySpans(state, times.now)})
    out.spans.insert(out.spans.end(), more.begin(), more.end());
  out.windows.alerting = state.alerting;
  out.windows.objectives = state.objectives;
  return out;
}

BusinessPlace businessPlaceOf(const SummaryScope& scope) {
  return {scope.wholeFleet, scope.regions};
}

}  // namespace flotilla::controlplane
