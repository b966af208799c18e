#include "app/console/adapters/demo_distribution.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "app/console/adapters/demo_state.h"

namespace flotilla::console {
namespace {

constexpr double kHalf = 0.5;  // an observation more in every bin, as control planes count
constexpr double kManyValues = 1000;
// Quantiles of the normal distribution at 5, 10, ... 95 %.
constexpr std::array<double, kInnerEdges> kNormalEdges{-1.6449, -1.2816, -1.0364, -0.8416, -0.6745, -0.5244, -0.3853,
                                                       -0.2533, -0.1257, 0,       0.1257,  0.2533,  0.3853,  0.5244,
                                                       0.6745,  0.8416,  1.0364,  1.2816,  1.6449};
constexpr double kSure = 4.0;  // deviations: how sure a window has to be
constexpr double kFarthest = 3.5;

using Shares = std::array<double, kBins>;

double normal(double x) {
  return std::erfc(-x / std::sqrt(2.0)) / 2;
}

Shares sharesBelow(const FeatureBins& bins, const auto& below) {
  Shares out{};
  double before = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    const double now = i < kInnerEdges ? below(static_cast<double>(bins.edges[i])) : 1.0;
    out[i] = std::max(0.0, now - before);
    before = std::max(before, now);
  }
  return out;
}

// The more frequent the earlier, with what is new in the last bin.
Shares categoryShares(const DemoFeature& feature, const DemoChange& change) {
  Shares out{};
  double sum = 0;
  for (int i = 0; i < feature.categories; ++i)
    sum += out[static_cast<std::size_t>(i)] = 1 / (i + 1.0 + (i == 0 ? change.shift : 0));
  for (double& share : out) share *= (0.98 - change.outside) / sum;
  out[kOtherBin] = 0.02;
  out[kUnseenBin] = change.outside;
  return out;
}

Shares sharesOf(const DemoFeature& feature, const FeatureBins& bins, const DemoChange& change) {
  if (feature.categories > 0) return categoryShares(feature, change);
  if (change.stuck)
    return sharesBelow(bins, [&](double edge) {
      return normal((edge - feature.mean - change.shift * feature.sd) / (feature.sd / 50));
    });
  if (feature.confidence) {
    const double power = 9 * std::exp(-change.shift);
    return sharesBelow(bins, [&](double edge) { return std::pow(edge, power); });
  }
  return sharesBelow(
      bins, [&](double edge) { return normal(((edge - feature.mean) / feature.sd - change.shift) / change.spread); });
}

FeatureBins binsOf(const DemoFeature& feature) {
  if (feature.confidence) return confidenceBins();
  FeatureBins out;
  if (feature.categories > 0) {
    out.kind = FeatureKind::Category;
    for (int i = 0; i < feature.categories; ++i) out.top.push_back(static_cast<float>(i + 1));
    out.others = {static_cast<float>(feature.categories + 1)};
    return out;
  }
  for (std::size_t i = 0; i < kInnerEdges; ++i)
    out.edges[i] = static_cast<float>(feature.mean + kNormalEdges[i] * feature.sd);
  out.min = static_cast<float>(feature.mean - kFarthest * feature.sd);
  out.max = static_cast<float>(feature.mean + kFarthest * feature.sd);
  out.centre = static_cast<float>(feature.mean);
  return out;
}

// A count that chance makes of a share; the sum of dice is near enough to a normal distribution.
std::uint64_t chanceCount(double share, double n, std::uint64_t seed) {
  double dice = 0;
  for (std::uint64_t i = 0; i < 12; ++i) dice += static_cast<double>(mixed(seed, i) >> 11) / 9007199254740992.0;
  const double wanted = n * share + (dice - 6) * std::sqrt(std::max(0.0, n * share * (1 - share)));
  return wanted <= 0 ? 0 : static_cast<std::uint64_t>(std::llround(wanted));
}

double effectiveOf(const DemoFeature& feature, double n) {
  return n * (1 - feature.lag1) / (1 + feature.lag1);
}

struct Pair {
  std::vector<double> reference, current;  // counts
};

// Pairs of neighbours where there are few values, as a control plane does it; bins that training never saw go with the
// one before.
Pair grouped(const FeatureHistogram& h, const std::vector<double>& reference, double m, double effective) {
  const std::size_t step = effective < kManyValues && h.bins.kind == FeatureKind::Number ? 2 : 1;
  Pair out;
  double p = 0, q = 0;
  for (std::size_t i = 0; i < kBins; ++i) {
    p += reference[i] * m;
    q += static_cast<double>(h.counts[i]);
    if ((i + 1) % step != 0 || (p < kHalf * static_cast<double>(step) / kBins * m && i + 1 < kBins)) continue;
    out.reference.push_back(std::exchange(p, 0.0));
    out.current.push_back(std::exchange(q, 0.0));
  }
  return out;
}

double sumOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void addDistances(const Pair& pair, bool category, DriftMeasure& out) {
  const auto bins = static_cast<double>(pair.reference.size());
  const double m = sumOf(pair.reference) + kHalf * bins, n = sumOf(pair.current) + kHalf * bins;
  double js = 0, apart = 0;
  for (std::size_t i = 0; i < pair.reference.size(); ++i) {
    const double p = (pair.reference[i] + kHalf) / m, q = (pair.current[i] + kHalf) / n, middle = (p + q) / 2;
    out.psi += (q - p) * std::log(q / p);
    js += (p * std::log2(p / middle) + q * std::log2(q / middle)) / 2;
    apart = category ? q - p : apart + q - p;
    out.ks = std::max(out.ks, std::fabs(apart));
  }
  out.js = std::sqrt(std::clamp(js, 0.0, 1.0));
}

// Wilson and Hilferty's approximation of the limit of a chi-square.
double chiSquareLimit(double freedom) {
  const double part = 2 / (9 * freedom);
  return freedom * std::pow(1 - part + kSure * std::sqrt(part), 3);
}

void addMoments(const DemoFeature& feature, const DemoChange& now, FeatureHistogram& out) {
  if (feature.categories > 0) return;
  if (feature.confidence) {
    const double power = 9 * std::exp(-now.shift);
    out.mean = power / (power + 1);
    out.sd = std::sqrt(power / (power + 2) - out.mean * out.mean);
    out.max = 1;
    return;
  }
  out.mean = feature.mean + now.shift * feature.sd;
  out.sd = now.stuck ? feature.sd / 50 : feature.sd * now.spread;
  out.min = out.mean - 2.9 * out.sd;
  out.max = out.mean + 2.9 * out.sd;
}

}  // namespace

