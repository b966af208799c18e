#include "services/agent/core/install/transitions.h"

#include <algorithm>
#include <array>

namespace flotilla::agent {
namespace {

using S = InstallState;
using E = InstallEvent;
using B = BootEffect;
constexpr bool kBootRecordOnly = false;

constexpr std::array kTable{
    Transition{S::Assigned, E::ContentNeeded, S::Downloading},
    Transition{S::Assigned, E::ContentHeld, S::Verified},
    Transition{S::Assigned, E::AlreadyCommitted, S::Committed},
    Transition{S::Downloading, E::ContentChecked, S::Verified},
    Transition{S::Verified, E::ContentLost, S::Downloading},
    Transition{S::Verified, E::ContentHeld, S::Written},
    // The slot is worthless from here on, and the boot record says so before the first byte changes.
    Transition{S::Verified, E::Arm, S::Armed, B::MarkTargetBad, kBootRecordOnly},
    Transition{S::Armed, E::WriteSlot, S::Writing},
    Transition{S::Writing, E::ContentLost, S::Downloading},
    Transition{S::Writing, E::SlotWritten, S::Written},
    Transition{S::Written, E::SlotLost, S::Armed, B::MarkTargetBad, kBootRecordOnly},
    // The intent is a transaction of its own, so that after a power cut both files tell the same story.
    Transition{S::Written, E::CandidateReady, S::Switching},
    Transition{S::Switching, E::Switch, S::Trying, B::SetTry},
    Transition{S::Trying, E::Healthy, S::Committing},
    Transition{S::Committing, E::MarkGood, S::Committed, B::SetGood},
    // Back.
    Transition{S::Switching, E::Unhealthy, S::RollingBack},  // on trial already, after a restart of the agent
    Transition{S::Trying, E::Unhealthy, S::RollingBack},
    Transition{S::RollingBack, E::ReturnToStable, S::RolledBack, B::ClearTry},
    Transition{S::RollingBack, E::Halt, S::Halted, B::ClearTry},
    // Refusals. Once the slot was written it is marked bad, so that it cannot be taken for a way back.
    Transition{S::Assigned, E::Refuse, S::Refused},
    Transition{S::Downloading, E::Refuse, S::Refused},
    Transition{S::Verified, E::Refuse, S::Refused},
    Transition{S::Writing, E::Refuse, S::Refused},
    Transition{S::Written, E::Refuse, S::Refused, B::MarkTargetBad},
    Transition{S::Switching, E::Refuse, S::Refused, B::MarkTargetBad},
    // The loop guard.
    Transition{S::Assigned, E::Halt, S::Halted, B::ClearTry},
    Transition{S::Downloading, E::Halt, S::Halted, B::ClearTry},
    Transition{S::Verified, E::Halt, S::Halted, B::ClearTry},
    Transition{S::Armed, E::Halt, S::Halted, B::ClearTry},
    Transition{S::Writing, E::Halt, S::Halted, B::ClearTry},
    Transition{S::Written, E::Halt, S::Halted, B::ClearTry},
    Transition{S::Switching, E::Halt, S::Halted, B::ClearTry},
    Transition{S::Trying, E::Halt, S::Halted, B::ClearTry},
};

}  // namespace

std::span<const Transition> transitions() {
  return kTable;
}

const Transition* findTransition(InstallState from, InstallEvent on) {
  const auto found =
      std::find_if(kTable.begin(), kTable.end(), [&](const Transition& t) { return t.from == from && t.on == on; });
  return found == kTable.end() ? nullptr : &*found;
}

bool onTrial(const BootEntry& entry, const WorkloadRecord& record) {
  return entry.trying == record.targetSlot && entry.installId == record.installId;
}

BootEntry applyEffect(BootEffect effect, BootEntry entry, const WorkloadRecord& record) {
  const auto endTrial = [&] {
    entry.trying.reset();
    entry.triesLeft = 0;
  };
  switch (effect) {
    case BootEffect::None:
      break;
    case BootEffect::MarkTargetBad:
      endTrial();
      entry.holds[record.targetSlot] = {};
      break;
    case BootEffect::SetTry:
      if (onTrial(entry, record)) break;  // tries already spent stay spent
      entry.trying = record.targetSlot;
      entry.triesLeft = kBootTries;
      entry.installId = record.installId;
      entry.holds[record.targetSlot] = record.target.digest;
      break;
    case BootEffect::SetGood:
      endTrial();
      entry.good = record.targetSlot;
      entry.installId = record.installId;
      break;
    case BootEffect::ClearTry:
      endTrial();
      break;
  }
  return entry;
}

}  // namespace flotilla::agent
