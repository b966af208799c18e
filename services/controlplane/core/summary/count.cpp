#include "services/controlplane/core/summary/count.h"

#include <algorithm>

#include "services/controlplane/core/budgets/maintenance_spans.h"
#include "services/controlplane/core/objectives/raw_hours.h"

namespace flotilla::controlplane {

namespace {

constexpr Duration kDay = std::chrono::hours(24);

}  // namespace

SummaryTimes summaryTimes(Duration period, TimePoint now) {
  SummaryTimes out;
  out.now = now;
  out.to = startOfHour(hourOf(now) + 1);
  const auto hours = std::max<Duration::rep>(1, (period + kDay - Duration(1)) / kDay) * (kDay / kHour);
  const auto most = static_cast<Duration::rep>(kSummarySteps);
  out.from = out.to - hours * kHour;
  out.step = (hours + most - 1) / most * kHour;
  return out;
}

SummarySpent& SummarySpent::operator+=(const SummarySpent& other) {
  tally += other.tally;
  if (other.first) first = std::min(first.value_or(*other.first), *other.first);
  for (const auto& [cause, bad] : other.causes) causes[cause] += bad;
  return *this;
}

bool addsUpOverRegions(const Objective& objective) {
  return objective.goodSlot <= 0 && addsUp(rawKindOf(objective.indicator));
}

namespace {

// Only slots with bad events have a cause, and they are few.
SummarySpent spentIn(const SummaryJob& job, const Objective& objective, CountedParts place) {
  SummarySpent out;
  for (const SeriesPart& part : place.parts) {
    out.tally += part.tally;
    if (part.tally.total > 0 && !out.first) out.first = part.from;
  }
  std::erase_if(place.parts, [](const SeriesPart& part) { return part.tally.bad == 0; });
  const std::vector<CountedParts> places{std::move(place)};
  std::vector<CauseSpan> spans = job.spans;
  const auto maintenance = maintenanceSpans(job.windows, objective, places);
  spans.insert(spans.end(), maintenance.begin(), maintenance.end());
  for (const CauseTotal& cause : attribute(objective, places, spans, job.times.now).causes)
    out.causes[{cause.cause, cause.id}] += cause.bad;
  return out;
}

SummaryPlace countIn(const SummaryJob& job, const Objective& objective, const RegionName& region,
                     const SummaryPorts& ports) {
  const SummaryTimes& times = job.times;
  SummaryPlace out;
  out.steps = ports.history(objective.name, region, times.stepsFrom(), times.to, times.step);
  const TimePoint end = times.stepsFrom();
  out.before = ports.history(objective.name, region, end - (times.to - end), end, times.step);
  // Beyond its own period an objective promises nothing.
  const TimePoint from = std::max(times.from, startOfHour(hourOf(times.now - objective.period)));
  out.spent = spentIn(job, objective, {region, ports.parts(objective.name, region, from)});
  return out;
}

}  // namespace

void countObjective(const SummaryJob& job, const Objective& objective, const SummaryPorts& ports, SummaryCounts& out) {
  for (const RegionName& region : job.regions)
    out.places[{objective.name, region}] = countIn(job, objective, region, ports);
  if (!addsUpOverRegions(objective)) {
    out.places[{objective.name, {}}] = countIn(job, objective, {}, ports);
    return;
  }
  const SummaryTimes& times = job.times;
  SummaryPlace fleet;
  fleet.steps = ports.history(objective.name, {}, times.stepsFrom(), times.to, times.step);
  const TimePoint end = times.stepsFrom();
  fleet.before = ports.history(objective.name, {}, end - (times.to - end), end, times.step);
  for (const RegionName& region : job.regions) fleet.spent += out.places[{objective.name, region}].spent;
  out.places[{objective.name, {}}] = std::move(fleet);
}

void countBusiness(const SummaryJob& job, const BusinessBook& book, SummaryCounts& out) {
  const SummaryTimes& times = job.times;
  const TimePoint begin = times.stepsFrom();
  for (const BusinessIndicator& indicator : job.business) {
    SummaryReported one;
    one.steps = book.history(indicator, job.place, begin, times.to, times.step);
    one.before = book.history(indicator, job.place, begin - (times.to - begin), begin, times.step);
    const auto whole = [&](TimePoint from, TimePoint to) {
      return book.history(indicator, job.place, from, to, to - from).front();
    };
    one.whole = whole(begin, times.to);
    one.wholeBefore = whole(begin - (times.to - begin), begin);
    one.lastPoint = book.standing(indicator, job.place).lastPoint;
    out.business.push_back(std::move(one));
  }
}

}  // namespace flotilla::controlplane
