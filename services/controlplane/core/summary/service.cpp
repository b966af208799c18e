#include <algorithm>

#include "services/controlplane/core/objectives/slot_series.h"
#include "services/controlplane/core/summary/addresses.h"
#include "services/controlplane/core/summary/parts.h"

namespace flotilla::controlplane {
namespace {

constexpr double kHoursOfDay = 24;
constexpr std::size_t kMostIndicators = 10;

std::optional<double> goodOf(const Tally& tally) {
  if (tally.total == 0) return std::nullopt;
  return 1 - static_cast<double>(tally.bad) / static_cast<double>(tally.total);
}

Tally sumOf(const std::vector<Tally>& steps) {
  Tally out;
  for (const Tally& step : steps) out += step;
  return out;
}

// What all objectives of this indicator counted, by steps.
struct Counted {
  std::vector<Tally> steps, before;
  double goals = 0;  // times events
};

void addSteps(std::vector<Tally>& into, const std::vector<Tally>& more) {
  if (into.size() < more.size()) into.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) into[i] += more[i];
}

// Answers of a workload that has several objectives of success count once.
std::optional<Counted> countedOf(const SummaryFacts& facts, Indicator indicator) {
  std::optional<Counted> out;
  std::vector<WorkloadName> taken;
  for (const Objective& objective : facts.basis.objectives) {
    const bool isFirst = std::find(taken.begin(), taken.end(), objective.workload) == taken.end();
    if (objective.indicator != indicator || objective.goodSlot > 0 || !isFirst) continue;
    const auto place = togetherOf(facts, objective);
    if (!place) continue;
    taken.push_back(objective.workload);
    if (!out) out.emplace();
    addSteps(out->steps, place->steps);
    addSteps(out->before, place->before);
    out->goals += objective.target * static_cast<double>(sumOf(place->steps).total);
  }
  return out;
}

}  // namespace

SummaryService serviceOf(const SummaryFacts& facts) {
  SummaryService out;
  auto counted = countedOf(facts, Indicator::Success);
  if (!counted) {
    out.indicator = Indicator::Reachability;
    counted = countedOf(facts, Indicator::Reachability);
  }
  std::string term = "indicator";
  for (const Objective& objective : facts.basis.objectives)
    if (objective.indicator == out.indicator) {
      term = "objective:" + objective.name.value;
      break;
    }
  out.address = term == "indicator" ? listAddress("slo", {}) : listAddress("slo", {term});
  if (!counted) return out;
  out.tally = sumOf(counted->steps);
  out.level = goodOf(out.tally);
  if (out.tally.total > 0) out.goal = counted->goals / static_cast<double>(out.tally.total);
  // A period of which the beginning was not counted is not the same thing.
  if (!counted->before.empty() && counted->before.front().total > 0) out.before = goodOf(sumOf(counted->before));
  for (const Tally& step : counted->steps) out.steps.push_back(goodOf(step));
  return out;
}

namespace {

// Sums are told by the day.
SummarySteps asShown(const BusinessIndicator& indicator, SummarySteps steps, Duration step) {
  if (indicator.aggregation != BusinessAggregation::Sum) return steps;
  const double days = static_cast<double>(step / kHour) / kHoursOfDay;
  for (auto& value : steps)
    if (value) *value /= days;
  return steps;
}

// Of sums, that of a day in which anything was reported.
std::optional<double> valueOf(const BusinessIndicator& indicator, const SummarySteps& steps,
                              std::optional<double> whole) {
  if (indicator.aggregation != BusinessAggregation::Sum || !whole) return whole;
  double sum = 0;
  std::size_t count = 0;
  for (const auto& step : steps) {
    sum += step.value_or(0);
    count += step ? 1 : 0;
  }
  return sum / static_cast<double>(count);
}

}  // namespace

std::vector<SummaryBusiness> businessOf(const SummaryFacts& facts, const SummaryService& service) {
  std::vector<SummaryBusiness> out;
  const std::size_t count = std::min({facts.reported.size(), facts.indicators.size(), kMostIndicators});
  for (std::size_t i = 0; i < count; ++i) {
    const BusinessIndicator& indicator = facts.indicators[i];
    SummaryBusiness one;
    one.indicator = indicator;
    const SummaryReported& reported = facts.reported[i];
    one.steps = asShown(indicator, reported.steps, facts.basis.times.step);
    one.value = valueOf(indicator, one.steps, reported.whole);
    one.before = valueOf(indicator, asShown(indicator, reported.before, facts.basis.times.step), reported.wholeBefore);
    one.lastPoint = reported.lastPoint;
    one.beside = service.indicator;
    one.besideSteps = service.steps;
    one.address = "/exec?sel=" + indicator.name.value;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace flotilla::controlplane
