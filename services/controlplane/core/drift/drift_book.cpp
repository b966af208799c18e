#include "services/controlplane/core/drift/drift_book.h"

#include <algorithm>

#include "services/controlplane/core/drift/false_discovery.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane::drift {
namespace {

constexpr std::int64_t kStaleWindows = 3;                  // a node that has been silent for so many has no say
constexpr Duration kSlack = std::chrono::minutes(15);      // for reports that are late
constexpr std::ptrdiff_t kMostSeries = 64;                 // of one node
constexpr Duration kLongestWait = std::chrono::hours(24);  // for enough values

std::int64_t hourAt(TimePoint at) {
  return std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
}

SeriesKey regionOf(SeriesKey key) {
  key.node.clear();
  return key;
}

Duration lengthOf(const InputWindow& window) {
  return window.ended - window.began;
}

}  // namespace

Status DriftBook::open() {
  FLOTILLA_TRY(counted_, store_.counted());
  return store_.eachSeries([this](const SeriesRow& row) {
    auto series = DriftSeries::decode(row.series);
    if (!series) return log::warn("a series of windows begins anew", {{"why", series.error().message}});
    if (row.key.node.empty()) {
      regions_[row.key].series = std::move(*series);
      return;
    }
    Node& node = nodes_[row.key];
    node.origin = {NodeId(row.key.node), row.name, row.key.region, SiteName(row.site)};
    node.series = std::move(*series);
  });
}

DriftLevel DriftBook::levelFor(const InputWindow& window) const {
  constexpr std::size_t kReferences = 2;
  const std::size_t features = window.features.size() + (window.confidence ? 1 : 0);
  return levelOf(config_.budget, features * kReferences, lengthOf(window));
}

void DriftBook::take(const WindowOrigin& origin, std::uint64_t report, const std::vector<WindowReport>& windows,
                     TimePoint now) {
  lookedAt_ = now;
  if (windows.empty()) return;
  std::uint64_t& newest = counted_[origin.node];
  if (report <= newest) return;
  newest = newCounted_[origin.node] = report;
  // A candidate on trial sees a few inputs of seconds; it is judged by its answers.
  for (const WindowReport& window : windows)
    if (window.arm == Arm::Stable) takeOne(origin, window, now);
}

void DriftBook::takeOne(const WindowOrigin& origin, const WindowReport& report, TimePoint now) {
  auto window = decodeWindow(report.window);
  if (!window || window->records == 0) return;
  const SeriesKey key{origin.region, origin.node.value, report.workload, report.version.toString()};
  if (!nodes_.contains(key) && seriesOf(key) >= kMostSeries) return;
  addHour(key, *window);
  addHour(regionOf(key), *window);
  Node& node = nodes_[key];
  node.origin = origin;
  node.heardAt = now;
  if (!node.series.fits(*window)) node.series = {};  // counted by another profile: nothing of before compares
  const ReferenceProfile* profile = profiles_.find(window->profile);
  WindowEvidence evidence = evidenceOf(std::move(*window), profile);
  if (!node.waiting.merge(evidence)) node.waiting = std::move(evidence);
  const InputWindow& all = node.waiting.window;
  if (all.records < kLeastValues && lengthOf(all) < kLongestWait) return;
  judgeNode(key, node, std::exchange(node.waiting, {}), profile);
}

void DriftBook::judgeNode(const SeriesKey& key, Node& node, WindowEvidence evidence, const ReferenceProfile* profile) {
  Looks looks = node.series.look(evidence, profile, levelFor(evidence.window));
  node.distance = 0;
  for (const FeatureLook& look : looks) node.distance += look.own ? 0 : look.measure.psi;
  Region& region = regions_[regionOf(key)];
  WindowEvidence& part = region.parts[key.node];
  if (!part.merge(evidence)) part = evidence;
  node.series.take(std::move(evidence), looks, config_.learning);
  dirty_.insert(key);
}

std::ptrdiff_t DriftBook::seriesOf(const SeriesKey& key) const {
  const auto first = nodes_.lower_bound({key.region, key.node, {}, {}});
  return std::distance(first, std::find_if(first, nodes_.end(), [&](const auto& entry) {
                         return entry.first.region != key.region || entry.first.node != key.node;
                       }));
}

