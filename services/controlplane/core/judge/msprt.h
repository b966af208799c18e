// The mixture sequential probability ratio test for two proportions, an option beside the grid test: it also gives an
// interval for the difference at every look, but is asymptotic, needs tuning, and only its running maximum is valid.
//   V = pc(1-pc)/nc + pb(1-pb)/nb, D = pc - pb,
//   lambda = sqrt(V/(V+tau^2)) * exp(tau^2 D^2 / (2V(V+tau^2))),
//   interval = D +- sqrt(2V(V+tau^2)/tau^2 * ln(sqrt((V+tau^2)/V)/alpha))
// After Johari, Pekelis and Walsh, "Always Valid Inference" (2015). Thread: pure functions over values.
#pragma once

#include <optional>

#include "services/controlplane/core/judge/counts.h"

namespace flotilla::controlplane::judge {

struct MsprtLook {
  double difference = 0;  // bad rate of the canary - that of the baseline, -1 to 1
  double logOdds = 0;     // ln lambda; fails at failLimit(alpha) or above if the difference is positive, see fails
  double low = -1;        // 1 - alpha confidence sequence for the difference
  double high = 1;
  bool fails = false;
};

// From cumulative counts. tau: the smallest difference of rates that matters, above 0; 0.01 is one per cent. None where
// nothing can be said: an arm without requests, or without variance (no bad answers, or only bad ones, in both arms),
// or tau or alpha out of range.
std::optional<MsprtLook> msprt(const Counts& canary, const Counts& baseline, double tau, double alpha);

}  // namespace flotilla::controlplane::judge
