#include "tests/console/pages/sample_drift.h"

#include <algorithm>
#include <cmath>

namespace flotilla::tests {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

DriftMeasure measureOf(DriftVerdict verdict, double psi, std::uint64_t n, double shift) {
  DriftMeasure out;
  out.verdict = verdict;
  out.psi = psi;
  out.js = std::sqrt(psi) / 3;
  out.ks = shift * 0.38;
  out.shift = shift;
  out.threshold = verdict == DriftVerdict::NotEnoughData ? 0 : 0.046;
  out.n = n;
  out.bins = 20;
  out.effective = static_cast<double>(n) * 0.54;
  out.inRow = verdict == DriftVerdict::Drifted ? 7 : verdict == DriftVerdict::Suspected ? 1 : 0;
  out.cumulated = verdict == DriftVerdict::Drifted ? 2.5 : 0.2;
  return out;
}

FeatureHistogram histogramOf(std::uint64_t n, double shift) {
  FeatureHistogram out;
  for (std::size_t i = 0; i < kInnerEdges; ++i) out.bins.edges[i] = 60 + static_cast<float>(i) * 6.5F;
  out.bins.min = 42;
  out.bins.max = 214;
  for (std::size_t i = 0; i < kBins; ++i) {
    const double far = (static_cast<double>(i) - 9.5 + shift * 4) / 5;
    out.counts.push_back(static_cast<std::uint64_t>(static_cast<double>(n) * 0.08 * std::exp(-far * far / 2)));
    out.training.push_back(0.05);
    out.own.push_back(0.045 + 0.0005 * static_cast<double>(i));
  }
  out.under = shift > 0.5 ? n / 40 : 0;
  out.missing = n / 300;
  out.mean = 121 - shift * 26;
  out.sd = 27;
  out.min = 31;
  out.max = 209;
  return out;
}

FeatureHistogram lanes(std::uint64_t n, bool news) {
  FeatureHistogram out;
  out.bins.kind = FeatureKind::Category;
  out.bins.top = {1, 2, 3, 4};
  out.bins.others = {5, 6};
  out.counts.assign(kBins, 0);
  out.training.assign(kBins, 0);
  constexpr double kShares[] = {0.42, 0.27, 0.18, 0.1};
  for (std::size_t i = 0; i < std::size(kShares); ++i) {
    out.training[i] = kShares[i];
    out.counts[i] = static_cast<std::uint64_t>(static_cast<double>(n) * kShares[i]);
  }
  out.training[kOtherBin] = 0.03;
  out.counts[kOtherBin] = n / 40;
  out.counts[kUnseenBin] = news ? n / 16 : 0;
  return out;
}

FeatureDrift featureOf(const char* name, DriftVerdict verdict, double psi, std::uint64_t n, double shift) {
  FeatureDrift out;
  out.feature = name;
  out.training = measureOf(verdict, psi, n, shift);
  out.own = measureOf(std::min(verdict, DriftVerdict::Steady), psi / 4, n, shift / 4);
  out.histogram = std::string(name) == "lane" ? lanes(n, psi > 0.05) : histogramOf(n, shift);
  return out;
}

DriftStanding standingOf(const char* region, const char* workload, const char* version, TimePoint now) {
  DriftStanding out;
  out.region = RegionName(region);
  out.workload = WorkloadName(workload);
  out.version = version;
  out.ended = std::chrono::floor<minutes>(now);
  out.began = out.ended - minutes(1);
  out.profiled = out.learnt = true;
  out.nodes = 42;
  return out;
}

DriftStanding steady(const char* region, const char* workload, const char* version, TimePoint now) {
  DriftStanding out = standingOf(region, workload, version, now);
  out.verdict = DriftVerdict::Steady;
  out.records = 20'160;
  for (const char* name : {"brightness", "contrast", "lane", "confidence"})
    out.features.push_back(featureOf(name, DriftVerdict::Steady, 0.004, out.records, 0.02));
  return out;
}

}  // namespace

