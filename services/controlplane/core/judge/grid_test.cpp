#include "services/controlplane/core/judge/grid_test.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

namespace flotilla::controlplane::judge {
namespace {

constexpr double kMaxTolerance = 1000;

// ln of the mean of exp(value / divisor), without overflow. Not empty.
double logMeanExp(std::span<const double> values, double divisor) {
  const double highest = *std::max_element(values.begin(), values.end()) / divisor;
  double sum = 0;
  for (const double value : values) sum += std::exp(value / divisor - highest);
  return highest + std::log(sum / static_cast<double>(values.size()));
}

}  // namespace

GridTest::GridTest(double tolerance) : tolerance_(tolerance) {
  if (!(tolerance > 0 && tolerance <= kMaxTolerance)) std::abort();
}

void GridTest::add(const Counts& canary, const Counts& baseline) {
  if (canary.requests == 0 || baseline.requests == 0) return;
  ++intervals_;
  const double expected = tolerance_ * static_cast<double>(canary.requests);
  const double rho = expected / (expected + static_cast<double>(baseline.requests));
  const auto badCanary = static_cast<double>(badOf(canary));
  const auto badBaseline = static_cast<double>(badOf(baseline));
  for (std::size_t i = 0; i < kGridRatios.size(); ++i) {
    // q/rho = r / (1 + (r-1)*rho) and (1-q)/(1-rho) = 1 / (1 + (r-1)*rho): no difference of two numbers close to 1.
    const double excess = (kGridRatios[i] - 1) * rho;
    logRatios_[i] += badCanary * std::log(kGridRatios[i] / (1 + excess)) - badBaseline * std::log1p(excess);
  }
}

double GridTest::logOdds(double dispersion) const {
  return logMeanExp(logRatios_, dispersion > 1 ? dispersion : 1);
}

double failLimit(double alpha) {
  if (!(alpha > 0 && alpha < 1)) return std::numeric_limits<double>::infinity();
  return -std::log(alpha);
}

double alwaysValidP(double highestLogOdds) {
  return highestLogOdds > 0 ? std::exp(-highestLogOdds) : 1;
}

double oddsOfRegions(std::span<const double> logOdds) {
  return std::accumulate(logOdds.begin(), logOdds.end(), 0.0);
}

double oddsOfMetrics(std::span<const double> logOdds) {
  return logOdds.empty() ? 0 : logMeanExp(logOdds, 1);
}

}  // namespace flotilla::controlplane::judge
