// Carries one workload's record through the table of transitions: boot record first where the row says so, then one
// transaction with the record, its events and what else belongs to the step. Thread: the agent's loop. Lifetime: owned
// by the workload; NodeState outlives it.
#pragma once

#include <string>
#include <vector>

#include "services/agent/core/install/transitions.h"
#include "services/agent/core/node_state.h"
#include "services/runtime/clock.h"

namespace flotilla::agent {

inline constexpr std::uint32_t kMaxTransitions = 32;  // of one install id
inline constexpr std::size_t kMaxFailures = 3;        // of one content on this node

class InstallMachine {
 public:
  InstallMachine(NodeState& node, Clock& clock, WorkloadRecord record)
      : node_(node), clock_(clock), record_(std::move(record)) {}

  const WorkloadRecord& record() const { return record_; }
  InstallState state() const { return record_.state; }

  // One row of the table. An error (disk, database) leaves the state as it was; the same step may be tried again. An
  // attempt that makes more than kMaxTransitions steps without an end is halted instead. `why` is kept as the record's
  // reason.
  Status step(InstallEvent event, const Error* why = nullptr);

  // Before the step that enters `verified`, `written` or `committed`: what the slots hold now. Stored with the next
  // step.
  void setSlot(Slot slot, const AssignmentTarget& content) { record_.holds[slot] = content; }
  void setTargetSlot(Slot slot) { record_.targetSlot = slot; }

  // Takes a record that is already stored.
  void adopt(WorkloadRecord record) { record_ = std::move(record); }
  // Counts a restart in the middle of an attempt, so that an agent that dies at the same place each time ends halted.
  Status countRestart();
  // Tells people about something that is no step.
  Status note(const Error& what);

  // The event for entering record.state.
  static NodeEvent eventOf(const WorkloadRecord& record, TimePoint at);

 private:
  Status take(const Transition& row, const Error* why);

  NodeState& node_;
  Clock& clock_;
  WorkloadRecord record_;
  std::vector<NodeEvent> unstored_;  // of states that no transaction enters
};

// The record of a new attempt at `target`; what the slots hold is taken over from the record before, if there is one.
WorkloadRecord newAttempt(const WorkloadRecord* before, const AssignmentTarget& target, std::uint64_t floor,
                          std::uint64_t generation, std::string installId);

}  // namespace flotilla::agent
