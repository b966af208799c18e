#include "services/controlplane/core/objectives/ledger.h"

#include <algorithm>

#include "models/domain/burn_tiers.h"
#include "services/controlplane/core/objectives/standing.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kClockSlack = std::chrono::minutes(1);
constexpr Duration kOpen = 2 * kPart;  // how long what has ended stays in memory
constexpr std::int64_t kCatchUp = 48;  // hours
constexpr std::int64_t kNodeCatchUp = 3;
constexpr double kSilentShare = 0.05;  // of the nodes: more make what is counted partial
constexpr std::size_t kMostPoints = 1000;
constexpr Duration kCompared = std::chrono::hours(24 * 90);

std::int64_t hoursIn(Duration length) {
  return (length + kHour - Duration(1)) / kHour;
}

// Its own period, and the one before to compare it with.
Duration rememberedOf(const Objective& objective) {
  return objective.period + std::min(objective.period, kCompared);
}

TimePoint endOf(const RawHour& part) {
  return startOfHour(part.key.hour) + part.key.part * kPart + std::max(kPart, part.slot);
}

bool countsFor(const Objective& objective, const RawKey& key) {
  return rawKindOf(objective.indicator) == key.kind &&
         (!isOfWorkload(objective.indicator) || objective.workload.value == key.workload);
}

}  // namespace

SlotSeries& Ledger::seriesOf(const Objective& objective, const RegionName& region) {
  const Place place{objective.name, region};
  const auto known = series_.find(place);
  if (known != series_.end()) return known->second;
  Duration longest = std::max(kOutageWindow, config_.slot * 5);
  for (const BurnTier& tier : tiers_.at(objective.name)) longest = std::max(longest, tier.longWindow);
  // What a slot says can change while reports are late; an objective by slots needs as much of them as that.
  const Duration fine = std::max(longest, std::min(objective.period, Duration(kHour * 24))) + 2 * kHour;
  const SlotGrain grain{config_.slot, fine + config_.replayed, rememberedOf(objective) + kHour + config_.replayed};
  return series_.emplace(place, SlotSeries(grain, objective.goodSlot)).first->second;
}

void Ledger::count(const RawKey& key, TimePoint at, const ArmCounts& counts) {
  if (isOfNode(key.kind)) return;
  for (const Objective& objective : objectives_) {
    if (!countsFor(objective, key)) continue;
    const Tally tally = tallyOf(objective, counts);
    bool kept = seriesOf(objective, RegionName(key.scope)).add(at, tally);
    if (addsUp(key.kind)) kept = seriesOf(objective, RegionName()).add(at, tally) && kept;
    tooLate_ += kept ? 0 : 1;
  }
}

Status Ledger::open(std::vector<Objective> objectives, TimePoint now) {
  FLOTILLA_CHECK(flush());
  FLOTILLA_TRY(counted_, store_.counted());
  open_.clear();
  series_.clear();
  tiers_.clear();
  objectives_ = std::move(objectives);
  std::map<RawKind, Duration> longest;
  for (const Objective& objective : objectives_) {
    tiers_[objective.name] = burnTiers(objective.period, config_.slot);
    Duration& length = longest[rawKindOf(objective.indicator)];
    length = std::max(length, rememberedOf(objective));
  }
  for (const auto& [kind, length] : longest)
    FLOTILLA_CHECK(store_.each(kind, hourOf(now) - hoursIn(length), kNoEnd, [&](const RawHour& hour) {
      for (const auto& [number, counts] : hour.bySlot)
        count(hour.key, startOfHour(hour.key.hour) + number * hour.slot, counts);
    }));
  return okStatus();
}

Result<RawHour*> Ledger::hour(const RawKey& key) {
  const auto known = open_.find(key);
  if (known != open_.end()) return &known->second;
  FLOTILLA_TRY(RawHour stored, store_.read(key));
  stored.key = key;
  if (stored.bySlot.empty()) stored.slot = slotOf(key.kind);
  return &open_.emplace(key, std::move(stored)).first->second;
}

Tally deliveryOf(std::uint64_t newest, const ReportSpan& report) {
  const std::uint64_t known = newest != 0 ? newest : std::min(report.before, report.first - 1);
  return {report.last - known, report.first - 1 > known ? report.first - 1 - known : 0};
}

Status Ledger::take(const NodeId& node, const ReportSpan& report, std::vector<Observation> observations,
                    TimePoint now) {
  std::uint64_t& newest = counted_[node];
  if (report.last <= newest) return okStatus();
  if (report.numbered) {
    const Tally records = deliveryOf(newest, report);
    ArmCounts counts;
    counts.requests = records.total;
    counts.errors = records.bad;
    observations.push_back({RawKind::Delivery, report.region.value, {}, {}, report.at, counts});
    observations.push_back({RawKind::NodeDelivery, node.value, {}, {}, report.at, counts});
  }
  for (Observation& observation : observations) FLOTILLA_CHECK(add(std::move(observation), now));
  newest = newCounted_[node] = report.last;
  return okStatus();
}

