// Whether a candidate that is compared may go on: pure judgements over what the front found. Evidence begins with each
// stage, and in weights with each step, so that what a candidate did well before does not hide that it went bad.
// Thread: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/domain/sequential.h"
#include "models/domain/stage_report.h"
#include "services/runtime/clock.h"
#include "services/telemetry/arm_counts.h"
#include "services/telemetry/pair_counts.h"

namespace flotilla::agent {

struct StageVerdict {
  enum class Kind { Undecided, Passed, Failed };
  Kind kind = Kind::Undecided;
  Error why = {};  // set when failed
};

// When something began, by both clocks.
struct Beginning {
  TimePoint at{};
  SteadyPoint steady{};
};

// What both stages sum up and tell.
class StageEvidence {
 public:
  StageEvidence(double differ, double maxErrors, Beginning begin);
  void take(const PairCounts& delta);

  const PairCounts& sum() const { return sum_; }
  const Beginning& begin() const { return begin_; }
  bool differs() const { return differs_.alarms(); }
  bool errs() const { return errors_.alarms(); }
  void renewDiffers(double budget) { differs_ = EProcess(budget); }
  std::string differing() const;  // "12 of 300 answers differ"
  std::string failing() const;
  // All that is known here; stage, percent, workload and generation are the caller's.
  StageReport report() const;

 private:
  Beginning begin_;
  PairCounts sum_;
  EProcess differs_;
  EProcess errors_;
};

class ShadowJudge {
 public:
  ShadowJudge(const ShadowStage& stage, Beginning begin);

  void take(const PairCounts& delta);
  // `silentSince`: since when the candidate owes answers and gives none. Reasons: shadow_differs, shadow_errors,
  // shadow_silent, shadow_undecided.
  StageVerdict judge(SteadyPoint now, std::optional<SteadyPoint> silentSince) const;
  StageReport report() const;

 private:
  ShadowStage stage_;
  StageEvidence evidence_;
  Sprt sprt_;
};

class WeightJudge {
 public:
  // Precondition: the stage is one that checkStage takes. `maxP95Ms`: that of the workload.
  WeightJudge(WeightStage stage, double maxP95Ms, Beginning begin);

  // Percent of requests for the candidate now; 100 is not judged here.
  std::uint32_t percent() const { return stage_.steps[step_]; }
  bool atLastStep() const { return step_ + 1 == stage_.steps.size(); }
  // The next step begins.
  void advance(Beginning begin);

  // `answered`: what the candidate did with the requests that were its own.
  void take(const PairCounts& delta, const ArmCounts& answered);
  // Of this step. Reasons: weights_differ, weights_errors, weights_slow, weights_undecided.
  StageVerdict judge(SteadyPoint now) const;
  StageReport report() const;

 private:
  WeightStage stage_;
  double maxP95Ms_;
  std::size_t step_ = 0;
  SteadyPoint limit_;
  StageEvidence evidence_;
  ArmCounts answered_;
  EProcess slow_;
};

}  // namespace flotilla::agent
