#include "services/controlplane/core/judge/past_test.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "services/controlplane/core/judge/grid_test.h"
#include "services/controlplane/core/judge/stratified_test.h"

namespace flotilla::controlplane::judge {
namespace {

// The upper end of a count: three standard deviations of a Poisson count, and three more for the rare ones.
double upperEnd(std::uint64_t count) {
  const auto seen = static_cast<double>(count);
  return seen + 3 * std::sqrt(seen) + 3;
}

struct Ratios {
  std::array<double, kGridRatios.size()> logs{};

  double logOdds() const { return oddsOfMetrics(logs); }
};

// Log likelihood ratios of one kind, already divided by its dispersion.
Ratios ratiosOf(const PastStratum& stratum, double tolerance) {
  Ratios out;
  if (stratum.past.requests == 0) return out;
  const double rate = std::min(1.0, upperEnd(badOf(stratum.past)) / static_cast<double>(stratum.past.requests));
  const double bound = kPastAllowance * tolerance * rate;
  double requests = 0, bad = 0;
  for (const Counts& node : stratum.now) {
    requests += static_cast<double>(node.requests);
    bad += static_cast<double>(badOf(node));
  }
  StratumNodes nodes;
  nodes.canary = stratum.now;
  nodes.canarySpells = stratum.spells;
  const double evenness = dispersion(std::span(&nodes, 1));
  for (std::size_t i = 0; i < kGridRatios.size(); ++i)
    out.logs[i] = (bad * std::log(kGridRatios[i]) - requests * bound * (kGridRatios[i] - 1)) / evenness;
  return out;
}

}  // namespace

double pastLogOdds(std::span<const PastStratum> strata, double tolerance) {
  if (strata.empty()) return 0;
  Ratios pooled;
  std::vector<double> apart;
  for (const PastStratum& stratum : strata) {
    const Ratios ratios = ratiosOf(stratum, tolerance);
    for (std::size_t i = 0; i < kGridRatios.size(); ++i) pooled.logs[i] += ratios.logs[i];
    apart.push_back(ratios.logOdds());
  }
  return oddsOfMetrics(std::array{pooled.logOdds(), oddsOfMetrics(apart)});
}

}  // namespace flotilla::controlplane::judge
