#include "app/cli/report/fleet_report.h"

#include <algorithm>
#include <set>

#include "app/cli/text_output.h"
#include "models/domain/median.h"

namespace flotilla::cli {
namespace {

// What is not known is no worse than what is overspent.
int rank(BudgetState state) {
  switch (state) {
    case BudgetState::Healthy:
      return 0;
    case BudgetState::Unknown:
      return 1;
    case BudgetState::Caution:
      return 2;
    case BudgetState::Restricted:
      return 3;
    case BudgetState::Exhausted:
      break;
  }
  return 4;
}

std::string placeName(const RegionName& region) {
  return region.empty() ? "The fleet" : region.value;
}

std::string sentenceOf(const ObjectiveStanding& standing) {
  const std::string& objective = standing.objective.value;
  const std::string place = placeName(standing.region);
  if (standing.state == BudgetState::Exhausted) return place + " has used up its error budget of " + objective + ".";
  if (standing.exhaustedIn)
    return place + " runs out of its error budget of " + objective + " in " + briefText(*standing.exhaustedIn) +
           " at this pace.";
  return place + " has " + fixedText(standing.budgetLeft.value_or(0) * 100, 0) + " % of its error budget of " +
         objective + " left.";
}

}  // namespace

std::vector<const ObjectiveStanding*> standingsIn(const FleetReport& report, const RegionName& region) {
  std::vector<const ObjectiveStanding*> out;
  for (const ObjectiveStanding& standing : report.objectives.standings.items)
    if (standing.region == region) out.push_back(&standing);
  return out;
}

std::vector<RegionName> regionsOf(const FleetReport& report) {
  std::set<RegionName> names;
  for (const ObjectiveStanding& standing : report.objectives.standings.items)
    if (!standing.region.empty()) names.insert(standing.region);
  return {names.begin(), names.end()};
}

BudgetState stateOf(const FleetReport& report, const RegionName& region) {
  const auto standings = standingsIn(report, region);
  BudgetState worst = standings.empty() ? BudgetState::Unknown : BudgetState::Healthy;
  for (const ObjectiveStanding* standing : standings)
    if (rank(standing->state) > rank(worst)) worst = standing->state;
  return worst;
}

const ObjectiveStanding* leastLeft(const FleetReport& report, const RegionName& region) {
  const ObjectiveStanding* out = nullptr;
  for (const ObjectiveStanding* standing : standingsIn(report, region))
    if (standing->budgetLeft && (out == nullptr || *standing->budgetLeft < *out->budgetLeft)) out = standing;
  return out;
}

std::optional<Duration> medianLength(const std::vector<AlertFiring>& firings) {
  std::vector<Duration> lengths;
  for (const AlertFiring& firing : firings)
    if (firing.hasEnded()) lengths.push_back(firing.ended - firing.began);
  return medianOf(std::move(lengths));
}

Headline headlineOf(const FleetReport& report) {
  const std::vector<RegionName> regions = regionsOf(report);
  if (regions.empty())
    return {BudgetState::Unknown,
            report.objectives.objectives.empty() ? "No objective is declared." : "Nothing has been counted yet.",
            {}};
  Headline out{stateOf(report, RegionName()), {}, {}};
  const auto inside = std::count_if(regions.begin(), regions.end(), [&](const RegionName& region) {
    return stateOf(report, region) != BudgetState::Exhausted;
  });
  for (const RegionName& region : regions)
    if (rank(stateOf(report, region)) > rank(out.state)) out.state = stateOf(report, region);
  out.strong = (static_cast<std::size_t>(inside) == regions.size() ? "All " : std::to_string(inside) + " of ") +
               counted(regions.size(), "region") + (inside == 1 ? " has" : " have") + " error budget left.";
  if (regions.size() == 1) out.strong = regions[0].value + " has " + (inside == 1 ? "" : "no ") + "error budget left.";
  const ObjectiveStanding* worst = nullptr;
  for (const RegionName& region : regions)
    if (const ObjectiveStanding* least = leastLeft(report, region);
        least != nullptr && (worst == nullptr || *least->budgetLeft < *worst->budgetLeft))
      worst = least;
  if (worst != nullptr && rank(worst->state) >= rank(BudgetState::Caution)) out.rest = sentenceOf(*worst);
  const auto firing =
      std::count_if(report.pages.begin(), report.pages.end(), [](const AlertFiring& page) { return !page.hasEnded(); });
  if (firing > 0)
    out.rest += (out.rest.empty() ? "" : " ") + counted(static_cast<std::size_t>(firing), "page") +
                (firing == 1 ? " fires now." : " fire now.");
  return out;
}

}  // namespace flotilla::cli
