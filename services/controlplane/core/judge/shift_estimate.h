// By how much one series lies above another, and how sure that is, without assuming a distribution.
//
// The shift and its confidence interval are order statistics of the n*m differences "canary sample - baseline sample"
// (Hodges and Lehmann; Hollander and Wolfe, "Nonparametric Statistical Methods", 4.3): with the sorted differences
// D[0..],
//   k = floor(n*m/2 - z*sigma - 1/2), interval = [D[k], D[n*m-1-k]], shift = median of D,
//   sigma^2 = n*m/12 * ((N+1) - sum(t^3-t)/(N*(N-1))), N = n+m, t the sizes of the groups of equal samples.
// Kayenta looks for roots of z(mu) instead, which on tied data stop anywhere in the tie and compare rounding errors.
// Thread: pure functions over values; the order of samples decides nothing. Time: (n+m) * 64 steps, memory n+m.
#pragma once

#include <optional>
#include <span>

namespace flotilla::controlplane::judge {

// The two-sided quantile of 98 %.
inline constexpr double kShiftQuantile = 2.3263478740408408;

// Canary minus baseline, in the unit of the samples.
struct ShiftEstimate {
  double low = 0;
  double shift = 0;
  double high = 0;
  friend bool operator==(const ShiftEstimate&, const ShiftEstimate&) = default;
};

// None if there are too few samples for this quantile (5 a side always suffice for 98 %) or one is not finite.
std::optional<ShiftEstimate> estimateShift(std::span<const double> canary, std::span<const double> baseline,
                                           double quantile = kShiftQuantile);

}  // namespace flotilla::controlplane::judge
