#include "services/agent/core/stage_judge.h"

#include <algorithm>
#include <utility>

namespace flotilla::agent {
namespace {

constexpr Duration kLongestSilence = std::chrono::seconds(10);
constexpr double kSlowShare = 0.05;  // of answers that may take longer than the 95th percentile
constexpr double kMicrosPerMilli = 1000;

StageVerdict failed(const char* reason, std::string message) {
  return {StageVerdict::Kind::Failed, precondition(reason, std::move(message))};
}

std::string share(std::uint64_t part, std::uint64_t whole, const char* what) {
  return std::to_string(part) + " of " + std::to_string(whole) + " " + what;
}

Duration since(SteadyPoint begin, SteadyPoint now) {
  return std::chrono::duration_cast<Duration>(now - begin);
}

}  // namespace

StageEvidence::StageEvidence(double differ, double maxErrors, Beginning begin)
    : begin_(begin), differs_(differ), errors_(maxErrors) {}

void StageEvidence::take(const PairCounts& delta) {
  sum_.merge(delta);
  differs_.take(delta.differ, delta.compared - delta.differ);
  errors_.take(delta.errors, delta.compared);
}

std::string StageEvidence::differing() const {
  return share(sum_.differ, sum_.compared, "answers differ from those of the version before");
}

std::string StageEvidence::failing() const {
  return share(sum_.errors, sum_.errors + sum_.compared, "requests were not answered, or with what is no number");
}

StageReport StageEvidence::report() const {
  StageReport report;
  report.startedAt = begin_.at;
  report.compared = sum_.compared;
  report.differ = sum_.differ;
  report.errors = sum_.errors;
  report.drops = sum_.drops;
  report.logE = differs_.logE();
  report.logEErrors = errors_.logE();
  const double compared = static_cast<double>(std::max<std::uint64_t>(sum_.compared, 1));
  report.meanShift = std::clamp(sum_.shift / compared, -1.0, 1.0);
  report.slower = static_cast<double>(sum_.slower) / compared;
  report.classes = sum_.classes;
  report.flips = sum_.flips;
  return report;
}

ShadowJudge::ShadowJudge(const ShadowStage& stage, Beginning begin)
    : stage_(stage), evidence_(stage.bad, stage.maxErrors, begin), sprt_(stage.good, stage.bad) {}

// The test of the shares ends with its first verdict. What comes after that, until the time is over, must not go bad
// either, and is judged on its own.
void ShadowJudge::take(const PairCounts& delta) {
  const bool before = sprt_.verdict() == SprtVerdict::Undecided;
  sprt_.take(delta.differ, delta.compared - delta.differ);
  evidence_.take(delta);
  if (before && sprt_.verdict() == SprtVerdict::Promote) evidence_.renewDiffers(stage_.bad);
}

StageVerdict ShadowJudge::judge(SteadyPoint now, std::optional<SteadyPoint> silentSince) const {
  const Duration age = since(evidence_.begin().steady, now);
  if (sprt_.verdict() == SprtVerdict::Refuse || evidence_.differs())
    return failed("shadow_differs", evidence_.differing());
  if (evidence_.errs()) return failed("shadow_errors", evidence_.failing());
  if (silentSince && since(*silentSince, now) >= kLongestSilence)
    return failed("shadow_silent", "it answered nothing for " + toText(kLongestSilence) + ", with copies to answer");
  if (sprt_.verdict() == SprtVerdict::Promote && age >= stage_.minTime) return {StageVerdict::Kind::Passed};
  if (age >= stage_.limit)
    return failed("shadow_undecided",
                  "after " + toText(stage_.limit) + " it is not clear whether it is as good: " + evidence_.differing());
  return {};
}

StageReport ShadowJudge::report() const {
  StageReport report = evidence_.report();
  report.stage = StageKind::Shadow;
  report.llr = sprt_.llr();
  return report;
}

WeightJudge::WeightJudge(WeightStage stage, double maxP95Ms, Beginning begin)
    : stage_(std::move(stage)),
      maxP95Ms_(maxP95Ms),
      limit_(begin.steady + stage_.limit),
      evidence_(stage_.differ, stage_.maxErrors, begin),
      slow_(kSlowShare) {}

void WeightJudge::advance(Beginning begin) {
  ++step_;
  evidence_ = StageEvidence(stage_.differ, stage_.maxErrors, begin);
  slow_ = EProcess(kSlowShare);
  answered_ = {};
}

void WeightJudge::take(const PairCounts& delta, const ArmCounts& answered) {
  evidence_.take(delta);
  answered_.merge(answered);
  const std::uint64_t slow = answered.latencyUs.countAbove(maxP95Ms_ * kMicrosPerMilli);
  slow_.take(slow, answered.latencyUs.count() - slow);
}

StageVerdict WeightJudge::judge(SteadyPoint now) const {
  const std::string at = " at " + std::to_string(percent()) + " percent of the requests";
  if (evidence_.differs()) return failed("weights_differ", evidence_.differing() + at);
  if (evidence_.errs()) return failed("weights_errors", evidence_.failing() + at);
  if (slow_.alarms())
    return failed("weights_slow", share(answered_.latencyUs.countAbove(maxP95Ms_ * kMicrosPerMilli),
                                        answered_.latencyUs.count(), "answers took longer than the ") +
                                      std::to_string(maxP95Ms_) + " ms that one in twenty may take" + at);
  const std::uint64_t good = answered_.requests - std::min(answered_.errors, answered_.requests);
  if (good >= stage_.minRequests && since(evidence_.begin().steady, now) >= stage_.minTime)
    return {StageVerdict::Kind::Passed};
  if (now >= limit_)
    return failed("weights_undecided", "after " + toText(stage_.limit) + " it has answered " + std::to_string(good) +
                                           " of the " + std::to_string(stage_.minRequests) + " requests that it must" +
                                           at);
  return {};
}

StageReport WeightJudge::report() const {
  StageReport report = evidence_.report();
  report.stage = StageKind::Weights;
  report.percent = percent();
  return report;
}

}  // namespace flotilla::agent
