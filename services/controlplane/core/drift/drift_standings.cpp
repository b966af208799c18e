// What the book says to whoever asks.
#include <algorithm>

#include "services/controlplane/core/drift/drift_book.h"

namespace flotilla::controlplane::drift {
namespace {

constexpr std::size_t kToldFeatures = 8;
constexpr std::size_t kMostStandings = 1000;

double distanceOf(const FeatureDrift& feature) {
  const auto of = [](const std::optional<DriftMeasure>& m) {
    return !m ? 0 : m->threshold > 0 ? m->psi / m->threshold : std::min(m->psi, 1.0);
  };
  return std::max(of(feature.training), of(feature.own));
}

std::vector<double> sharesOf(const Reference& reference) {
  std::vector<double> out(reference.counts.begin(), reference.counts.end());
  for (double& share : out) share /= std::max(reference.n, 1.0);
  return out;
}

FeatureHistogram histogramOf(const InputWindow& shown, const DriftSeries& series, const ReferenceProfile* profile,
                             std::size_t i) {
  FeatureHistogram out;
  const WindowEvidence evidence{shown, std::vector<double>(series.last().features())};
  const Distribution& d = evidence.feature(i);
  out.bins = binsOf(shown, profile, i);
  out.counts.assign(d.bins.begin(), d.bins.end());
  if (const FeatureProfile* known = profileOf(shown, profile, i)) out.training = sharesOf(referenceOf(*known));
  if (series.learnt()) out.own = sharesOf(referenceOf(out.bins, series.beginning().feature(i), 0));
  out.under = d.under;
  out.over = d.over;
  out.missing = d.missing;
  out.mean = d.mean;
  out.sd = d.sd();
  out.min = d.min;
  out.max = d.max;
  return out;
}

bool isAsked(const DriftBook::Scope& scope, const SeriesKey& key) {
  return (scope.workload.empty() || scope.workload == key.workload) &&
         (scope.version.empty() || scope.version == key.version);
}

}  // namespace

DriftStanding DriftBook::standingOf(const SeriesKey& key, const DriftSeries& series, std::size_t most,
                                    const Scope& scope) {
  DriftStanding out;
  out.region = key.region;
  out.workload = key.workload;
  out.version = key.version;
  if (series.empty()) return out;
  const InputWindow& last = series.last().window;
  const ReferenceProfile* profile = profiles_.find(last.profile);
  out.since = series.since();
  out.began = last.began;
  out.ended = last.ended;
  out.records = last.records;
  out.partial = last.partial;
  out.profiled = profile != nullptr;
  out.learnt = series.learnt();
  std::vector<std::pair<std::size_t, FeatureDrift>> features(series.last().features());
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i].first = i;
    features[i].second.feature = nameOf(last, profile, i);
  }
  for (FeatureLook& look : series.standing(profile, levelFor(last))) {
    FeatureDrift& feature = features[look.feature].second;
    (look.own ? feature.own : feature.training) = look.measure;
    out.verdict = std::max(out.verdict, look.measure.verdict);
  }
  std::stable_sort(features.begin(), features.end(), [](const auto& a, const auto& b) {
    const auto verdictA = a.second.verdict(), verdictB = b.second.verdict();
    return verdictA != verdictB ? verdictA > verdictB : distanceOf(a.second) > distanceOf(b.second);
  });
  if (features.size() > most) features.resize(most);
  const InputWindow shown = scope.histograms ? shownWindow(key, last, scope) : InputWindow{};
  for (auto& [i, feature] : features) {
    if (scope.histograms) feature.histogram = histogramOf(shown, series, profile, i);
    out.features.push_back(std::move(feature));
  }
  return out;
}

// The newest window, or all of some hours.
InputWindow DriftBook::shownWindow(const SeriesKey& key, const InputWindow& last, const Scope& scope) {
  if (scope.fromHour == 0) return last;
  InputWindow out = last;
  bool any = false;
  (void)writeNew();
  (void)store_.eachHour(key, scope.fromHour, scope.toHour, [&](const HourRow& row) {
    const auto hour = decodeWindow(row.window);
    if (!hour || !hour->sameKind(last)) return;
    if (any)
      (void)out.merge(*hour);
    else
      out = *hour;
    any = true;
  });
  return out;
}

