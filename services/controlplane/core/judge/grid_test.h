// Does the canary answer badly more often than the baseline? A test that may be looked at as often as one likes:
// however many looks, and however the traffic is split and ramped, a canary that is no worse than allowed fails with a
// chance of at most alpha. Null hypothesis: bad rate of the canary <= tolerance * bad rate of the baseline.
//
// Per interval, with n requests in each arm (c canary, b baseline), a bad answer falls on the canary with chance
//   rho = r0*n_c / (r0*n_c + n_b) at most, under the hypothesis, and q(r) = r0*r*n_c / (r0*r*n_c + n_b) if it is r
//   times worse.
// The likelihood ratio of each r on a grid is a supermartingale, so is their mean, and Ville's inequality bounds the
// chance that it ever reaches 1/alpha. After Lindon and Malek, "Anytime-Valid Inference for Multinomial Count Data"
// (2022).
//
// With a tolerance above 1 the argument is the Poisson limit: use it while bad rates are below 10 %. Requests of one
// node are not independent of each other, see dispersion.h. Thread: values, pure. The same calls give the same bits.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "services/controlplane/core/judge/counts.h"

namespace flotilla::controlplane::judge {

// How many times worse than tolerated the canary is imagined to be.
inline constexpr std::array<double, 8> kGridRatios{1.25, 1.5, 2, 3, 5, 10, 20, 50};

// With a dispersion that was estimated, no verdict before this many intervals: it needs some data itself.
inline constexpr std::uint64_t kFirstLook = 5;

class GridTest {
 public:
  // tolerance (r0): how many times the baseline's bad rate the canary may have, in (0, 1000]; anything else ends the
  // program, so plans are checked when they are saved.
  explicit GridTest(double tolerance = 1.0);

  // What happened in one interval, not since the beginning. Order does not matter. An interval in which an arm had no
  // requests says nothing about the ratio: it changes nothing and is not counted.
  void add(const Counts& canary, const Counts& baseline);
  std::uint64_t intervals() const { return intervals_; }

  // ln E of everything added; 0 before anything, always finite. Fails at failLimit(alpha) or above. Each log likelihood
  // ratio is divided by `dispersion`; what is not a number or below 1 counts as 1, infinity gives 0. A dispersion above
  // 1 never turns what would not fail into a failure.
  double logOdds(double dispersion = 1.0) const;

 private:
  double tolerance_;
  std::uint64_t intervals_ = 0;
  std::array<double, kGridRatios.size()> logRatios_{};  // L(r), nats
};

// ln(1/alpha) for alpha in (0, 1): 4.6 for 1 %. Otherwise infinity: nothing fails.
double failLimit(double alpha);

// The p-value that is valid at every look, from the highest log odds seen so far: min(1, 1/E).
double alwaysValidP(double highestLogOdds);

// One verdict from the log odds of disjoint regions, whose data are independent: the product. 0 for none.
double oddsOfRegions(std::span<const double> logOdds);

// One verdict from the log odds of several metrics of the same nodes, valid whatever their dependence: ln of the mean.
// 0 for none. The alternative is a limit of failLimit(alpha / metrics) for each.
double oddsOfMetrics(std::span<const double> logOdds);

}  // namespace flotilla::controlplane::judge
