#include "services/controlplane/core/judge/measurement_counter.h"

#include <algorithm>
#include <cstdlib>

namespace flotilla::controlplane::judge {
namespace {

void countMeasurement(MeasurementTally& tally, MeasurementOutcome outcome) {
  if (outcome == MeasurementOutcome::Error) {
    ++tally.errors;
    ++tally.errorsInARow;
    tally.successesInARow = 0;
    return;
  }
  ++tally.counted;
  tally.errorsInARow = 0;
  const bool success = outcome == MeasurementOutcome::Successful;
  tally.successesInARow = success ? tally.successesInARow + 1 : 0;
  ++(success ? tally.successful : outcome == MeasurementOutcome::Failed ? tally.failed : tally.inconclusive);
}

bool isReached(std::uint32_t number, std::uint32_t limit) {
  return limit > 0 && number >= limit;
}

// The count is full and no limit was reached before. Successes in a row that were asked for and did not come are no
// success: whether failures were limited too decides between inconclusive and failed.
MeasurementPhase atTheEnd(const MeasurementLimits& limits) {
  if (limits.succeedsOn == 0) return MeasurementPhase::Successful;
  return limits.failsOn > 0 ? MeasurementPhase::Inconclusive : MeasurementPhase::Failed;
}

// 1st, 2nd, 3rd, 4th, 11th, 21st.
std::string ordinal(std::uint32_t number) {
  const std::uint32_t tens = number % 100, ones = number % 10;
  const bool teen = tens >= 11 && tens <= 13;
  const char* ending = teen ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
  return std::to_string(number) + ending;
}

}  // namespace

MeasurementOutcome outcomeOf(const Evaluation& evaluation) {
  if (evaluation.hasError) return MeasurementOutcome::Error;
  if (!evaluation.success && !evaluation.failure) std::abort();  // checkConditions lets no such metric in
  if (!evaluation.isNumber) return MeasurementOutcome::Inconclusive;
  if (evaluation.failure == true) return MeasurementOutcome::Failed;
  if (evaluation.success == true || !evaluation.success) return MeasurementOutcome::Successful;
  return evaluation.failure ? MeasurementOutcome::Inconclusive : MeasurementOutcome::Failed;
}

Status checkConditions(bool hasSuccessCondition, bool hasFailureCondition) {
  if (hasSuccessCondition || hasFailureCondition) return okStatus();
  return invalid("metric_without_condition", "a metric without a condition would succeed whatever it measures", {},
                 "add a success or a failure condition");
}

std::string describeFailsOn(std::uint32_t failsOn) {
  return failsOn == 0 ? "no number of failures fails" : "fails on the " + ordinal(failsOn) + " failure";
}

bool isOver(MeasurementPhase phase) {
  return phase != MeasurementPhase::Running && phase != MeasurementPhase::Pending;
}

MeasurementPhase phaseOf(const MeasurementTally& tally, const MeasurementLimits& limits) {
  if (tally.counted == 0 && tally.errors == 0) return MeasurementPhase::Pending;
  if (isReached(tally.failed, limits.failsOn)) return MeasurementPhase::Failed;
  if (isReached(tally.errorsInARow, limits.errorOn)) return MeasurementPhase::Error;
  if (isReached(tally.inconclusive, limits.inconclusiveOn)) return MeasurementPhase::Inconclusive;
  if (isReached(tally.successesInARow, limits.succeedsOn)) return MeasurementPhase::Successful;
  if (isReached(tally.counted, limits.count)) return atTheEnd(limits);
  return MeasurementPhase::Running;
}

void MeasurementCounter::add(Measurement measurement) {
  const MeasurementOutcome outcome = measurement.outcome;
  measurements_.push_back(std::move(measurement));
  if (isOver(phase_)) return;
  countMeasurement(tally_, outcome);
  phase_ = phaseOf(tally_, limits_);
}

void MeasurementCounter::cancel() {
  if (!isOver(phase_)) phase_ = MeasurementPhase::Cancelled;
}

MeasurementPhase phaseOfRun(std::span<const MetricPhase> metrics) {
  std::optional<MeasurementPhase> worst;
  for (const MetricPhase& metric : metrics)
    if (!metric.dryRun) worst = std::max(worst.value_or(metric.phase), metric.phase);
  return worst.value_or(MeasurementPhase::Pending);
}

bool endsRun(const MetricPhase& metric) {
  return !metric.dryRun && metric.phase >= MeasurementPhase::Inconclusive;
}

}  // namespace flotilla::controlplane::judge
