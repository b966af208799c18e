#include "app/console/adapters/demo_drift.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_distribution.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_places.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kOverviewFeatures = 3;  // of each region, when all are asked for
constexpr double kTrained = 20'000;           // values of the training
constexpr std::uint64_t kPerWindow = 480;     // inputs of one node
constexpr std::uint64_t kMostInputs = 240'000;
constexpr auto kDriftSince = 3h + 20min;
constexpr auto kSensorSince = 26h;
constexpr const char* kDriftingRegion = "ap-south";
constexpr const char* kDriftingWorkload = "checkout-vision";
constexpr const char* kQuietRegion = "me-central";  // from it too little comes to say anything
constexpr const char* kQuietWorkload = "gate-sensor";
constexpr const char* kWaveringRegion = "us-west";
constexpr const char* kBrokenSite = "antwerp";
constexpr const char* kBrokenWorkload = "gate-sensor";

constexpr DemoFeature kCheckoutInputs[] = {{"brightness", 118, 24, 0.3},   {"contrast", 41, 9, 0.3},
                                           {"sharpness", 0.62, 0.11, 0.2}, {"items", 6.4, 2.8},
                                           {"lane", 0, 1, 0, 6},           {"confidence", 0.9, 0.09, 0, 0, true}};
constexpr DemoFeature kGateInputs[] = {{"distance_m", 3.1, 0.8, 0.45},
                                       {"speed_kmh", 14, 5, 0.2},
                                       {"temperature_c", 17, 6, 0.8},
                                       {"axles", 0, 1, 0, 5},
                                       {"confidence", 0.9, 0.09, 0, 0, true}};
constexpr DemoFeature kMeterInputs[] = {{"reading", 5'200, 1'900},
                                        {"digit_gap_px", 21, 2.4},
                                        {"glare", 0.18, 0.07, 0.1},
                                        {"meter_type", 0, 1, 0, 8},
                                        {"confidence", 0.9, 0.09, 0, 0, true}};

std::span<const DemoFeature> inputsOfModel(const DemoWorkload& workload) {
  if (workload.kind != ArtifactKind::Model) return {};
  if (workload.name == "checkout-vision") return kCheckoutInputs;
  return workload.name == "gate-sensor" ? std::span<const DemoFeature>(kGateInputs)
                                        : std::span<const DemoFeature>(kMeterInputs);
}

// What a standing is about.
struct DriftCohort {
  std::string region;
  std::string site;
  std::string node;
  std::size_t workload = 0;
  std::size_t version = 0;
  std::vector<std::uint32_t> nodes;  // that sent inputs
};

bool sends(const DemoNode& node) {
  return node.identity == NodeIdentity::Active && node.lastSeen != TimePoint{} && node.contact != DemoContact::Lost;
}

// The one whose sensor says the same whatever passes.
std::optional<std::uint32_t> brokenNode(const DemoState& state) {
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
    const DemoNode& node = state.nodes[i];
    if (demoSites()[node.site].name != kBrokenSite || node.contact != DemoContact::Steady || !sends(node)) continue;
    for (const DemoInstall& install : node.installs)
      if (install.version != kNone && demoWorkloads()[install.workload].name == kBrokenWorkload) return i;
  }
  return std::nullopt;
}

DemoChange changeOf(const DriftCohort& cohort, const DemoFeature& feature, bool broken) {
  const std::string_view workload = demoWorkloads()[cohort.workload].name;
  if (broken && workload == kBrokenWorkload && feature.name == "distance_m") return {0.6, 1, 0, true};
  if (cohort.region == kDriftingRegion && workload == kDriftingWorkload) {
    if (feature.name == "brightness") return {-1.15, 1.2, 0.03};
    if (feature.name == "contrast") return {-0.55, 0.85, 0};
    if (feature.name == "confidence") return {0.3};
    if (feature.name == "lane") return {0, 1, 0.04};
  }
  if (cohort.region == kWaveringRegion && workload == "meter-reader" && feature.name == "glare") return {0.16};
  return {};
}

