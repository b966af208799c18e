#include "services/controlplane/core/drift/drift_metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace flotilla::controlplane::drift {
namespace {

constexpr double kHalf = 0.5;
constexpr double kTail = 2;  // deviations
constexpr double kManyValues = 1000;
constexpr double kLeastShare = 0.5;  // of an even one

double sumOf(std::span<const double> counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

// Calls `take(p, q)` for the share of every bin, smoothed.
template <class Take>
void eachShare(std::span<const double> reference, std::span<const double> current, Take take) {
  const auto bins = static_cast<double>(reference.size());
  const double m = sumOf(reference) + kHalf * bins, n = sumOf(current) + kHalf * bins;
  for (std::size_t i = 0; i < reference.size(); ++i) take((reference[i] + kHalf) / m, (current[i] + kHalf) / n);
}

std::vector<double> shares(std::span<const double> counts) {
  const double sum = std::max(sumOf(counts), 1.0);
  std::vector<double> out(counts.begin(), counts.end());
  for (double& value : out) value /= sum;
  return out;
}

std::array<double, kBins> asDoubles(const Distribution& d) {
  std::array<double, kBins> out{};
  std::copy(d.bins.begin(), d.bins.end(), out.begin());
  return out;
}

double correlation(double lag1) {
  return std::clamp(lag1, 0.0, 0.999);
}

}  // namespace

double psi(std::span<const double> reference, std::span<const double> current) {
  double sum = 0;
  eachShare(reference, current, [&](double p, double q) { sum += (q - p) * std::log(q / p); });
  return sum;
}

double jensenShannon(std::span<const double> reference, std::span<const double> current) {
  double sum = 0;
  eachShare(reference, current, [&](double p, double q) {
    const double middle = (p + q) / 2;
    sum += (p * std::log2(p / middle) + q * std::log2(q / middle)) / 2;
  });
  return std::sqrt(std::clamp(sum, 0.0, 1.0));
}

double kolmogorovSmirnov(std::span<const double> reference, std::span<const double> current) {
  const auto p = shares(reference), q = shares(current);
  double apart = 0, largest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) largest = std::max(largest, std::fabs(apart += q[i] - p[i]));
  return std::min(largest, 1.0);
}

double largestDifference(std::span<const double> reference, std::span<const double> current) {
  const auto p = shares(reference), q = shares(current);
  double largest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) largest = std::max(largest, std::fabs(q[i] - p[i]));
  return largest;
}

Reference referenceOf(const FeatureProfile& profile) {
  Reference out;
  out.bins = profile.bins;
  std::copy(profile.counts.begin(), profile.counts.end(), out.counts.begin());
  out.n = static_cast<double>(profile.n);
  out.effective = effectiveCount(out.n, profile.lag1, 0);
  out.mean = profile.mean;
  out.sd = profile.sd;
  out.lag1 = profile.lag1;
  return out;
}

Reference referenceOf(const FeatureBins& bins, const Distribution& counted, double effective) {
  Reference out;
  out.bins = bins;
  out.counts = asDoubles(counted);
  out.outside = counted.under + counted.over;
  out.n = static_cast<double>(counted.count());
  out.effective = effective;
  out.mean = counted.mean;
  out.sd = counted.sd();
  out.lag1 = counted.lag1();
  return out;
}

double normalisedShift(const Reference& reference, const Distribution& current) {
  if (reference.bins.kind == FeatureKind::Category || reference.sd <= 0 || current.count() == 0) return 0;
  const auto counts = asDoubles(current);
  const auto p = shares(reference.counts), q = shares(counts);
  // Within the outer bins most values are near the edge; those that are not move the mean.
  const double low = static_cast<double>(reference.bins.edges.front()) - kTail * reference.sd;
  const double high = static_cast<double>(reference.bins.edges.back()) + kTail * reference.sd;
  double at = std::max(low, std::min(static_cast<double>(reference.bins.min), current.min)), apart = 0, area = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    const double end = i < kInnerEdges ? static_cast<double>(reference.bins.edges[i])
                                       : std::min(high, std::max(static_cast<double>(reference.bins.max), current.max));
    const double next = apart + q[i] - p[i];
    area += std::max(0.0, end - at) * (std::fabs(apart) + std::fabs(next)) / 2;
    at = std::max(at, end);
    apart = next;
  }
  return std::max(area, std::fabs(current.mean - reference.mean)) / reference.sd;
}

double effectiveCount(double n, double lag1, double otherLag1) {
  const double r = std::max(correlation(lag1), correlation(otherLag1));
  return n * (1 - r) / (1 + r);
}

Grouped grouped(const Reference& reference, const Distribution& current, double effective) {
  const auto counts = asDoubles(current);
  const std::size_t step = effective < kManyValues && reference.bins.kind == FeatureKind::Number ? 2 : 1;
  const double least = kLeastShare * static_cast<double>(step) / kBins * reference.n;
  Grouped out;
  double p = 0, q = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    p += reference.counts[i];
    q += counts[i];
    if ((i + 1) % step != 0 || p < least) continue;
    out.reference.push_back(std::exchange(p, 0.0));
    out.current.push_back(std::exchange(q, 0.0));
  }
  if (out.reference.empty()) return {};
  if (reference.bins.kind == FeatureKind::Category) {
    // Values that nobody knew are no neighbours of any.
    out.reference.push_back(p);
    out.current.push_back(q);
    return out;
  }
  out.reference.back() += p;
  out.current.back() += q;
  if (out.reference.size() > 1) return out;
  const double outside = current.under + current.over;
  return {{reference.n - reference.outside, reference.outside},
          {static_cast<double>(current.count()) - outside, outside}};
}

}  // namespace flotilla::controlplane::drift
