#include "services/controlplane/core/business/business_book.h"

#include <algorithm>

#include "services/controlplane/core/objectives/raw_hours.h"
#include "services/controlplane/core/objectives/slot_series.h"

namespace flotilla::controlplane {

Status BusinessBook::open(TimePoint now) {
  series_.clear();
  FLOTILLA_CHECK(prune(now));
  return store_.each(hourOf(now - kBusinessKept),
                     [this](const BusinessHour& hour) { series_[hour.series][hour.hour] = summed(hour); });
}

BusinessBook::Hour BusinessBook::summed(const BusinessHour& hour) {
  Hour out;
  for (const auto& [second, value] : hour.points) {
    out.sum += value;
    ++out.count;
    out.lastSecond = second;
    out.last = value;
  }
  return out;
}

Result<BusinessStored> BusinessBook::report(std::span<const BusinessPoint> points) {
  BusinessStored out;
  std::map<std::pair<BusinessSeries, std::int64_t>, BusinessHour> hours;
  for (const BusinessPoint& point : points) {
    const BusinessSeries series{point.indicator, point.region, point.site};
    const std::int64_t number = hourOf(point.at);
    auto known = hours.find({series, number});
    if (known == hours.end()) {
      FLOTILLA_TRY(BusinessHour stored, store_.read(series, number));
      stored.series = series;
      stored.hour = number;
      known = hours.emplace(std::pair(series, number), std::move(stored)).first;
    }
    const auto second = std::chrono::floor<std::chrono::seconds>(point.at - startOfHour(number)).count();
    const auto [at, isNew] = known->second.points.try_emplace(static_cast<std::uint16_t>(second), point.value);
    const bool changes = isNew || at->second != point.value;
    at->second = point.value;
    ++(changes ? out.stored : out.unchanged);
  }
  if (out.stored == 0) return out;
  std::vector<BusinessHour> all;
  for (const auto& [key, hour] : hours) all.push_back(hour);
  FLOTILLA_CHECK(store_.write(all));
  for (const BusinessHour& hour : all) series_[hour.series][hour.hour] = summed(hour);
  return out;
}

const BusinessBook::Hours* BusinessBook::ifAny(const BusinessSeries& series, std::int64_t from, std::int64_t to) const {
  const auto at = series_.find(series);
  if (at == series_.end()) return nullptr;
  const auto first = at->second.lower_bound(from);
  return first == at->second.end() || first->first >= to ? nullptr : &at->second;
}

void BusinessBook::addRegion(const BusinessName& indicator, const RegionName& region, std::int64_t from,
                             std::int64_t to, Chosen& out) const {
  if (const Hours* own = ifAny({indicator, region, {}}, from, to)) return out.push_back(own);
  for (auto at = series_.lower_bound({indicator, region, {}});
       at != series_.end() && at->first.indicator == indicator && at->first.region == region; ++at)
    if (const Hours* site = ifAny(at->first, from, to)) out.push_back(site);
}

BusinessBook::Chosen BusinessBook::chosen(const BusinessName& indicator, const BusinessPlace& place, std::int64_t from,
                                          std::int64_t to) const {
  Chosen out;
  const Hours* own = place.fleet ? ifAny({indicator, {}, {}}, from, to) : nullptr;
  if (own != nullptr) return {own};
  for (const RegionName& region : place.regions) addRegion(indicator, region, from, to, out);
  return out;
}

std::optional<double> BusinessBook::combined(BusinessAggregation aggregation, const Chosen& chosen, std::int64_t from,
                                             std::int64_t to) {
  double sum = 0, lasts = 0;
  std::uint64_t count = 0, places = 0;
  for (const Hours* hours : chosen) {
    const Hour* newest = nullptr;
    for (auto at = hours->lower_bound(from); at != hours->end() && at->first < to; ++at) {
      sum += at->second.sum;
      count += at->second.count;
      newest = &at->second;
    }
    if (newest == nullptr) continue;
    lasts += newest->last;
    ++places;
  }
  if (count == 0) return std::nullopt;
  switch (aggregation) {
    case BusinessAggregation::Sum:
      break;
    case BusinessAggregation::Mean:
      return sum / static_cast<double>(count);
    case BusinessAggregation::Last:
      return lasts / static_cast<double>(places);
  }
  return sum;
}

std::vector<std::optional<double>> BusinessBook::history(const BusinessIndicator& indicator, const BusinessPlace& place,
                                                         TimePoint from, TimePoint to, Duration step) const {
  std::vector<std::optional<double>> out;
  const std::int64_t first = hourOf(from), end = hourOf(to), length = step / kHour;
  if (length <= 0) return out;
  const Chosen speaking = chosen(indicator.name, place, first, end);
  for (std::int64_t at = first; at < end; at += length)
    out.push_back(combined(indicator.aggregation, speaking, at, std::min(at + length, end)));
  return out;
}

BusinessStanding BusinessBook::standing(const BusinessIndicator& indicator, const BusinessPlace& place) const {
  BusinessStanding out{indicator, {}, {}};
  for (auto at = series_.lower_bound({indicator.name, {}, {}});
       at != series_.end() && at->first.indicator == indicator.name; ++at) {
    const RegionName& region = at->first.region;
    const bool seen = region.empty()
                          ? place.fleet
                          : std::find(place.regions.begin(), place.regions.end(), region) != place.regions.end();
    if (!seen || at->second.empty()) continue;
    const auto& [hour, sums] = *at->second.rbegin();
    const TimePoint last = startOfHour(hour) + std::chrono::seconds(sums.lastSecond);
    out.lastPoint = std::max(out.lastPoint.value_or(last), last);
    if (!region.empty() && (out.regions.empty() || out.regions.back() != region)) out.regions.push_back(region);
  }
  return out;
}

Status BusinessBook::prune(TimePoint now) {
  const std::int64_t before = hourOf(now - kBusinessKept);
  if (before == prunedAt_) return okStatus();
  FLOTILLA_CHECK(store_.remove(before));
  prunedAt_ = before;
  for (auto at = series_.begin(); at != series_.end();) {
    at->second.erase(at->second.begin(), at->second.lower_bound(before));
    at = at->second.empty() ? series_.erase(at) : std::next(at);
  }
  return okStatus();
}

}  // namespace flotilla::controlplane