// Its own beginning was a little beside the training: no two places are alike.
DemoChange beginningOf(const DriftCohort& cohort, const DemoFeature& feature) {
  const double part = static_cast<double>(mixed(std::hash<std::string>{}(cohort.region + cohort.node + cohort.site),
                                                std::hash<std::string_view>{}(feature.name)) %
                                          100) /
                      100;
  return {(part - 0.5) / 50};
}

std::uint64_t inputsOf(const DriftCohort& cohort) {
  if (cohort.region == kQuietRegion && demoWorkloads()[cohort.workload].name == kQuietWorkload)
    return cohort.node.empty() ? 93 : 11;
  return std::min<std::uint64_t>(cohort.nodes.size() * kPerWindow, kMostInputs);
}

FeatureDrift featureDrift(const DriftCohort& cohort, const DemoFeature& feature, bool broken, std::uint64_t seed) {
  const DemoChange own = beginningOf(cohort, feature);
  DemoChange now = changeOf(cohort, feature, broken);
  if (!now.stuck) now.shift += own.shift;
  const std::uint64_t n = inputsOf(cohort);
  FeatureDrift out;
  out.feature = feature.name;
  out.histogram = demoHistogram(feature, now, own, n, broken ? n / 40 : mixed(seed, 5) % (n / 400 + 1), seed);
  out.training = demoMeasure(feature, *out.histogram, out.histogram->training, kTrained);
  out.own = demoMeasure(feature, *out.histogram, out.histogram->own, static_cast<double>(2 * n + 1));
  // One that only just began is told as that.
  if (cohort.region == kWaveringRegion)
    for (std::optional<DriftMeasure>* one : {&out.training, &out.own})
      if ((*one)->verdict == DriftVerdict::Drifted) {
        (*one)->verdict = DriftVerdict::Suspected;
        (*one)->inRow = 1;
        (*one)->cumulated = 0.4;
      }
  return out;
}

double distanceOf(const FeatureDrift& feature) {
  const auto of = [](const std::optional<DriftMeasure>& m) {
    return m && m->threshold > 0 ? m->psi / m->threshold : 0;
  };
  return std::max(of(feature.training), of(feature.own));
}

void nameCause(const DemoState& state, bool broken, DriftStanding& out) {
  if (out.verdict != DriftVerdict::Drifted) return;
  if (out.node.empty()) {
    out.cause = DriftCause::Region;
    out.since = state.startedAt - kDriftSince;
    out.driftedNodes = out.nodes * 4 / 5;
  } else {
    out.cause = broken ? DriftCause::Sensor : DriftCause::Region;
    out.since = state.startedAt - (broken ? Duration(kSensorSince) : Duration(kDriftSince));
    out.driftedNodes = 1;
  }
}

DriftStanding driftStandingOf(const DemoState& state, const DriftCohort& cohort, const DriftQuery& query,
                              std::size_t most) {
  const DemoWorkload& workload = demoWorkloads()[cohort.workload];
  const auto broken = brokenNode(state);
  const bool isBroken = !cohort.node.empty() && broken && *broken == cohort.nodes.front();
  DriftStanding out;
  out.region = RegionName(cohort.region);
  out.site = SiteName(cohort.site);
  out.node = cohort.node;
  out.workload = WorkloadName(std::string(workload.name));
  out.version = workload.versions[cohort.version].version.toString();
  out.ended = std::chrono::floor<std::chrono::minutes>(state.now);
  out.began = out.ended - 1min;
  out.records = inputsOf(cohort);
  out.partial = out.records < kLeastDriftValues;
  out.profiled = true;
  out.learnt = true;
  out.nodes = static_cast<std::uint32_t>(cohort.nodes.size());
  const std::uint64_t place = std::hash<std::string>{}(cohort.region + "/" + cohort.site + "/" + cohort.node);
  for (const DemoFeature& feature : inputsOfModel(workload)) {
    const std::uint64_t seed = mixed(place, std::hash<std::string_view>{}(feature.name) + cohort.version);
    out.features.push_back(featureDrift(cohort, feature, isBroken, seed));
    out.verdict = std::max(out.verdict, out.features.back().verdict());
  }
  std::stable_sort(out.features.begin(), out.features.end(), [](const FeatureDrift& a, const FeatureDrift& b) {
    return a.verdict() != b.verdict() ? a.verdict() > b.verdict() : distanceOf(a) > distanceOf(b);
  });
  if (out.features.size() > most) out.features.resize(most);
  if (!query.histograms)
    for (FeatureDrift& feature : out.features) feature.histogram.reset();
  nameCause(state, isBroken, out);
  return out;
}