DriftStanding DriftBook::standingOfNode(const SeriesKey& key, const Node& node, std::size_t most, const Scope& scope) {
  DriftStanding out = standingOf(key, node.series, most, scope);
  out.site = node.origin.site;
  out.node = node.origin.name;
  out.cause = node.cause;
  out.driftedNodes = node.series.drifted() ? 1 : 0;
  return out;
}

DriftStanding DriftBook::standingOfRegion(const SeriesKey& key, const Region& region, std::size_t most,
                                          const Scope& scope) {
  DriftStanding out = standingOf(key, region.series, most, scope);
  const auto nodes = nodesOf(key);
  out.nodes = static_cast<std::uint32_t>(nodes.size());
  TimePoint first{};
  for (const auto& [nodeKey, node] : nodes) {
    if (!node->series.drifted()) continue;
    ++out.driftedNodes;
    if (first == TimePoint{} || node->series.since() < first) first = node->series.since();
  }
  // A verdict about the region is about more than one node.
  if (region.asOne) {
    out.cause = DriftCause::Region;
    out.verdict = DriftVerdict::Drifted;
    if (out.since == TimePoint{}) out.since = first;
  } else if (out.verdict == DriftVerdict::Drifted) {
    out.verdict = DriftVerdict::Suspected;
  }
  return out;
}

// The nodes of one site as one: their newest windows, without a past of their own.
std::vector<DriftStanding> DriftBook::standingsOfSite(const Scope& scope) {
  std::map<SeriesKey, Region> sites;
  for (const auto& [key, node] : nodes_) {
    if (node.series.empty() || node.origin.site != scope.site || !isAsked(scope, key)) continue;
    Region& site = sites[{key.region, {}, key.workload, key.version}];
    site.parts.emplace(key.node, node.series.last());
  }
  std::vector<DriftStanding> out;
  for (auto& [key, site] : sites) {
    WindowEvidence all;
    std::uint32_t drifted = 0;
    for (const auto& [id, part] : site.parts) {
      (void)all.merge(part);
      drifted += nodes_.at({key.region, id, key.workload, key.version}).series.drifted() ? 1 : 0;
    }
    Looks looks = site.series.look(all, profiles_.find(all.window.profile), levelFor(all.window));
    site.series.take(std::move(all), looks, config_.learning);
    DriftStanding standing = standingOf(key, site.series, scope.features, scope);
    standing.site = scope.site;
    standing.nodes = static_cast<std::uint32_t>(site.parts.size());
    standing.driftedNodes = drifted;
    out.push_back(std::move(standing));
  }
  return out;
}

std::vector<DriftStanding> DriftBook::standings(const Scope& scope) {
  if (!scope.site.empty()) return standingsOfSite(scope);
  std::vector<DriftStanding> out;
  for (const auto& [key, region] : regions_)
    if (!region.series.empty() && scope.regions.contains(key.region) && isAsked(scope, key))
      out.push_back(standingOfRegion(key, region, scope.features, scope));
  for (const auto& [key, node] : nodes_) {
    if (node.series.empty() || !isAsked(scope, key)) continue;
    const bool alone = scope.regions.contains(key.region) && node.cause == DriftCause::Sensor;
    if (alone || scope.nodes.contains(key.node)) out.push_back(standingOfNode(key, node, scope.features, scope));
    if (out.size() >= kMostStandings) break;
  }
  return out;
}

void DriftBook::tellFindings() {
  findings_.clear();
  for (const auto& [key, region] : regions_)
    if (region.asOne) findings_.push_back(standingOfRegion(key, region, kToldFeatures, {}));
  for (const auto& [key, node] : nodes_)
    if (node.cause == DriftCause::Sensor) findings_.push_back(standingOfNode(key, node, kToldFeatures, {}));
}

}  // namespace flotilla::controlplane::drift
