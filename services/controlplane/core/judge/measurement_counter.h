// How the measurements of one metric become an answer. The counting is that of Argo Rollouts (analysis.go), which
// people know; where it surprises them or reads missing data as good, this differs:
//   - A metric without a condition is refused when the plan is saved (Argo: every measurement succeeds).
//   - Limits are the number on which the metric fails: failsOn = 3 fails on the third failure (Argo, failureLimit: 3,
//     on the fourth). 0 switches a limit off (Argo: -1).
//   - A value that is not a number makes a measurement inconclusive (Argo: failed with only a success condition,
//     successful with only a failure condition).
//   - The worst answer wins inside a metric, as between metrics: failed, error, inconclusive (Argo: an error hides a
//     failure).
//   - What ends early is cancelled, never successful (Argo: successful, even without a measurement).
//   - Every measurement is kept (Argo: the last ten), also those that come after the answer; they no longer change it.
// Thread: values, pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/domain/time.h"

namespace flotilla::controlplane::judge {

// How long after a measurement that could not be taken it is tried again.
inline constexpr Duration kErrorRetry = std::chrono::seconds(10);

enum class MeasurementOutcome { Successful, Failed, Inconclusive, Error };

// What the conditions of a metric said about one value: none for a condition that the metric does not have.
struct Evaluation {
  std::optional<bool> success, failure;
  bool isNumber = true;   // false: the value is NaN or there is none
  bool hasError = false;  // the provider or an expression failed
};
// The failure condition wins. Precondition: one of the conditions, or an error.
MeasurementOutcome outcomeOf(const Evaluation& evaluation);

// Invalid/"metric_without_condition", to be asked when a plan is saved.
Status checkConditions(bool hasSuccessCondition, bool hasFailureCondition);

struct MeasurementLimits {
  std::uint32_t failsOn = 1;         // failures; 0: any number is fine
  std::uint32_t inconclusiveOn = 1;  // inconclusive measurements; 0: any number is fine
  std::uint32_t errorOn = 5;         // errors in a row; 0: any number is fine
  std::uint32_t succeedsOn = 0;      // successes in a row that end it early; 0: they do not
  std::uint32_t count = 0;           // counted measurements (all but errors) that end it; 0: goes on until stopped
  friend bool operator==(const MeasurementLimits&, const MeasurementLimits&) = default;
};
// "fails on the 1st failure", "fails on the 3rd failure", "no number of failures fails".
std::string describeFailsOn(std::uint32_t failsOn);

struct Measurement {
  TimePoint at;
  MeasurementOutcome outcome = MeasurementOutcome::Error;
  std::optional<double> value;
  std::string message;
};

// From best to worst, so that the larger one wins.
enum class MeasurementPhase { Successful, Cancelled, Running, Pending, Inconclusive, Error, Failed };
bool isOver(MeasurementPhase phase);

struct MeasurementTally {
  std::uint32_t counted = 0;  // all but errors
  std::uint32_t successful = 0, failed = 0, inconclusive = 0, errors = 0;
  std::uint32_t successesInARow = 0, errorsInARow = 0;
  friend bool operator==(const MeasurementTally&, const MeasurementTally&) = default;
};

// What the counters say. Where several limits are reached the worst wins; reaching the count comes last.
MeasurementPhase phaseOf(const MeasurementTally& tally, const MeasurementLimits& limits);

class MeasurementCounter {
 public:
  explicit MeasurementCounter(const MeasurementLimits& limits = {}) : limits_(limits) {}

  void add(Measurement measurement);
  void cancel();  // does nothing once it is over

  MeasurementPhase phase() const { return phase_; }
  const MeasurementTally& tally() const { return tally_; }  // up to the answer
  const std::vector<Measurement>& measurements() const { return measurements_; }

 private:
  MeasurementLimits limits_;
  MeasurementTally tally_;
  MeasurementPhase phase_ = MeasurementPhase::Pending;
  std::vector<Measurement> measurements_;
};

struct MetricPhase {
  MeasurementPhase phase = MeasurementPhase::Pending;
  bool dryRun = false;  // watched, but without a say
};
// The worst phase of the metrics that have a say; Pending without any.
MeasurementPhase phaseOfRun(std::span<const MetricPhase> metrics);
// Whether the others are to be cancelled: one that has a say ended Failed, Error or Inconclusive.
bool endsRun(const MetricPhase& metric);

}  // namespace flotilla::controlplane::judge