bool DriftBook::hasSay(const Node& node) const {
  if (node.series.empty()) return false;
  return lookedAt_ - node.heardAt <= kStaleWindows * lengthOf(node.series.last().window) + kSlack;
}

std::vector<std::pair<const SeriesKey*, const DriftBook::Node*>> DriftBook::nodesOf(const SeriesKey& region) const {
  std::vector<std::pair<const SeriesKey*, const Node*>> out;
  TimePoint newest{};
  for (auto at = nodes_.lower_bound({region.region, {}, {}, {}}); at != nodes_.end(); ++at) {
    const auto& [key, node] = *at;
    if (key.region != region.region) break;
    if (key.workload != region.workload || key.version != region.version || !hasSay(node)) continue;
    newest = std::max(newest, node.heardAt);
    out.emplace_back(&key, &node);
  }
  std::erase_if(out, [&](const auto& entry) {
    const Duration length = lengthOf(entry.second->series.last().window);
    return newest - entry.second->heardAt > kStaleWindows * std::max(length, Duration(std::chrono::seconds(1)));
  });
  return out;
}

// Every node that has a say has sent something since, or the others have waited long enough for it.
bool DriftBook::isComplete(const SeriesKey& key, const Region& region, TimePoint now) const {
  Duration longest = std::chrono::seconds(1);
  bool all = true;
  for (const auto& [nodeKey, node] : nodesOf(key)) {
    longest = std::max(longest, lengthOf(node->series.last().window));
    all = all && region.parts.contains(nodeKey->node);
  }
  return all || now - region.waitsSince > kStaleWindows * longest;
}

