// How far two distributions are from each other that were counted in the same bins. Thread: pure functions over values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/domain/reference_profile.h"
#include "services/telemetry/distribution.h"

namespace flotilla::controlplane::drift {

// Population stability index with half an observation more in every bin. 0 for fewer than two bins.
double psi(std::span<const double> reference, std::span<const double> current);
// Jensen-Shannon distance, base 2, 0 to 1.
double jensenShannon(std::span<const double> reference, std::span<const double> current);
// Largest difference of the cumulated shares.
double kolmogorovSmirnov(std::span<const double> reference, std::span<const double> current);
// Largest difference of one share, for bins without an order.
double largestDifference(std::span<const double> reference, std::span<const double> current);

// A distribution as a reference: of the training, or of a node's own beginning.
struct Reference {
  FeatureBins bins;
  std::array<double, kBins> counts{};
  double outside = 0;  // of them, outside [bins.min, bins.max]; of a training none
  double n = 0;
  double effective = 0;  // independent values that they are worth
  double mean = 0;
  double sd = 0;
  double lag1 = 0;
};
Reference referenceOf(const FeatureProfile& profile);
Reference referenceOf(const FeatureBins& bins, const Distribution& counted, double effective);

// Wasserstein distance on the edges in standard deviations of the reference, and at least the difference of the means.
// 0 if the reference does not change, or is a category.
double normalisedShift(const Reference& reference, const Distribution& current);

// Independent values that `n` are worth when neighbours are correlated: n(1-r)/(1+r), r the larger of the two, and not
// below 0.
double effectiveCount(double n, double lag1, double otherLag1);

// Both in as many bins as these counts can carry: pairs of neighbours below 1000 independent values, and no bin in
// which the reference expects less than half of an even share. A reference that never changes is asked only whether it
// still does not: inside or outside of what it was.
struct Grouped {
  std::vector<double> reference, current;
};
Grouped grouped(const Reference& reference, const Distribution& current, double effective);

}  // namespace flotilla::controlplane::drift
