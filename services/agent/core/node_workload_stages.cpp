// The candidate beside the version before: in shadow, where it answers copies and nothing in the boot record has
// changed yet, and with weights, where it answers a growing share of the requests while it is on trial. Without
// requests, or without a version before, there is nothing to compare, and the golden inputs decide, as in a health
// window.
#include <algorithm>
#include <utility>

#include "services/agent/core/node_workload.h"

namespace flotilla::agent {
namespace {

constexpr Duration kStageLook = std::chrono::seconds(1);

}  // namespace

Status NodeWorkload::stagesFit() const {
  const Stages& stages = record().target.stages;
  FLOTILLA_CHECK(checkStagesFit(stages, record().target.config));
  const AssignmentTarget* stable = arms_.stableTarget();
  return stable == nullptr ? okStatus() : checkStagesFit(stages, stable->config);
}

bool NodeWorkload::wantsShadow() const {
  return record().target.stages.shadow && !stage_.shadowPassed && arms_.fed();
}

bool NodeWorkload::wantsWeights() const {
  return record().target.stages.weights && !stage_.weightsPassed && arms_.fed();
}

Beginning NodeWorkload::beginning() const {
  return {context_.ports.clock.now(), context_.ports.clock.steady()};
}

NodeWorkload::Next NodeWorkload::shadow() {
  if (!stage_.shadow) {
    stage_.shadow.emplace(*record().target.stages.shadow, beginning());
    context_.onChange();
  }
  if (!arms_.judging()) arms_.judgeCandidate(worker::FrontMode::Shadow);
  return lookLater();
}

// A candidate that was started anew goes on where the one before was.
NodeWorkload::Next NodeWorkload::weights() {
  const WeightStage& stage = *record().target.stages.weights;
  if (!stage_.weights) {
    stage_.weights.emplace(stage, record().target.config.maxP95Ms, beginning());
    context_.onChange();
  }
  if (stage_.weights->atLastStep()) {
    stage_.weightsPassed = true;
    stage_.weights.reset();
    return Next::Again;
  }
  if (!arms_.judging()) arms_.judgeCandidate(worker::FrontMode::Weights, stage_.weights->percent(), stage.salt);
  return lookLater();
}

NodeWorkload::Next NodeWorkload::lookLater() {
  if (std::exchange(stage_.looking, true)) return Next::Wait;
  context_.ports.loop.postAfter(kStageLook, attempt_.wrap([this] {
    stage_.looking = false;
    lookAtStage();
  }));
  return Next::Wait;
}

// Posted, because the verdict may end the worker whose frame this is.
void NodeWorkload::onCompared(const worker::Compared& compared) {
  if (stage_.shadow) stage_.shadow->take(compared.delta);
  if (stage_.weights) stage_.weights->take(compared.delta, compared.counts);
  context_.ports.loop.post(attempt_.wrap([this] { lookAtStage(); }));
}

void NodeWorkload::onWanted(const AssignmentTarget& wanted) {
  if (machine_.state() != InstallState::Trying || !stage_.weights || wanted == record().target) return;
  stage_.superseded = true;
  context_.ports.loop.post(attempt_.wrap([this] { lookAtStage(); }));
}

void NodeWorkload::lookAtStage() {
  const bool inShadow = stage_.shadow && machine_.state() == InstallState::Written;
  const bool inWeights = stage_.weights && machine_.state() == InstallState::Trying;
  if (!inShadow && !inWeights) return;
  stage_.peakRssKb = std::max(stage_.peakRssKb, static_cast<std::uint32_t>(arms_.candidateRssKb()));
  const SteadyPoint now = context_.ports.clock.steady();
  const StageVerdict verdict = inShadow ? stage_.shadow->judge(now, arms_.silentSince()) : stage_.weights->judge(now);
  if (stage_.superseded) return failStage(precondition("superseded", "another version is wanted by now"));
  if (verdict.kind == StageVerdict::Kind::Failed) return failStage(verdict.why);
  if (verdict.kind == StageVerdict::Kind::Undecided || !candidateReady_) return (void)lookLater();
  return inShadow ? passShadow() : passStep();
}

// What could not be stored is found again by looking again.
void NodeWorkload::failStage(const Error& why) {
  const bool inShadow = machine_.state() == InstallState::Written;
  if (step(inShadow ? InstallEvent::Refuse : InstallEvent::Unhealthy, &why) == Next::Wait) return (void)lookLater();
  endStage();
  advance();
}

// It is started anew, because a process that was put behind all others may not be let before them again.
void NodeWorkload::passShadow() {
  endStage();
  stage_.shadowPassed = true;
  candidateReady_ = false;
  arms_.dropCandidate();
  advance();
}

// The last step has no end here: it is the health window, in which all requests are the candidate's.
void NodeWorkload::passStep() {
  endedStage_ = stageReport();
  stage_.weights->advance(beginning());
  context_.onChange();
  if (!stage_.weights->atLastStep())
    arms_.judgeCandidate(worker::FrontMode::Weights, stage_.weights->percent(), record().target.stages.weights->salt);
  advance();
}

void NodeWorkload::endStage() {
  if (auto ended = stageReport()) endedStage_ = std::move(ended);
  stage_.shadow.reset();
  stage_.weights.reset();
  context_.onChange();
}

Error NodeWorkload::asStageEnd(const Error& why) const {
  if (machine_.state() != InstallState::Written || !wantsShadow() || why.reason == "isolated") return why;
  if (why.reason == "out_of_memory") return precondition("shadow_out_of_memory", why.message);
  return stage_.shadow ? precondition("shadow_crashed", why.message) : why;
}

std::optional<StageReport> NodeWorkload::stageReport() const {
  if (!stage_.shadow && !stage_.weights) return endedStage_;
  StageReport report = stage_.shadow ? stage_.shadow->report() : stage_.weights->report();
  report.workload = record().workload;
  report.generation = record().generation;
  report.peakRssKb = stage_.peakRssKb;
  return report;
}

void NodeWorkload::reported() {
  arms_.clearCounts();
  endedStage_.reset();
}

}  // namespace flotilla::agent
