// Has a continuous, dense metric (latency, memory) moved between the canary and the baseline? The rank test that
// Kayenta judges with, for whoever expects its classification; rare errors are for grid_test.h, which needs far less
// data.
//
// Differences from Kayenta, all deliberate: an effect limit of 1.25 instead of none, because on a large service
// harmless differences are significant; fewer samples than an interval needs are no data; the interval has to leave
// zero by more than rounding; no noise is added to constant series, which order statistics do not need.
//
// Thread: pure functions over values; the order of samples decides nothing. Samples are one value per step (60 s), in
// any unit, the same for both.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "services/controlplane/core/judge/shift_estimate.h"

namespace flotilla::controlplane::judge {

enum class Direction { Increase, Decrease, Either };     // which change is bad
enum class MissingSamples { Remove, CountAsZero };       // what is not finite: NaN, infinity
enum class Outliers { Keep, Remove };                    // min(p01, Q1 - f*IQR) to max(p99, Q3 + f*IQR) is kept
enum class EffectMeasure { MeanRatio, CommonLanguage };  // CLES: chance that a canary sample exceeds a baseline sample
enum class MetricClass { Pass, High, Low, NoData, NoDataFails };

// High needs an effect of at least allowedIncrease, Low of at most allowedDecrease; a critical metric fails everything
// from criticalIncrease up or criticalDecrease down.
struct EffectLimits {
  double allowedIncrease = 1.25;
  double allowedDecrease = 0.8;
  double criticalIncrease = 1;
  double criticalDecrease = 1;
};
// MeanRatio: as above. CommonLanguage: 0.56 and 0.44, what Vargha and Delaney (2000) call a small effect; critical 0.5.
EffectLimits defaultLimits(EffectMeasure measure);

struct MetricPolicy {
  Direction direction = Direction::Increase;
  MissingSamples missing = MissingSamples::Remove;
  Outliers outliers = Outliers::Keep;
  double outlierFactor = 3;  // f above
  EffectMeasure effect = EffectMeasure::MeanRatio;
  EffectLimits limits = {};
  double tolerance = 0.25;         // the interval has to leave +- this part of the shift itself
  std::size_t minimumSamples = 5;  // a side; Kayenta's documentation asks for 50
  bool critical = false;
  bool mustHaveData = false;  // no data then fails the metric, unless it is critical, where it fails everything
};

struct MetricJudgement {
  MetricClass classification = MetricClass::NoData;
  bool critical = false;                  // fails everything (score.h)
  std::optional<double> effect;           // none if a mean is 0: then the effect is not asked for
  std::optional<ShiftEstimate> estimate;  // none if it was not needed or not possible
  double bound = 0;                       // what the interval had to exceed, in the unit of the samples
  std::size_t canarySamples = 0;          // after missing ones and outliers
  std::size_t baselineSamples = 0;
  std::string reason;  // one sentence
};

MetricJudgement judgeMetric(std::span<const double> canary, std::span<const double> baseline,
                            const MetricPolicy& policy = {});

}  // namespace flotilla::controlplane::judge
