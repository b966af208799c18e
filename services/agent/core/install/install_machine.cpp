#include "services/agent/core/install/install_machine.h"

#include <utility>

namespace flotilla::agent {
namespace {

// Ends of an attempt, and the two steps that lead there, are never kept from happening.
bool bringsToAnEnd(InstallState to) {
  return isSettled(to) || to == InstallState::Committing || to == InstallState::RollingBack;
}

bool failedHere(const Transition& row) {
  if (row.to == InstallState::RolledBack) return true;
  if (row.from == InstallState::RollingBack) return true;
  return row.to == InstallState::Refused && (row.from == InstallState::Written || row.from == InstallState::Switching);
}

}  // namespace

Status InstallMachine::step(InstallEvent event, const Error* why) {
  const Transition* row = findTransition(record_.state, event);
  if (row == nullptr)
    return internalError("no_transition", "state " + std::string(toText(record_.state)) + " knows no such event");
  if (record_.transitions >= kMaxTransitions && !bringsToAnEnd(row->to)) {
    const Error guard = precondition(
        "loop_guard", "this attempt made " + std::to_string(record_.transitions) + " steps without coming to an end");
    return take(*findTransition(record_.state, InstallEvent::Halt), &guard);
  }
  return take(*row, why);
}

Status InstallMachine::take(const Transition& row, const Error* why) {
  FLOTILLA_CHECK(node_.writeBoot(applyEffect(row.boot, node_.bootEntry(record_.workload), record_)));
  WorkloadRecord next = record_;
  next.state = row.to;
  ++next.transitions;
  if (row.boot == BootEffect::MarkTargetBad) next.holds[next.targetSlot] = {};
  if (row.boot == BootEffect::SetGood) next.proven = true;
  if (why != nullptr) {
    next.reason = why->reason;
    next.message = why->message;
  }
  unstored_.push_back(eventOf(next, clock_.now()));
  if (row.stored) {
    StateChange change;
    change.workloads = {next};
    change.events = unstored_;
    if (row.boot == BootEffect::SetGood) change.proven = {{next.workload, next.target.digest}};
    if (failedHere(row)) change.failed = {{next.generation, next.target.digest.toString()}};
    if (const Status stored = node_.apply(change); !stored) {
      unstored_.pop_back();
      return stored;
    }
    unstored_.clear();
  }
  record_ = std::move(next);
  return okStatus();
}

Status InstallMachine::countRestart() {
  WorkloadRecord next = record_;
  ++next.transitions;
  StateChange change;
  change.workloads = {next};
  FLOTILLA_CHECK(node_.apply(change));
  record_ = std::move(next);
  return okStatus();
}

Status InstallMachine::note(const Error& what) {
  StateChange change;
  NodeEvent event = eventOf(record_, clock_.now());
  event.reason = what.reason;
  event.message = what.message;
  change.events = {std::move(event)};
  return node_.apply(change);
}

NodeEvent InstallMachine::eventOf(const WorkloadRecord& record, TimePoint at) {
  NodeEvent event;
  event.at = at;
  event.workload = record.workload;
  event.state = record.state;
  event.generation = record.generation;
  event.version = record.target.version;
  event.reason = record.reason;
  event.message = record.message;
  return event;
}

WorkloadRecord newAttempt(const WorkloadRecord* before, const AssignmentTarget& target, std::uint64_t floor,
                          std::uint64_t generation, std::string installId) {
  WorkloadRecord record;
  record.workload = target.workload;
  record.state = InstallState::Assigned;
  record.generation = generation;
  record.installId = std::move(installId);
  record.target = target;
  record.floor = floor;
  if (before != nullptr) {
    record.holds = before->holds;
    record.proven = before->proven;
  }
  return record;
}

}  // namespace flotilla::agent
