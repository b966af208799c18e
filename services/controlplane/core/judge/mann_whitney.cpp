#include "services/controlplane/core/judge/mann_whitney.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace flotilla::controlplane::judge {
namespace {

// Part of the largest sample below which a difference is taken for rounding.
constexpr double kRoundingPart = 1e-9;

// Quantile q of sorted samples at position q * (n + 1), between its two neighbours, as Apache Commons Math does for
// Kayenta.
double percentile(const std::vector<double>& sorted, double q) {
  const double position = q * (static_cast<double>(sorted.size()) + 1);
  if (position < 1) return sorted.front();
  if (position >= static_cast<double>(sorted.size())) return sorted.back();
  const auto lower = static_cast<std::size_t>(position);
  return std::lerp(sorted[lower - 1], sorted[lower], position - std::floor(position));
}

void dropOutliers(std::vector<double>& sorted, double factor) {
  if (sorted.empty()) return;
  const double first = percentile(sorted, 0.25), third = percentile(sorted, 0.75);
  const double low = std::min(percentile(sorted, 0.01), first - factor * (third - first));
  const double high = std::max(percentile(sorted, 0.99), third + factor * (third - first));
  std::erase_if(sorted, [&](double sample) { return sample < low || sample > high; });
}

std::vector<double> prepared(std::span<const double> samples, const MetricPolicy& policy) {
  std::vector<double> out;
  for (const double sample : samples) {
    if (std::isfinite(sample))
      out.push_back(sample);
    else if (policy.missing == MissingSamples::CountAsZero)
      out.push_back(0);
  }
  std::sort(out.begin(), out.end());
  if (policy.outliers == Outliers::Remove) dropOutliers(out, policy.outlierFactor);
  return out;
}

double meanOf(const std::vector<double>& samples) {
  return std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(samples.size());
}

// The share of pairs in which the canary's sample is larger; a tie counts half. Both sorted.
double commonLanguageEffect(const std::vector<double>& canary, const std::vector<double>& baseline) {
  double wins = 0;
  for (const double sample : canary) {
    const auto [from, to] = std::equal_range(baseline.begin(), baseline.end(), sample);
    wins += static_cast<double>(from - baseline.begin()) + static_cast<double>(to - from) / 2;
  }
  return wins / (static_cast<double>(canary.size()) * static_cast<double>(baseline.size()));
}

std::optional<double> effectOf(const std::vector<double>& canary, const std::vector<double>& baseline,
                               EffectMeasure measure) {
  if (measure == EffectMeasure::CommonLanguage) return commonLanguageEffect(canary, baseline);
  const double mean = meanOf(canary), reference = meanOf(baseline);
  if (mean == 0 || reference == 0) return std::nullopt;
  return mean / reference;
}

MetricJudgement withoutData(MetricJudgement out, const MetricPolicy& policy, std::string reason) {
  out.reason = std::move(reason);
  out.classification = policy.mustHaveData && !policy.critical ? MetricClass::NoDataFails : MetricClass::NoData;
  out.critical = policy.critical;
  return out;
}

MetricJudgement passed(MetricJudgement out, std::string reason) {
  out.classification = MetricClass::Pass;
  out.reason = std::move(reason);
  return out;
}

// What the estimate and the effect say together. `rounding` in the unit of the samples.
MetricJudgement classified(MetricJudgement out, const MetricPolicy& policy, double rounding) {
  const ShiftEstimate& estimate = *out.estimate;
  out.bound = std::max(policy.tolerance * std::fabs(estimate.shift), rounding);
  const auto isAtLeast = [&](double limit) { return !out.effect || *out.effect >= limit; };
  const auto isAtMost = [&](double limit) { return !out.effect || *out.effect <= limit; };
  if (policy.direction != Direction::Decrease && estimate.low > out.bound) {
    if (!isAtLeast(policy.limits.allowedIncrease)) return passed(std::move(out), "higher, but no more than allowed");
    out.classification = MetricClass::High;
    out.critical = policy.critical && isAtLeast(policy.limits.criticalIncrease);
    out.reason = "higher than the baseline";
    return out;
  }
  if (policy.direction != Direction::Increase && estimate.high < -out.bound) {
    if (!isAtMost(policy.limits.allowedDecrease)) return passed(std::move(out), "lower, but no more than allowed");
    out.classification = MetricClass::Low;
    out.critical = policy.critical && isAtMost(policy.limits.criticalDecrease);
    out.reason = "lower than the baseline";
    return out;
  }
  return passed(std::move(out), "no difference that matters");
}

}  // namespace

EffectLimits defaultLimits(EffectMeasure measure) {
  if (measure == EffectMeasure::MeanRatio) return {};
  return {0.56, 0.44, 0.5, 0.5};
}

MetricJudgement judgeMetric(std::span<const double> canarySamples, std::span<const double> baselineSamples,
                            const MetricPolicy& policy) {
  const std::vector<double> canary = prepared(canarySamples, policy), baseline = prepared(baselineSamples, policy);
  MetricJudgement out;
  out.canarySamples = canary.size();
  out.baselineSamples = baseline.size();
  if (canary.empty() || baseline.empty()) {
    if (policy.missing == MissingSamples::CountAsZero) return passed(std::move(out), "no samples, which count as zero");
    return withoutData(std::move(out), policy,
                       canary.empty() ? "the canary has no samples" : "the baseline has no samples");
  }
  if (std::min(canary.size(), baseline.size()) < policy.minimumSamples)
    return withoutData(std::move(out), policy, "too few samples");
  if (canary == baseline) return passed(std::move(out), "canary and baseline are equal");
  const double lowest = std::min(canary.front(), baseline.front()), highest = std::max(canary.back(), baseline.back());
  if (lowest == highest) return passed(std::move(out), "all samples are equal");
  out.estimate = estimateShift(canary, baseline);
  if (!out.estimate) return withoutData(std::move(out), policy, "too few samples");
  out.effect = effectOf(canary, baseline, policy.effect);
  return classified(std::move(out), policy, kRoundingPart * std::max(std::fabs(lowest), std::fabs(highest)));
}

}  // namespace flotilla::controlplane::judge
