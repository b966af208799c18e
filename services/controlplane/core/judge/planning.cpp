#include "services/controlplane/core/judge/planning.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "services/controlplane/core/judge/grid_test.h"

namespace flotilla::controlplane::judge {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr int kHalvings = 60;  // from the whole range of ratios to the last bit

// The chance that a bad answer falls on the canary if its bad rate is `ratio` times the baseline's.
double canaryChance(double ratio, double canaryShare) {
  return ratio * canaryShare / (ratio * canaryShare + 1 - canaryShare);
}

// Nats per bad answer, of the grid ratio that gains most.
double growthPerBadEvent(double ratio, double canaryShare, double tolerance) {
  const double q = canaryChance(ratio, canaryShare), rho = canaryChance(tolerance, canaryShare);
  double best = -kNever;
  for (const double imagined : kGridRatios) {
    const double excess = (imagined - 1) * rho;
    best = std::max(best, q * std::log(imagined / (1 + excess)) - (1 - q) * std::log1p(excess));
  }
  return best;
}

bool isPositive(double value) {
  return std::isfinite(value) && value > 0;
}

}  // namespace

double badEventsNeeded(double ratio, double canaryShare, double tolerance, double alpha) {
  if (!isPositive(ratio) || !isPositive(tolerance) || !(canaryShare > 0 && canaryShare < 1)) return kNever;
  if (!(alpha > 0 && alpha < 1)) return kNever;
  const double growth = growthPerBadEvent(ratio, canaryShare, tolerance);
  if (!(growth > 0)) return kNever;
  return std::log(static_cast<double>(kGridRatios.size()) / alpha) / growth;
}

std::optional<Duration> timeToDetect(double ratio, double canaryPerSecond, double baselinePerSecond, double badRate,
                                     double tolerance, double alpha) {
  if (!isPositive(canaryPerSecond) || !isPositive(baselinePerSecond) || !(badRate > 0 && badRate < 1))
    return std::nullopt;
  const double possible = std::min(ratio, 1 / badRate);
  const double share = canaryPerSecond / (canaryPerSecond + baselinePerSecond);
  const double badPerSecond = badRate * (possible * canaryPerSecond + baselinePerSecond);
  const double seconds = badEventsNeeded(possible, share, tolerance, alpha) / badPerSecond;
  if (!(seconds <= std::chrono::duration<double>(kLongestDetection).count())) return std::nullopt;
  return std::chrono::ceil<Duration>(std::chrono::duration<double>(seconds));
}

std::optional<double> smallestRatio(Duration within, double canaryPerSecond, double baselinePerSecond, double badRate,
                                    double tolerance, double alpha) {
  const auto isSeen = [&](double ratio) {
    const auto time = timeToDetect(ratio, canaryPerSecond, baselinePerSecond, badRate, tolerance, alpha);
    return time && *time <= within;
  };
  // The larger the ratio, the sooner: halving finds where it begins.
  double unseen = tolerance, seen = 1 / badRate;
  if (!isSeen(seen)) return std::nullopt;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = std::midpoint(unseen, seen);
    (isSeen(middle) ? seen : unseen) = middle;
  }
  return seen;
}

}  // namespace flotilla::controlplane::judge
