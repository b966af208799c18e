// From assigned to written: everything that happens before a new version is started.
#include <utility>

#include "services/agent/core/install/staging.h"
#include "services/agent/core/node_workload.h"
#include "services/agent/core/verify/content_check.h"

namespace flotilla::agent {
namespace {

constexpr int kMostWriteFailures = 3;

}  // namespace

NodeWorkload::Next NodeWorkload::plan() {
  const AssignmentTarget& target = record().target;
  if (context_.node.failuresOf(target.digest) >= kMaxFailures) {
    const Error why = precondition("loop_guard", "this content failed here " + std::to_string(kMaxFailures) + " times");
    return step(InstallEvent::Halt, &why);
  }
  if (context_.node.hasFailed(record().generation, target.digest)) {
    const Error why = precondition("failed_before", "this content failed here under the same generation");
    return step(InstallEvent::Refuse, &why);
  }
  if (const Status fit = stagesFit(); !fit) return step(InstallEvent::Refuse, &fit.error());
  const BootEntry entry = bootEntry();
  if (entry.good && entry.holds[*entry.good] == target.digest && damaged_ != entry.good) {
    machine_.setTargetSlot(*entry.good);
    machine_.setSlot(*entry.good, target);
    const Next next = step(InstallEvent::AlreadyCommitted);
    if (record().state == InstallState::Committed) arms_.configureStable(record().target);
    return next;
  }
  const Slot slot = entry.good ? otherSlot(*entry.good) : Slot{0};
  machine_.setTargetSlot(slot);
  return step(slotHolds(slot) ? InstallEvent::ContentHeld : InstallEvent::ContentNeeded);
}

// A slot counts only if the boot record vouches for it and its bytes are right now.
bool NodeWorkload::slotHolds(Slot slot) {
  const Digest& wanted = record().target.digest;
  return bootEntry().holds[slot] == wanted && checkSlot(context_.ports.files, slotFolder(slot), wanted).ok();
}

NodeWorkload::Next NodeWorkload::fetch() {
  if (fetch_) return Next::Wait;
  AgentPorts& ports = context_.ports;
  const FetchPorts fetchPorts{ports.files,        ports.loop,           ports.random,
                              context_.downloads, context_.config.data, context_.config.diskReserve};
  const auto done = [this](const Result<BundleManifest>& result) { onFetched(result); };
  fetch_ = std::make_unique<ContentFetch>(fetchPorts, record().target, attempt_.wrap(done));
  fetch_->start();
  return Next::Wait;
}

void NodeWorkload::onFetched(const Result<BundleManifest>& result) {
  fetch_.reset();
  if (result) staged_ = *result;
  const Next next = result ? step(InstallEvent::ContentChecked) : step(InstallEvent::Refuse, &result.error());
  if (next == Next::Again) advance();
}

NodeWorkload::Next NodeWorkload::openStaged() {
  const Slot slot = record().targetSlot;
  if (!staged_ && slotHolds(slot)) {
    machine_.setSlot(slot, record().target);
    slotChecked_ = true;
    return step(InstallEvent::ContentHeld);
  }
  if (!staged_) {
    auto staged = checkStaged(context_.ports.files, context_.config.data, record().target);
    if (!staged) return step(InstallEvent::ContentLost);
    staged_ = std::move(*staged);
  }
  return step(InstallEvent::Arm);
}

NodeWorkload::Next NodeWorkload::write() {
  Files& files = context_.ports.files;
  const Path& data = context_.config.data;
  const AssignmentTarget& target = record().target;
  const Slot slot = record().targetSlot;
  if (!staged_) {
    auto staged = checkStaged(files, data, target);
    if (!staged) return step(InstallEvent::ContentLost);
    staged_ = std::move(*staged);
  }
  Status written = writeSlot(files, data, target, slot, *staged_);
  if (written) written = checkSlot(files, slotFolder(slot), target.digest);
  if (written) {
    slotChecked_ = true;
    machine_.setSlot(slot, target);
    return step(InstallEvent::SlotWritten);
  }
  staged_.reset();
  // A full disk stays full, and the slot is wiped and written anew through new descriptors otherwise, a few times.
  if (written.error().code == ErrorCode::Exhausted || ++writeFailures_ >= kMostWriteFailures)
    return step(InstallEvent::Refuse, &written.error());
  return retryLater(written.error());
}

}  // namespace flotilla::agent
