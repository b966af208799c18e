#include "services/controlplane/core/papers/impact.h"

#include <algorithm>

#include "services/controlplane/core/objectives/standing.h"

namespace flotilla::controlplane {
namespace {

const ObjectiveStanding* standingIn(const std::vector<ObjectiveStanding>& standings, const ObjectiveName& objective,
                                    const RegionName& region) {
  const auto at = std::find_if(standings.begin(), standings.end(), [&](const ObjectiveStanding& standing) {
    return standing.objective == objective && standing.region == region;
  });
  return at == standings.end() ? nullptr : &*at;
}

std::optional<double> shareOfBudget(const Objective& objective, const ObjectiveStanding* standing, const Tally& tally,
                                    TimePoint now) {
  if (standing == nullptr || standing->tally.total == 0) return std::nullopt;
  const double whole =
      static_cast<double>(standing->tally.total) / observedShare(standing->firstObserved, objective.period, now);
  const double allowed = (1 - objective.target) * whole;
  return allowed <= 0 ? std::nullopt : std::optional(static_cast<double>(tally.bad) / allowed);
}

bool costsMore(const Impact& a, const Impact& b) {
  if ((a.tally.bad > 0) != (b.tally.bad > 0)) return a.tally.bad > 0;
  return a.ofBudget.value_or(0) > b.ofBudget.value_or(0);
}

}  // namespace

std::vector<Impact> impactOf(const FleetState& state, const std::vector<ObjectiveStanding>& standings,
                             const ImpactQuestion& question, const TallyPort& tallies) {
  std::vector<Impact> out;
  for (const auto& [name, objective] : state.objectives) {
    const bool other =
        isOfWorkload(objective.indicator) && !question.workload.empty() && objective.workload != question.workload;
    if (other || question.to <= question.from) continue;
    for (const RegionName& place : question.places) {
      Impact one{name, objective.title, place, {}, {}, {}, objective.period};
      for (const Tally& tally : tallies(name, place, question.from, question.to, question.to - question.from))
        one.tally += tally;
      if (one.tally.total == 0) continue;
      const ObjectiveStanding* standing = standingIn(standings, name, place);
      one.ofBudget = shareOfBudget(objective, standing, one.tally, question.now);
      if (standing != nullptr) one.left = standing->budgetLeft;
      out.push_back(std::move(one));
    }
  }
  std::stable_sort(out.begin(), out.end(), costsMore);
  return out;
}

}  // namespace flotilla::controlplane
