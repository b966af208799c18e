#include "services/agent/core/node_workload.h"

#include <utility>

#include "services/agent/core/install/staging.h"
#include "services/agent/core/verify/content_check.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kFirstRetry{2'000};
constexpr milliseconds kLongestRetry{300'000};
constexpr milliseconds kShortestRetry{1'000};
constexpr Duration kLookAtSlot = std::chrono::minutes(5);  // every byte of it is read

WorkerSetting workerSetting(const WorkloadContext& context) {
  const AgentConfig& config = context.config;
  return {context.ports.launcher, context.ports.loop,   context.ports.clock, config.plugins, config.node.value,
          config.sensor,          config.trialDeadline, context.ports.files, config.windows, config.traces};
}

bool beforeArmed(InstallState state) {
  return state == InstallState::Assigned || state == InstallState::Downloading || state == InstallState::Verified;
}

}  // namespace

NodeWorkload::NodeWorkload(WorkloadContext& context, WorkloadRecord record)
    : context_(context),
      machine_(context.node, context.ports.clock, std::move(record)),
      arms_(workerSetting(context), context.ports.random, !context.config.paused,
            {[this] { onCandidateReady(); }, [this](const Error& why) { onCandidateEnded(why); },
             [this](const worker::Compared& compared) { onCompared(compared); },
             [this](const Error& what) { onCrashLoop(what); }, [this](const Error& what) { onSlotDamaged(what); }}),
      backoff_(context.ports.random, kFirstRetry, kLongestRetry, kShortestRetry) {}

bool NodeWorkload::takesAttempts(const AssignmentTarget& wanted) const {
  const bool compared = machine_.state() == InstallState::Written && stage_.shadow && wanted != record().target;
  return !frozen_ && (settled() || beforeArmed(machine_.state()) || compared);
}

void NodeWorkload::begin(WorkloadRecord attempt) {
  resetAttempt();
  machine_.adopt(std::move(attempt));
  finished_ = false;
  context_.onChange();
  context_.ports.loop.post(attempt_.wrap([this] { advance(); }));
}

void NodeWorkload::adopt(WorkloadRecord refused) {
  machine_.adopt(std::move(refused));
  context_.onChange();
}

void NodeWorkload::resetAttempt() {
  attempt_.renew();
  fetch_.reset();
  staged_.reset();
  arms_.dropCandidate();
  writeFailures_ = 0;
  slotChecked_ = candidateReady_ = onTrial_ = false;
  lastFailure_.reset();
  if (stage_.shadow || stage_.weights) endedStage_ = stageReport();
  stage_ = {};
  backoff_.reset();
}

void NodeWorkload::advance() {
  if (frozen_) return;
  while (proceed() == Next::Again) {
  }
}

NodeWorkload::Next NodeWorkload::proceed() {
  switch (machine_.state()) {
    case InstallState::Assigned:
      return plan();
    case InstallState::Downloading:
      return fetch();
    case InstallState::Verified:
      return openStaged();
    case InstallState::Armed:
      return step(InstallEvent::WriteSlot);
    case InstallState::Writing:
      return write();
    case InstallState::Written:
      if (!candidateReady_) return prepareCandidate();
      return wantsShadow() ? shadow() : step(InstallEvent::CandidateReady);
    case InstallState::Switching:
      return candidateReady_ ? step(InstallEvent::Switch) : prepareCandidate();
    case InstallState::Trying:
      if (!candidateReady_) return prepareCandidate();
      return wantsWeights() ? weights() : trial();
    case InstallState::Committing:
      return step(InstallEvent::MarkGood);
    case InstallState::RollingBack:
      return rollBack();
    case InstallState::Committed:
      return finish();
    case InstallState::Idle:
    case InstallState::Refused:
    case InstallState::RolledBack:
    case InstallState::Halted:
      return settle();
  }
  return Next::Wait;
}

NodeWorkload::Next NodeWorkload::step(InstallEvent event, Why why) {
  if (const Status done = machine_.step(event, why); !done) return retryLater(done.error());
  context_.onChange();
  return Next::Again;
}

// The disk or the database did not take a step. Nothing changed, the stable worker goes on, and the same step is tried
// again.
NodeWorkload::Next NodeWorkload::retryLater(const Error& error) {
  log::error("an install step failed",
             {{"workload", record().workload.value}, {"reason", error.reason}, {"message", error.message}});
  context_.ports.loop.postAfter(backoff_.next(), attempt_.wrap([this] { advance(); }));
  return Next::Wait;
}

// Told once when it begins and once when it is over; the report says how it stands.
void NodeWorkload::onCrashLoop(const Error& what) {
  if (const Status told = machine_.note(what); !told)
    log::error("a crash loop could not be told", {{"message", told.error().message}});
  context_.onChange();
}

// Nothing of it runs any more. What the node should run is installed again, in the other slot.
void NodeWorkload::onSlotDamaged(const Error& what) {
  damaged_ = bootEntry().good;
  const Error why = precondition(kSlotDamaged, "the running slot is damaged: " + what.message);
  if (const Status told = machine_.note(why); !told)
    log::error("running slot damaged", {{"message", told.error().message}});
  context_.onChange();
  if (settled()) context_.onSettled(record().workload);
  lookAtSlotLater();
}

// A disk that could not be read may be later, and where the assignment has moved on nobody brings that version again.
void NodeWorkload::lookAtSlotLater() {
  look_.renew();
  context_.ports.loop.postAfter(kLookAtSlot, look_.wrap([this] {
    if (!runsDamaged()) return;
    const BootEntry entry = bootEntry();
    const Path folder = slotFolder(*entry.good);
    if (!settled() || !checkSlot(context_.ports.files, folder, entry.holds[*entry.good])) return lookAtSlotLater();
    log::info("a slot that was damaged is whole", {{"slot", folder.string()}});
    damaged_.reset();
    context_.onChange();
    startCommitted();
  }));
}

bool NodeWorkload::runsDamaged() const {
  const auto good = bootEntry().good;
  return good && damaged_ == good;
}

bool NodeWorkload::needsRepair(const Digest& content) const {
  const BootEntry entry = bootEntry();
  return runsDamaged() && settled() && entry.holds[*entry.good] == content;
}

NodeWorkload::Next NodeWorkload::settle() {
  if (finished_) return Next::Wait;
  finished_ = true;
  resetAttempt();
  context_.onChange();
  context_.onSettled(record().workload);
  return Next::Wait;
}

Path NodeWorkload::slotFolder(Slot slot) const {
  return slotPath(context_.config.data, record().workload, slot);
}

BootEntry NodeWorkload::bootEntry() const {
  return context_.node.bootEntry(record().workload);
}

WorkloadReport NodeWorkload::report() const {
  const BootEntry entry = bootEntry();
  WorkloadReport report;
  report.workload = record().workload;
  report.state = record().state;
  report.generation = record().generation;
  report.target = record().target.version;
  report.reason = record().reason;
  report.message = record().message;
  report.restarts = arms_.restarts();
  if (const auto looping = arms_.crashLoop(); looping && record().state == InstallState::Committed) {
    report.reason = looping->reason;
    report.message = looping->message;
  }
  if (runsDamaged() && settled()) {
    report.reason = kSlotDamaged;
    report.message = "the running slot is damaged, so nothing of it runs";
  }
  if (!entry.good) return report;
  const AssignmentTarget& good = record().holds[*entry.good];
  report.proven = true;
  report.artifact = good.artifact;
  report.version = good.version;
  report.digest = entry.holds[*entry.good];
  const Slot other = otherSlot(*entry.good);
  const AssignmentTarget& previous = record().holds[other];
  const bool whole = !previous.digest.isZero() && previous.digest == entry.holds[other] && entry.trying != other;
  report.hasPrevious = whole && context_.node.failuresOf(previous.digest) == 0;
  if (report.hasPrevious) report.previous = previous.version;
  return report;
}

}  // namespace flotilla::agent