WindowEvidence DriftBook::together(const SeriesKey& key, const Region& region) const {
  std::vector<std::pair<double, const WindowEvidence*>> calm;
  std::vector<const WindowEvidence*> drifting;
  for (const auto& [id, part] : region.parts) {
    const auto node = nodes_.find({key.region, id, key.workload, key.version});
    const bool drifts = node != nodes_.end() && node->second.series.drifted();
    if (drifts) drifting.push_back(&part);
    calm.emplace_back(node == nodes_.end() ? 0 : node->second.distance, &part);
  }
  if (2 * drifting.size() < region.parts.size())
    std::erase_if(calm, [&](const auto& part) {
      return std::find(drifting.begin(), drifting.end(), part.second) != drifting.end();
    });
  std::stable_sort(calm.begin(), calm.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (calm.size() > 1 && calm.size() == region.parts.size()) calm.pop_back();
  WindowEvidence out;
  for (const auto& [distance, part] : calm) (void)out.merge(*part);
  return out;
}

void DriftBook::judgeRegions(TimePoint now) {
  struct Turn {
    const SeriesKey* key;
    Region* region;
    WindowEvidence evidence;
    Looks looks;
  };
  std::vector<Turn> turns;
  double rate = 1;
  for (auto& [key, region] : regions_) {
    if (region.parts.empty()) continue;
    if (region.waitsSince == TimePoint{}) region.waitsSince = now;
    if (!isComplete(key, region, now)) continue;
    Turn& turn = turns.emplace_back(Turn{&key, &region, together(key, region), {}});
    region.parts.clear();
    region.waitsSince = {};
    const InputWindow& window = turn.evidence.window;
    if (!region.series.fits(window)) region.series = {};
    turn.looks = region.series.look(turn.evidence, profiles_.find(window.profile), levelFor(window));
    rate = std::min(rate, levelOf(config_.budget, 1, lengthOf(window)).window);
  }
  std::vector<FeatureLook*> all;
  for (Turn& turn : turns)
    for (FeatureLook& look : turn.looks) all.push_back(&look);
  keepDiscoveries(all, rate);
  for (Turn& turn : turns) {
    turn.region->series.take(std::move(turn.evidence), turn.looks, config_.learning);
    dirty_.insert(*turn.key);
  }
}

// Most of the others look the same way where it drifts, or have not been heard since: it may be the region yet.
bool DriftBook::hasCompany(const SeriesKey& key, const Node& node) const {
  const auto features = node.series.driftedFeatures();
  std::size_t others = 0, same = 0;
  for (const auto& [otherKey, other] : nodesOf(regionOf(key))) {
    if (otherKey->node == key.node) continue;
    ++others;
    const bool heard = other->series.last().window.ended > node.series.since();
    const bool far = std::any_of(features.begin(), features.end(),
                                 [&, series = &other->series](std::size_t i) { return series->isFar(i); });
    same += !heard || far ? 1 : 0;
  }
  return others > 0 && 2 * same >= others;
}

void DriftBook::findCauses() {
  for (auto& [key, region] : regions_) {
    const auto nodes = nodesOf(key);
    const auto drifting = static_cast<std::size_t>(
        std::count_if(nodes.begin(), nodes.end(), [](const auto& entry) { return entry.second->series.drifted(); }));
    region.asOne = nodes.size() > 1 && (region.series.drifted() || (drifting > 1 && 2 * drifting >= nodes.size()));
  }
  for (auto& [key, node] : nodes_) {
    if (!node.series.drifted() || !hasSay(node))
      node.cause = DriftCause::None;
    else if (regions_[regionOf(key)].asOne)
      node.cause = DriftCause::Region;
    else if (node.cause != DriftCause::Sensor)
      node.cause = hasCompany(key, node) ? DriftCause::None : DriftCause::Sensor;
  }
}

void DriftBook::judge(TimePoint now) {
  lookedAt_ = now;
  // What was known before this program began was heard, as far as anybody can tell, when it did.
  for (auto& [key, node] : nodes_)
    if (node.heardAt == TimePoint{}) node.heardAt = now;
  judgeRegions(now);
  findCauses();
  tellFindings();
}

void DriftBook::addHour(const SeriesKey& key, const InputWindow& window) {
  // A clock that is ahead or far behind is not believed.
  const bool plausible = window.ended <= lookedAt_ + kSlack && window.ended > lookedAt_ - config_.keepNodes;
  const std::int64_t hour = hourAt(plausible ? window.ended : lookedAt_);
  const auto [at, fresh] = hours_.try_emplace({key, hour}, window);
  if (!fresh) {
    (void)at->second.merge(window);
    return;
  }
  const auto written = store_.hour(key, hour);
  if (auto before = written ? decodeWindow(*written) : Result<InputWindow>(written.error()))
    if (before->merge(window)) at->second = std::move(*before);
}

Status DriftBook::writeNew() {
  std::vector<SeriesRow> series;
  for (const SeriesKey& key : dirty_) {
    if (key.node.empty()) {
      const Region& region = regions_.at(key);
      series.push_back({key, {}, {}, region.series.last().window.ended, region.series.encode()});
    } else if (const auto at = nodes_.find(key); at != nodes_.end()) {
      const Node& node = at->second;
      series.push_back(
          {key, node.origin.site.value, node.origin.name, node.series.last().window.ended, node.series.encode()});
    }
  }
  std::vector<HourRow> hours;
  for (const auto& [place, window] : hours_) hours.push_back({place.first, place.second, encodeWindow(window)});
  if (series.empty() && hours.empty() && newCounted_.empty()) return okStatus();
  FLOTILLA_CHECK(store_.write(series, hours, newCounted_));
  dirty_.clear();
  hours_.clear();
  newCounted_.clear();
  return okStatus();
}

Status DriftBook::flush(TimePoint now) {
  FLOTILLA_CHECK(writeNew());
  const std::int64_t hour = hourAt(now);
  if (hour == prunedAt_) return okStatus();
  FLOTILLA_CHECK(store_.remove(hourAt(now - config_.keepNodes), hourAt(now - config_.keepRegions)));
  std::erase_if(nodes_, [&](const auto& entry) {
    const DriftSeries& kept = entry.second.series;
    return !kept.empty() && kept.last().window.ended < now - config_.keepNodes;
  });
  prunedAt_ = hour;
  return okStatus();
}

}  // namespace flotilla::controlplane::drift
