// From written to the end: the candidate is started and checked, tried with live traffic, and kept or given up.
#include <algorithm>
#include <utility>

#include "services/agent/core/install/health.h"
#include "services/agent/core/node_workload.h"
#include "services/agent/core/verify/content_check.h"

namespace flotilla::agent {
namespace {

constexpr Duration kLookAgain = std::chrono::seconds(1);

}  // namespace

// Nothing is switched before the candidate loaded and passed its golden check, also after a restart of the agent.
NodeWorkload::Next NodeWorkload::prepareCandidate() {
  if (!slotChecked_) {
    const Status whole = checkSlot(context_.ports.files, slotFolder(record().targetSlot), record().target.digest);
    if (!whole && machine_.state() == InstallState::Written) return step(InstallEvent::SlotLost);
    if (!whole && onTrial(bootEntry(), record())) return step(InstallEvent::Unhealthy, &whole.error());
    if (!whole) return step(InstallEvent::Refuse, &whole.error());
    slotChecked_ = true;
  }
  return startCandidate();
}

// The agent is the boot stub of its workloads: a start from a slot on trial costs a try, and the try is spent on disk
// first.
NodeWorkload::Next NodeWorkload::startCandidate() {
  if (arms_.hasCandidate()) return Next::Wait;
  BootEntry entry = bootEntry();
  if (onTrial(entry, record())) {
    if (entry.triesLeft > 0) --entry.triesLeft;
    if (const Status spent = context_.node.writeBoot(entry); !spent) return retryLater(spent.error());
    if (entry.triesLeft == 0) {
      const Error why =
          lastFailure_.value_or(precondition("no_tries_left", "the version on trial was started too often"));
      return step(InstallEvent::Unhealthy, &why);
    }
  }
  AssignmentTarget target = record().target;
  const bool behind = machine_.state() == InstallState::Written && wantsShadow();
  if (behind && target.stages.shadow->memoryMb != 0) target.config.memoryMb = target.stages.shadow->memoryMb;
  if (behind && target.stages.shadow->cpuPercent != 0) target.config.cpuPercent = target.stages.shadow->cpuPercent;
  arms_.startCandidate(slotFolder(record().targetSlot), target, behind);
  return Next::Wait;
}

void NodeWorkload::onCandidateReady() {
  candidateReady_ = true;
  advance();
}

void NodeWorkload::onCandidateEnded(const Error& ended) {
  const Error why = asStageEnd(ended);
  candidateReady_ = onTrial_ = false;
  lastFailure_ = why;
  context_.onChange();
  const bool tried = onTrial(bootEntry(), record());
  const bool refusable = machine_.state() == InstallState::Written || machine_.state() == InstallState::Switching;
  if (refusable && !tried) {
    if (step(InstallEvent::Refuse, &why) == Next::Wait) return;
    endStage();
  }
  advance();
}

NodeWorkload::Next NodeWorkload::trial() {
  if (onTrial_) return Next::Wait;
  onTrial_ = true;
  arms_.tryCandidate();
  const Duration window = record().target.config.healthWindow;
  const SteadyPoint now = context_.ports.clock.steady();
  windowEnd_ = now + window;
  // A window longer than the deadline would fail every version, so the deadline leaves room for it.
  trialEnd_ = now + std::max(context_.config.trialDeadline, 2 * window);
  context_.ports.loop.postAfter(window, attempt_.wrap([this] { judgeTrial(); }));
  return Next::Wait;
}

void NodeWorkload::judgeTrial() {
  const SteadyPoint now = context_.ports.clock.steady();
  if (!onTrial_ || machine_.state() != InstallState::Trying || now < windowEnd_) return;
  const WorkloadConfig& config = record().target.config;
  const bool fed = !context_.config.paused && config.ratePerSecond > 0;
  HealthJudgement judgement = judgeHealth(arms_.trialCounts(), config, fed);
  if (judgement.verdict == HealthVerdict::Unknown) {
    if (now < trialEnd_) return context_.ports.loop.postAfter(kLookAgain, attempt_.wrap([this] { judgeTrial(); }));
    judgement.why = precondition("no_answers", "the version on trial answered nothing until the deadline");
  }
  const bool healthy = judgement.verdict == HealthVerdict::Healthy;
  const Next next = healthy ? step(InstallEvent::Healthy) : step(InstallEvent::Unhealthy, &judgement.why);
  if (next == Next::Again) return advance();
  // The verdict could not be stored; it is found again by looking again.
  context_.ports.loop.postAfter(kLookAgain, attempt_.wrap([this] { judgeTrial(); }));
}

NodeWorkload::Next NodeWorkload::rollBack() {
  arms_.dropCandidate();
  const bool again = context_.node.failuresOf(record().target.digest) + 1 >= kMaxFailures;
  return step(again ? InstallEvent::Halt : InstallEvent::ReturnToStable);
}

// After the commit, in this order and each only if it is missing: the floor in the database, the floor in the boot
// record, the end of the old worker.
NodeWorkload::Next NodeWorkload::finish() {
  if (const Status raised = raiseFloor(); !raised) return retryLater(raised.error());
  if (arms_.hasCandidate()) arms_.promoteCandidate();
  startCommitted();
  return settle();
}

Status NodeWorkload::raiseFloor() {
  const ArtifactName& artifact = record().target.artifact;
  if (artifact.empty()) return okStatus();  // rebuilt from the boot record, whose floor stays
  if (record().floor > context_.node.floorOf(artifact)) {
    StateChange change;
    change.floors = {{artifact, record().floor}};
    FLOTILLA_CHECK(context_.node.apply(change));
  }
  BootEntry entry = bootEntry();
  entry.artifact = artifact;
  entry.floor = context_.node.floorOf(artifact);
  return context_.node.writeBoot(entry);
}

}  // namespace flotilla::agent
