#include "services/controlplane/core/judge/stratified_test.h"

#include <algorithm>
#include <array>

#include "services/controlplane/core/judge/dispersion.h"

namespace flotilla::controlplane::judge {
namespace {

bool isComparable(const StratumCounts& counts) {
  return counts.canary.requests > 0 && counts.baseline.requests > 0;
}

}  // namespace

void StratifiedTest::add(std::span<const StratumCounts> interval) {
  if (!begun_)
    for (const StratumCounts& counts : interval) apart_.emplace(counts.stratum, GridTest(tolerance_));
  begun_ |= !interval.empty();
  for (const StratumCounts& counts : interval) {
    pooled_.add(counts.canary, counts.baseline);
    if (const auto at = apart_.find(counts.stratum); at != apart_.end()) at->second.add(counts.canary, counts.baseline);
  }
  if (std::any_of(interval.begin(), interval.end(), isComparable)) ++intervals_;
}

double StratifiedTest::logOdds(std::span<const StratumNodes> nodes) const {
  if (intervals_ < kFirstLook) return 0;
  std::vector<double> apart;
  for (const auto& [number, test] : apart_) {
    const auto at =
        std::find_if(nodes.begin(), nodes.end(), [&](const StratumNodes& s) { return s.stratum == number; });
    const double evenness = at == nodes.end() ? 1 : dispersion(std::span(&*at, 1));
    apart.push_back(test.intervals() < kFirstLook ? 0 : test.logOdds(evenness));
  }
  const double pooled = pooled_.logOdds(dispersion(nodes));
  if (apart.empty()) return pooled;
  const std::array<double, 2> both{pooled, oddsOfMetrics(apart)};
  return oddsOfMetrics(both);
}

}  // namespace flotilla::controlplane::judge
