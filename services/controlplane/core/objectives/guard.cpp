#include "services/controlplane/core/objectives/guard.h"

#include <algorithm>
#include <cmath>

namespace flotilla::controlplane {

double poissonTail(double mean, std::uint64_t count) {
  if (count == 0) return 1;
  if (!(mean > 0)) return 0;
  const auto first = static_cast<double>(count);
  double term = std::exp(first * std::log(mean) - mean - std::lgamma(first + 1));
  double sum = 0;
  if (first > mean) {  // upwards: every term is smaller than the one before
    for (double k = first; term > sum * 1e-16; term *= mean / ++k) sum += term;
    return std::min(sum, 1.0);
  }
  for (double k = first; k > 0 && term > sum * 1e-16; --k) {  // downwards: what is below the count
    term *= k / mean;
    sum += term;
  }
  return std::max(1 - sum, 0.0);
}

std::string mayBeAccident(const Tally& seen, double target, bool slots) {
  if (seen.bad < kFewestBad)
    return "only " + std::to_string(seen.bad) + " bad; at least " + std::to_string(kFewestBad) + " are asked for";
  if (slots) return {};
  const double expected = static_cast<double>(seen.total) * (1 - target);
  if (poissonTail(expected, seen.bad) < kAccident) return {};
  return std::to_string(seen.bad) + " bad of " + std::to_string(seen.total) +
         " happen by accident more often than once in 10,000 times while the objective is met";
}

}  // namespace flotilla::controlplane
