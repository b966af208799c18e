#include "services/controlplane/core/judge/msprt.h"

#include <cmath>

#include "services/controlplane/core/judge/grid_test.h"

namespace flotilla::controlplane::judge {

std::optional<MsprtLook> msprt(const Counts& canary, const Counts& baseline, double tau, double alpha) {
  if (canary.requests == 0 || baseline.requests == 0) return std::nullopt;
  if (!(std::isfinite(tau) && tau > 0) || !(alpha > 0 && alpha < 1)) return std::nullopt;
  const auto canaryRequests = static_cast<double>(canary.requests);
  const auto baselineRequests = static_cast<double>(baseline.requests);
  const double canaryRate = static_cast<double>(badOf(canary)) / canaryRequests;
  const double baselineRate = static_cast<double>(badOf(baseline)) / baselineRequests;
  const double variance =
      canaryRate * (1 - canaryRate) / canaryRequests + baselineRate * (1 - baselineRate) / baselineRequests;
  if (!(variance > 0)) return std::nullopt;
  const double prior = tau * tau;
  const double widening = std::log((variance + prior) / variance) / 2;
  MsprtLook out;
  out.difference = canaryRate - baselineRate;
  out.logOdds = prior * out.difference * out.difference / (2 * variance * (variance + prior)) - widening;
  const double half = std::sqrt(2 * variance * (variance + prior) / prior * (widening + failLimit(alpha)));
  out.low = std::fmax(-1, out.difference - half);
  out.high = std::fmin(1, out.difference + half);
  out.fails = out.difference > 0 && out.logOdds >= failLimit(alpha);
  return out;
}

}  // namespace flotilla::controlplane::judge