std::vector<DriftStanding> sampleDrift(TimePoint now) {
  DriftStanding away = standingOf("ap-south", "checkout-vision", "2.14.0", now);
  away.verdict = DriftVerdict::Drifted;
  away.cause = DriftCause::Region;
  away.since = now - hours(3);
  away.records = 19'420;
  away.driftedNodes = 31;
  away.features = {featureOf("brightness", DriftVerdict::Drifted, 0.742, away.records, 1.14),
                   featureOf("lane", DriftVerdict::Drifted, 0.121, away.records, 0),
                   featureOf("contrast", DriftVerdict::Suspected, 0.061, away.records, 0.16),
                   featureOf("confidence", DriftVerdict::Steady, 0.009, away.records, 0.05)};
  DriftStanding suspected = steady("us-west", "shelf-counter", "1.4.0", now);
  suspected.verdict = DriftVerdict::Suspected;
  suspected.features[0] = featureOf("glare", DriftVerdict::Suspected, 0.058, suspected.records, 0.13);
  DriftStanding quiet = standingOf("me-central", "gate-sensor", "1.9.1", now);
  quiet.records = 93;
  quiet.partial = true;
  quiet.nodes = 3;
  for (const char* name : {"distance_m", "speed_kmh", "lane"})
    quiet.features.push_back(featureOf(name, DriftVerdict::NotEnoughData, 0.19, quiet.records, 0.2));
  DriftStanding bare = steady("eu-west", "gate-sensor", "1.9.1", now);
  bare.profiled = false;
  bare.driftedNodes = 1;
  for (FeatureDrift& feature : bare.features) {
    feature.training.reset();
    feature.histogram->training.clear();
  }
  DriftStanding sensor = standingOf("eu-west", "gate-sensor", "1.9.1", now);
  sensor.site = SiteName("lyon");
  sensor.node = "lyon-2";
  sensor.nodes = sensor.driftedNodes = 1;
  sensor.verdict = DriftVerdict::Drifted;
  sensor.cause = DriftCause::Sensor;
  sensor.since = now - hours(26);
  sensor.records = 480;
  sensor.features = {featureOf("distance_m", DriftVerdict::Drifted, 2.31, 480, 0.9),
                     featureOf("speed_kmh", DriftVerdict::Steady, 0.031, 480, 0.04)};
  return {away, suspected, quiet, bare, steady("us-east", "checkout-vision", "2.14.0", now), sensor};
}

std::vector<DriftStanding> narrowed(const std::vector<DriftStanding>& all, const DriftQuery& query) {
  std::vector<DriftStanding> out;
  for (const DriftStanding& one : all) {
    const bool here = !query.node.empty()     ? one.node == query.node
                      : !query.site.empty()   ? one.site == query.site && one.node.empty()
                      : !query.region.empty() ? one.region == query.region
                                              : true;
    if (here && (query.workload.empty() || query.workload == one.workload) &&
        (query.version.empty() || query.version == one.version))
      out.push_back(one);
  }
  return out;
}

std::vector<DriftStanding> manyDrifts(TimePoint now, int regions, int features) {
  std::vector<DriftStanding> out;
  for (int i = 0; i < regions; ++i) {
    const std::string name = "region-" + std::to_string(i);
    DriftStanding standing = standingOf(name.c_str(), "checkout-vision", "2.14.0", now);
    standing.records = 20'000;
    standing.verdict = i % 9 == 0 ? DriftVerdict::Drifted : DriftVerdict::Steady;
    for (int k = 0; k < features; ++k) {
      const std::string feature = "input_" + std::to_string(k);
      const bool drifts = i % 9 == 0 && k == 0;
      standing.features.push_back(featureOf(feature.c_str(), drifts ? DriftVerdict::Drifted : DriftVerdict::Steady,
                                            drifts ? 0.6 : 0.004, standing.records, drifts ? 1.0 : 0.02));
    }
    out.push_back(std::move(standing));
  }
  return out;
}

}  // namespace flotilla::tests
