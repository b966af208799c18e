// What happens first after a start: the boot record says what runs, the database says what was under way.
#include <utility>

#include "services/agent/core/install/staging.h"
#include "services/agent/core/node_workload.h"
#include "services/agent/core/verify/content_check.h"
#include "services/runtime/log.h"

namespace flotilla::agent {

void NodeWorkload::recover(const Error* untrusted) {
  if (!bootRecordUsable()) return stayAsItIs();
  restoreSlots();
  rebuildRecord();
  if (const Status ended = endForeignTrial(); !ended)
    log::error("a trial that nobody knows could not be ended", {{"message", ended.error().message}});
  finished_ = false;
  resume(untrusted);
  // A commit or a way back that was decided comes first, because it says which slot runs.
  if (machine_.state() == InstallState::Committing || machine_.state() == InstallState::RollingBack) advance();
  startCommitted();
  advance();
}

void NodeWorkload::resume(const Error* untrusted) {
  if (isSettled(machine_.state())) return;
  if (const Status counted = machine_.countRestart(); !counted)
    log::error("a restart could not be counted", {{"message", counted.error().message}});
  if (untrusted != nullptr && takesAttempts()) step(InstallEvent::Refuse, untrusted);
}

// state.db was lost: what the boot record vouches for is committed, under a generation that nobody remembers.
void NodeWorkload::rebuildRecord() {
  const BootEntry entry = bootEntry();
  if (machine_.state() != InstallState::Idle || !entry.good) return;
  WorkloadRecord rebuilt = record();
  rebuilt.state = InstallState::Committed;
  rebuilt.proven = true;
  rebuilt.targetSlot = *entry.good;
  rebuilt.target = rebuilt.holds[*entry.good];
  StateChange change;
  change.workloads = {rebuilt};
  change.events = {InstallMachine::eventOf(rebuilt, context_.ports.clock.now())};
  change.events.front().reason = "state_lost";
  change.events.front().message = "state.db was lost; this node goes on from its boot record";
  if (const Status stored = context_.node.apply(change); !stored)
    log::error("a record could not be rebuilt", {{"message", stored.error().message}});
  machine_.adopt(std::move(rebuilt));
}

// A slot on trial for an attempt that the database does not have under way: nobody would ever end it.
Status NodeWorkload::endForeignTrial() {
  const BootEntry entry = bootEntry();
  if (!entry.trying || (onTrial(entry, record()) && !isSettled(machine_.state()))) return okStatus();
  return context_.node.writeBoot(applyEffect(BootEffect::ClearTry, entry, record()));
}

// Something is committed on this node, and the boot record, which alone knows the slot, does not know it.
bool NodeWorkload::bootRecordUsable() const {
  return !context_.node.bootDamaged() && (!record().proven || bootEntry().good.has_value());
}

// Runs the slot of the last commit if the database can still tell, and does nothing else until people look at it.
void NodeWorkload::stayAsItIs() {
  frozen_ = true;
  const Error why = precondition("boot_record_unreadable",
                                 "the boot record cannot be read, so nothing is installed on this node any more");
  if (const Status told = machine_.note(why); !told)
    log::error("boot record unreadable", {{"message", told.error().message}});
  if (machine_.state() != InstallState::Committed) return;
  const AssignmentTarget& target = record().target;
  for (const Slot slot : {Slot{0}, Slot{1}})
    if (record().holds[slot].digest == target.digest &&
        checkSlot(context_.ports.files, slotFolder(slot), target.digest).ok())
      return arms_.startStable(slotFolder(slot), target);
}

// What the boot record says of a slot holds, whatever the database remembers.
void NodeWorkload::restoreSlots() {
  const BootEntry entry = bootEntry();
  for (const Slot slot : {Slot{0}, Slot{1}}) {
    const Digest& digest = entry.holds[slot];
    if (digest.isZero() || record().holds[slot].digest == digest) continue;
    auto target = readSlotTarget(context_.ports.files, context_.config.data, record().workload, slot, digest);
    if (!target) continue;
    if (record().target.digest == digest) target = record().target;
    machine_.setSlot(slot, *target);
  }
}

void NodeWorkload::startCommitted() {
  const BootEntry entry = bootEntry();
  if (!entry.good || damaged_ == entry.good) return;
  const Path folder = slotFolder(*entry.good);
  if (arms_.hasStable() && arms_.stableSlot() == folder) return;
  const Status whole = checkSlot(context_.ports.files, folder, entry.holds[*entry.good]);
  if (whole) return arms_.startStable(folder, record().holds[*entry.good]);
  onSlotDamaged(whole.error());
}

}  // namespace flotilla::agent