// By region, workload and version; a node or site alone if it is asked for.
std::map<std::array<std::size_t, 3>, DriftCohort> cohortsOf(const DemoState& state, const auto& wanted) {
  std::map<std::array<std::size_t, 3>, DriftCohort> out;
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
    const DemoNode& node = state.nodes[i];
    if (!sends(node) || !wanted(i, node)) continue;
    for (const DemoInstall& install : node.installs) {
      if (install.desired == kNone || install.version == kNone) continue;
      if (inputsOfModel(demoWorkloads()[install.workload]).empty()) continue;
      DriftCohort& cohort = out[{demoSites()[node.site].region, install.workload, install.version}];
      if (cohort.nodes.empty()) cohort.region = regionOf(node).value;
      cohort.workload = install.workload;
      cohort.version = install.version;
      cohort.nodes.push_back(i);
    }
  }
  return out;
}

bool isAskedFor(const DriftQuery& query, const DriftStanding& standing) {
  return (query.workload.empty() || query.workload == standing.workload) &&
         (query.version.empty() || query.version == standing.version);
}

Status checkPlaces(const DriftQuery& query) {
  if (!query.region.empty() + !query.site.empty() + !query.node.empty() > 1)
    return invalid("conflicting_places", "region, site and node are one another's alternatives", "region",
                   "name one of them");
  const auto named = [](const auto& all, const std::string& name) {
    return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  };
  if (!query.region.empty() && !named(demoRegions(), query.region.value))
    return notFound("no_region", "region " + query.region.value + " is not declared", "region");
  if (!query.site.empty() && !named(demoSites(), query.site.value))
    return notFound("no_site", "site " + query.site.value + " is not declared", "site");
  if (!query.workload.empty() && !findDemoWorkload(query.workload))
    return notFound("no_workload", "workload " + query.workload.value + " is not declared", "workload");
  return okStatus();
}

}  // namespace

Result<std::vector<DriftStanding>> demoDrift(const DemoState& state, const DriftQuery& query) {
  FLOTILLA_CHECK(checkPlaces(query));
  std::optional<std::uint32_t> node;
  if (!query.node.empty() && !(node = findDemoNode(state, query.node)))
    return notFound("no_node", "node " + query.node + " does not exist", "node");
  const bool all = query.region.empty() && query.site.empty() && !node;
  std::vector<DriftStanding> out;
  const auto add = [&](DriftCohort cohort) {
    DriftStanding standing = driftStandingOf(state, cohort, query, all ? kOverviewFeatures : SIZE_MAX);
    if (isAskedFor(query, standing)) out.push_back(std::move(standing));
  };
  const auto addNode = [&](std::uint32_t index, bool onlyBroken) {
    for (auto& [key, cohort] : cohortsOf(state, [&](std::uint32_t i, const DemoNode&) { return i == index; })) {
      if (onlyBroken && demoWorkloads()[cohort.workload].name != kBrokenWorkload) continue;
      cohort.site = siteOf(state.nodes[index]).value;
      cohort.node = nameOf(state.nodes[index]);
      add(cohort);
    }
  };
  if (node) {
    addNode(*node, false);
    return out;
  }
  for (auto& [key, cohort] : cohortsOf(state, [&](std::uint32_t, const DemoNode& one) {
         return (query.region.empty() || regionOf(one) == query.region) &&
                (query.site.empty() || siteOf(one) == query.site);
       })) {
    cohort.site = query.site.value;
    add(cohort);
  }
  const auto broken = brokenNode(state);
  if (broken && query.site.empty() && (all || regionOf(state.nodes[*broken]) == query.region)) addNode(*broken, true);
  return out;
}

}  // namespace flotilla::console
