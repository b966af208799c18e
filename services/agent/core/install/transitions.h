// The life of one install attempt as a table: state and event lead to the next state through one durable step. The
// order of rows is the order of an install. Thread: values.
#pragma once

#include <span>

#include "models/domain/install.h"
#include "services/agent/core/agent_state.h"
#include "services/agent/core/install/boot_record.h"

namespace flotilla::agent {

enum class InstallEvent {
  ContentNeeded,     // nothing on this node holds the target
  ContentHeld,       // the slot that is not running holds it, whole
  AlreadyCommitted,  // the running slot holds it
  ContentChecked,    // staged and hashed
  ContentLost,       // what was staged is not there any more
  Arm,
  WriteSlot,
  SlotWritten,
  SlotLost,  // the slot does not hold what was written
  CandidateReady,
  Switch,
  Healthy,
  Unhealthy,
  MarkGood,
  ReturnToStable,
  Refuse,
  Halt,
};

// What the boot record says before the state is entered. Doing it twice is doing it once.
enum class BootEffect {
  None,
  MarkTargetBad,  // the slot holds nothing that may be started; no trial
  SetTry,         // the slot is on trial, with three tries
  SetGood,        // the slot runs from now on
  ClearTry,       // the good slot stays
};

struct Transition {
  InstallState from;
  InstallEvent on;
  InstallState to;
  BootEffect boot = BootEffect::None;
  bool stored = true;  // entered by a transaction; `armed` alone lives in the boot record only
};

std::span<const Transition> transitions();
// nullptr if the event has no meaning in that state.
const Transition* findTransition(InstallState from, InstallEvent on);

// The entry after the effect. Precondition: the target slot is not the good one, except for SetGood done again.
BootEntry applyEffect(BootEffect effect, BootEntry entry, const WorkloadRecord& record);

// The boot record has the slot of this very attempt on trial.
bool onTrial(const BootEntry& entry, const WorkloadRecord& record);

}  // namespace flotilla::agent