FeatureHistogram demoHistogram(const DemoFeature& feature, const DemoChange& now, const DemoChange& own,
                               std::uint64_t n, std::uint64_t missing, std::uint64_t seed) {
  FeatureHistogram out;
  out.bins = binsOf(feature);
  const auto values = static_cast<double>(n);
  const Shares shares = sharesOf(feature, out.bins, now), training = sharesOf(feature, out.bins, {});
  const Shares before = sharesOf(feature, out.bins, own);
  for (std::size_t i = 0; i < kBins; ++i) out.counts.push_back(chanceCount(shares[i], values, seed + i * 97));
  out.training.assign(training.begin(), training.end());
  out.own.assign(before.begin(), before.end());
  out.missing = missing;
  addMoments(feature, now, out);
  if (feature.categories == 0 && !feature.confidence) {
    out.under = chanceCount(normal((-kFarthest - now.shift) / now.spread) + (now.shift < 0 ? now.outside : 0), values,
                            seed + 7);
    out.over = chanceCount(1 - normal((kFarthest - now.shift) / now.spread) + (now.shift > 0 ? now.outside : 0), values,
                           seed + 8);
  }
  return out;
}

DriftMeasure demoMeasure(const DemoFeature& feature, const FeatureHistogram& histogram,
                         const std::vector<double>& reference, double referenceCount) {
  DriftMeasure out;
  out.n = std::accumulate(histogram.counts.begin(), histogram.counts.end(), std::uint64_t{0});
  out.effective = effectiveOf(feature, static_cast<double>(out.n));
  if (out.n == 0 || reference.empty()) return out;
  const bool category = histogram.bins.kind == FeatureKind::Category;
  const Pair pair = grouped(histogram, reference, referenceCount, out.effective);
  out.bins = static_cast<std::uint32_t>(pair.reference.size());
  addDistances(pair, category, out);
  if (!category && feature.sd > 0 && !feature.confidence)
    out.shift = std::fabs(histogram.mean - feature.mean) / feature.sd + std::fabs(histogram.sd / feature.sd - 1) / 2;
  if (feature.confidence) out.shift = std::fabs(histogram.mean - 0.9) / 0.09;
  if (out.n < kLeastDriftValues || out.effective < kLeastDriftEffective || out.bins < 2) return out;
  const double m = effectiveOf(feature, referenceCount);
  out.threshold = (1 / out.effective + 1 / m) * chiSquareLimit(static_cast<double>(out.bins) - 1);
  const bool above = out.psi > out.threshold && (out.shift >= kSmallestDriftShift || out.psi >= kSmallestDriftPsi);
  out.verdict = above ? DriftVerdict::Drifted : DriftVerdict::Steady;
  out.inRow = above ? kDriftInRow + 4 : 0;
  out.cumulated = above ? 2.5 : 0;
  return out;
}

}  // namespace flotilla::console
