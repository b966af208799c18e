#include <algorithm>

#include "models/domain/objective.h"
#include "services/controlplane/core/objectives/standing.h"
#include "services/controlplane/core/summary/addresses.h"
#include "services/controlplane/core/summary/parts.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kFresh = std::chrono::hours(1);

// What was left of the budget at the end of each step, from what was spent up to then.
SummarySteps leftOver(const SummaryFacts& facts, const Objective& objective, const SummaryPlace& place) {
  const double allowed = allowedBy(objective, place.spent, facts.basis.times.now);
  const TimePoint earliest = facts.basis.times.now - objective.period;
  SummarySteps out;
  double bad = 0;
  bool begun = false;
  TimePoint end = facts.basis.times.stepsFrom();
  for (const Tally& step : place.steps) {
    end += facts.basis.times.step;
    const bool isPromised = end > earliest;
    if (isPromised) bad += static_cast<double>(step.bad);
    begun = begun || (isPromised && step.total > 0);
    out.push_back(begun && allowed > 0 ? std::optional(1 - bad / allowed) : std::nullopt);
  }
  return begun ? out : SummarySteps();
}

SummaryCell cellOf(const SummaryFacts& facts, const Objective& objective, const ObjectiveStanding& standing) {
  SummaryCell out;
  out.objective = objective.name;
  out.budgetLeft = standing.budgetLeft;
  out.state = standing.state;
  out.missing = standing.missing;
  if (standing.tally.total > 0)
    out.attainment = 1 - static_cast<double>(standing.tally.bad) / static_cast<double>(standing.tally.total);
  if (!standing.tiers.empty() && standing.tiers.front().longTally.total > 0) out.burn = standing.tiers.front().longBurn;
  if (standing.exhaustedIn) out.runsOut = facts.basis.at + *standing.exhaustedIn;
  if (const SummaryPlace* place = placeIn(facts.basis, objective.name, standing.region))
    out.left = leftOver(facts, objective, *place);
  out.address = listAddress("slo", {"objective:" + objective.name.value,
                                    standing.region.empty() ? "region:\"\"" : "region:" + standing.region.value});
  return out;
}

// The worst of those that hold rollouts, and whether all that count are inside their targets.
void judge(const SummaryFacts& facts, SummaryRow& row) {
  bool anySeen = false, anyBelow = false, anySilent = false;
  std::optional<BudgetState> worst;
  for (const Objective& objective : facts.basis.objectives) {
    const ObjectiveStanding* standing = standingIn(facts.basis, objective.name, row.region);
    if (standing == nullptr) continue;
    if (standing->exhaustedIn) {
      const TimePoint end = facts.basis.at + *standing->exhaustedIn;
      row.runsOut = std::min(row.runsOut.value_or(end), end);
    }
    if (!decides(facts.basis, objective)) continue;
    const Tally& tally = standing->tally;
    anySilent = anySilent || standing->missing;
    if (tally.total > 0) {
      anySeen = true;
      const double good = 1 - static_cast<double>(tally.bad) / static_cast<double>(tally.total);
      anyBelow = anyBelow || good < objective.target;
    }
    if (tally.total == 0 && !standing->missing) continue;
    if (!worst || isWorse(standing->state, *worst)) worst = standing->state;
  }
  row.state = worst.value_or(BudgetState::Unknown);
  if (anyBelow)
    row.insideTarget = false;
  else if (anySeen && !anySilent)
    row.insideTarget = true;
}

SummaryRow rowOf(const SummaryFacts& facts, const RegionName& region) {
  SummaryRow out;
  out.region = region;
  for (const auto& [name, nodes] : facts.basis.nodes)
    if (region.empty() || name == region) out.nodes += nodes.nodes;
  const auto declared = facts.state.regions.find(region);
  out.title = declared == facts.state.regions.end() ? "" : declared->second.title;
  for (const Objective& objective : facts.basis.objectives)
    if (const ObjectiveStanding* standing = standingIn(facts.basis, objective.name, region))
      out.cells.push_back(cellOf(facts, objective, *standing));
  judge(facts, out);
  out.address = listAddress("nodes", {"identity:active", region.empty() ? "" : "region:" + region.value});
  return out;
}

double leastLeft(const SummaryFacts& facts, const SummaryRow& row) {
  double out = 2;
  for (const SummaryCell& cell : row.cells) {
    const auto objective = std::find_if(facts.basis.objectives.begin(), facts.basis.objectives.end(),
                                        [&](const Objective& one) { return one.name == cell.objective; });
    if (decides(facts.basis, *objective) && cell.budgetLeft) out = std::min(out, *cell.budgetLeft);
  }
  return out;
}

}  // namespace

bool SummaryScope::has(const RegionName& region) const {
  return std::binary_search(regions.begin(), regions.end(), region);
}

const ObjectiveStanding* standingIn(const SummaryBasis& basis, const ObjectiveName& objective,
                                    const RegionName& region) {
  const auto at = std::find_if(basis.standings.begin(), basis.standings.end(), [&](const ObjectiveStanding& one) {
    return one.objective == objective && one.region == region;
  });
  return at == basis.standings.end() ? nullptr : &*at;
}

const SummaryPlace* placeIn(const SummaryBasis& basis, const ObjectiveName& objective, const RegionName& region) {
  const auto at = basis.places.find({objective, region});
  return at == basis.places.end() ? nullptr : &at->second;
}

bool decides(const SummaryBasis& basis, const Objective& objective) {
  return enforcesBudget(objective) || std::none_of(basis.objectives.begin(), basis.objectives.end(), enforcesBudget);
}

std::vector<SummaryRow> rowsOf(const SummaryFacts& facts) {
  std::vector<SummaryRow> out;
  for (const RegionName& region : facts.scope.regions) out.push_back(rowOf(facts, region));
  // Outside of the target first, then what has least left.
  const auto rank = [&](const SummaryRow& row) {
    return std::pair(row.insideTarget ? (*row.insideTarget ? 2 : 0) : 1, leastLeft(facts, row));
  };
  std::stable_sort(out.begin(), out.end(), [&](const SummaryRow& a, const SummaryRow& b) { return rank(a) < rank(b); });
  if (facts.scope.wholeFleet) out.push_back(rowOf(facts, {}));
  return out;
}

std::uint32_t regionsWithData(const SummaryFacts& facts) {
  return static_cast<std::uint32_t>(
      std::count_if(facts.scope.regions.begin(), facts.scope.regions.end(), [&](const RegionName& region) {
        return std::any_of(facts.basis.standings.begin(), facts.basis.standings.end(), [&](const auto& standing) {
          return standing.region == region && standing.lastObserved &&
                 *standing.lastObserved + kFresh > facts.basis.times.now;
        });
      }));
}

std::optional<double> budgetLeftOf(const SummaryFacts& facts) {
  double sum = 0;
  std::uint32_t count = 0;
  for (const Objective& objective : facts.basis.objectives) {
    if (!decides(facts.basis, objective)) continue;
    const auto place = togetherOf(facts, objective);
    if (!place || place->spent.tally.total == 0) continue;
    sum += 1 - static_cast<double>(place->spent.tally.bad) / allowedBy(objective, place->spent, facts.basis.times.now);
    ++count;
  }
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

}  // namespace flotilla::controlplane