Status Ledger::add(Observation observation, TimePoint now) {
  TimePoint at = observation.at;
  if (at > now + kClockSlack || at < now - config_.keepSlots) at = now;
  at = std::min(at, now);
  const RawKey key{
      observation.kind, std::move(observation.scope),        observation.workload.value, std::move(observation.version),
      hourOf(at),       partOf(at, slotOf(observation.kind))};
  FLOTILLA_TRY(RawHour* const into, hour(key));
  into->add(at, observation.counts);
  dirty_.insert(key);
  if (key.kind == RawKind::States)
    reporting_[RegionName(key.scope)] = {observation.counts.requests, observation.counts.errors};
  count(key, at, observation.counts);
  return okStatus();
}

// What silent nodes counted is not known yet: they may be cut off and serving.
bool Ledger::isPartial(const RegionName& region) const {
  Tally nodes;
  for (const auto& [name, tally] : reporting_)
    if (region.empty() || name == region) nodes += tally;
  return static_cast<double>(nodes.bad) > kSilentShare * static_cast<double>(nodes.total);
}

bool Ledger::isExpected(const Objective& objective, const RegionName& region) const {
  const RawKind kind = rawKindOf(objective.indicator);
  if (kind != RawKind::Served && kind != RawKind::States) return false;  // a week without rollouts is no fault
  return std::any_of(expected_.begin(), expected_.end(), [&](const auto& place) {
    const bool mine = !isOfWorkload(objective.indicator) || place.first == objective.workload;
    return mine && (region.empty() || place.second == region);
  });
}

std::vector<Tally> Ledger::history(const ObjectiveName& objective, const RegionName& region, TimePoint from,
                                   TimePoint to, Duration step) const {
  std::vector<Tally> out;
  const auto series = series_.find({objective, region});
  if (series == series_.end() || step < config_.slot) return out;
  for (TimePoint at = from; at < to && out.size() < kMostPoints; at += step)
    out.push_back(series->second.sum(at, at + step));
  return out;
}

std::vector<SeriesPart> Ledger::parts(const ObjectiveName& objective, const RegionName& region, TimePoint from) const {
  const auto series = series_.find({objective, region});
  return series == series_.end() ? std::vector<SeriesPart>{} : series->second.parts(from);
}

Books Ledger::judge(const ObjectiveAlerts& alerts, TimePoint now) const {
  Books out;
  const std::int64_t slot = config_.slot.count();
  out.at = TimePoint(Duration((now - config_.lag).time_since_epoch().count() / slot * slot));
  for (const auto& [place, series] : series_) {
    const auto objective =
        std::find_if(objectives_.begin(), objectives_.end(), [&](const Objective& o) { return o.name == place.first; });
    ObjectiveStanding standing = standingOf(*objective, place.second, series, tiers_.at(place.first),
                                            isExpected(*objective, place.second), out.at);
    // About reachability silence is the observation itself.
    standing.partial = isOfWorkload(objective->indicator) && isPartial(place.second);
    for (ObjectiveAlert& alert : followAlerts(alerts, *objective, standing, now))
      out.changed.push_back(std::move(alert));
    out.standings.push_back(std::move(standing));
  }
  return out;
}

Status Ledger::flush() {
  std::vector<RawHour> hours;
  for (const RawKey& key : dirty_) hours.push_back(open_.at(key));
  if (!hours.empty() || !newCounted_.empty()) FLOTILLA_CHECK(store_.write(hours, newCounted_));
  dirty_.clear();
  newCounted_.clear();
  // Late counts of what is older are rare enough to read that again.
  TimePoint newest{};
  for (const auto& [key, part] : open_) newest = std::max(newest, endOf(part));
  std::erase_if(open_, [&](const auto& entry) { return endOf(entry.second) + kOpen <= newest; });
  return okStatus();
}

Status Ledger::prune(TimePoint now) {
  const std::int64_t hourNow = hourOf(now);
  if (hourNow == prunedAt_) return okStatus();
  FLOTILLA_CHECK(flush());
  for (std::size_t i = 0; i < kRawKindNames.size(); ++i) {
    const auto kind = static_cast<RawKind>(i);
    const bool ofNode = isOfNode(kind);
    FLOTILLA_TRY(const auto removed,
                 store_.remove(kind, hourNow - hoursIn(ofNode ? config_.keepNodes : config_.keepHours)));
    (void)removed;
    FLOTILLA_CHECK(rollUp(kind, hourNow - hoursIn(ofNode ? config_.keepNodeSlots : config_.keepSlots)));
  }
  prunedAt_ = hourNow;
  return okStatus();
}

// There is much of nodes, so what a longer stand-still has left in slots stays so until it is removed.
Status Ledger::rollUp(RawKind kind, std::int64_t before) {
  for (std::int64_t hour = before - (isOfNode(kind) ? kNodeCatchUp : kCatchUp); hour < before; ++hour) {
    std::map<RawKey, RawHour> rolled;
    bool isRolled = true;
    FLOTILLA_CHECK(store_.each(kind, hour, hour, [&](RawHour part) {
      isRolled = isRolled && part.slot == kHour && part.key.part == 0;
      part.rollUp();
      const auto [whole, isFirst] = rolled.try_emplace(part.key, part);
      if (!isFirst) whole->second.bySlot[0].merge(part.bySlot[0]);
    }));
    if (isRolled) continue;
    std::vector<RawHour> wholes;
    for (auto& [key, whole] : rolled) wholes.push_back(std::move(whole));
    FLOTILLA_CHECK(store_.replace(kind, hour, wholes));
  }
  return okStatus();
}

}  // namespace flotilla::controlplane
