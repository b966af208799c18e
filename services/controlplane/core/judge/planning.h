// What a rollout can promise before it starts: how long until a regression of a given size is seen at this traffic.
// From the growth of the grid test's log odds (grid_test.h): with q the chance that a bad answer falls on the canary
// under the regression and rho the highest one that is tolerated, each bad answer adds on average
//   q*ln(q_r/rho) + (1-q)*ln((1-q_r)/(1-rho)) nats for grid ratio r,
// which is KL(q||rho) where the regression is a ratio of the grid, and ln(8/alpha) have to come together (8 ratios
// share the odds). Between grid ratios the best of them counts, a little less than KL; a regression less than
// about 1.12 times the tolerance never grows the odds at all, and is answered with never.
//
// These are expectations for independent requests; in simulations half of the runs are through after 0.8 of the time. A
// dispersion (dispersion.h) multiplies it. Ratios are multiples of the baseline's bad rate, rates are requests per
// second of a whole arm, badRate is the baseline's in (0, 1). Thread: pure functions over values.
#pragma once

#include <optional>

#include "models/domain/time.h"

namespace flotilla::controlplane::judge {

// What takes longer than this is never seen.
inline constexpr Duration kLongestDetection = std::chrono::days(3650);

// Bad answers of both arms together. canaryShare: part of the requests that the canary serves, in (0, 1). Infinity if
// they never suffice: ratio within the tolerance, an arm without requests, alpha not in (0, 1).
double badEventsNeeded(double ratio, double canaryShare, double tolerance, double alpha);

// Until that many bad answers are expected under that ratio. A ratio that would make more than every request bad is
// lowered to what makes every one bad.
std::optional<Duration> timeToDetect(double ratio, double canaryPerSecond, double baselinePerSecond, double badRate,
                                     double tolerance, double alpha);

// The smallest ratio with timeToDetect <= within; none if even a canary that only answers badly is not seen by then.
std::optional<double> smallestRatio(Duration within, double canaryPerSecond, double baselinePerSecond, double badRate,
                                    double tolerance, double alpha);

}  // namespace flotilla::controlplane::judge
