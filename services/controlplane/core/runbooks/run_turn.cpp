#include "services/controlplane/core/runbooks/run_turn.h"

#include <algorithm>
#include <utility>

#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/crypto/hash.h"
#include "services/documents/secret_text.h"
#include "services/runtime/bytes.h"

namespace flotilla::controlplane {

Caller askerOf(const Run& run) {
  std::vector<RegionName> regions;
  if (!run.region.empty()) regions.push_back(run.region);
  return {run.id.value, {{Role::Viewer, regions}}};
}

const Incident* incidentOf(const FleetState& state, IncidentId id) {
  const auto end = state.incidents.end();
  auto at = state.incidents.find(id);
  while (at != end && !at->second.mergedInto.empty()) at = state.incidents.find(at->second.mergedInto);
  return at == end ? nullptr : &at->second;
}

RunTurn::RunTurn(const RunRoom& room, const Run& run, std::string actor)
    : room_(room), actor_(std::move(actor)), edit_(run, room.now()) {
  if (const Incident* incident = incidentOf(room.state(), run.incident)) incident_.emplace(*incident, room.now());
}

StepAttempt RunTurn::begin(StepState state) const {
  StepAttempt out;
  const StepAttempt* last = run().last(run().step);
  out.run = run().id;
  out.seq = run().attempts.empty() ? 1 : run().attempts.back().seq + 1;
  out.step = run().step;
  out.attempt = last == nullptr ? 1 : last->attempt + 1;
  out.state = state;
  out.actor = actor_;
  out.begun = room_.now();
  return out;
}

void RunTurn::leave(StepAttempt attempt, StepState state, const std::string& outcome) {
  attempt.state = state;
  attempt.outcome = outcome;
  redactSecrets(attempt.outcome);
  attempt.ended = room_.now();
  edit_.put(attempt);
}

void RunTurn::pass(StepAttempt attempt, const std::string& outcome, const std::string& next) {
  leave(std::move(attempt), StepState::Passed, outcome);
  edit_.change().improvedAt = room_.now();
  edit_.change().escalatedAt = {};
  goTo(next);
}

void RunTurn::fail(StepAttempt attempt, const std::string& outcome) {
  const std::string key = attempt.step;
  leave(std::move(attempt), StepState::Failed, outcome);
  tell(EvidenceKind::Result, "failed: " + outcome);
  tellIncident(IncidentEventKind::Action, run().id.value + ": step " + key + " failed: " + outcome, false);
  settle();
}

void RunTurn::goTo(const std::string& key) {
  if (key.empty() || key == kEndOfRunbook) return end(RunState::Succeeded, {});
  edit_.change().step = key;
  settle();
}

void RunTurn::end(RunState state, const std::string& reason) {
  Run& run = edit_.change();
  run.state = state;
  run.endedAt = room_.now();
  run.escalatedAt = {};
  run.reason = reason;
  redactSecrets(run.reason);
  tell(EvidenceKind::End, std::string(toText(state)) + (reason.empty() ? "" : ": " + reason));
  tellIncident(IncidentEventKind::Action,
               run.id.value + ", " + run.runbook.value + ", " +
                   (state == RunState::Succeeded ? "is done" : "was ended") + (reason.empty() ? "" : ": " + reason),
               true);
  edit_.change().step.clear();
}

void RunTurn::settle() {
  Run& run = edit_.change();
  const StepAttempt* current = run.current();
  const bool waits =
      current != nullptr && (current->state == StepState::Awaiting || current->state == StepState::Waiting ||
                             current->state == StepState::Failed);
  run.state = run.attempts.empty() ? RunState::Ready : waits ? RunState::Waiting : RunState::Running;
}

void RunTurn::tell(EvidenceKind kind, std::string title, std::string text) {
  edit_.tell({kind, std::move(title), std::move(text), actor_});
}

void RunTurn::tellIncident(IncidentEventKind kind, const std::string& text, bool pinned) {
  if (!incident_ || incident_->incident().events >= kMaxIncidentEvents) return;
  incident_->tell({kind, room_.now(), text, actor_, "run/" + run().id.value, pinned});
}

void RunTurn::add(ActionTaken taken) {
  for (Row& row : taken.mutation.rows) more_.rows.push_back(std::move(row));
  for (Removal& removal : taken.mutation.removals) more_.removals.push_back(std::move(removal));
  for (AuditFact& fact : taken.facts) facts_.push_back(std::move(fact));
}

Mutation RunTurn::mutation() {
  if (edit_.isChanged() && isOpen(run().state)) settle();
  Mutation out = std::move(more_);
  for (Row& row : edit_.rows()) out.rows.push_back(std::move(row));
  if (incident_)
    for (Row& row : incident_->rows()) out.rows.push_back(std::move(row));
  return out;
}

Decision<Run> RunTurn::decision(const std::string& detail) {
  Decision<Run> out;
  out.mutation = mutation();
  for (const Row& row : out.mutation.rows)
    if (const auto* after = std::get_if<Run>(&row)) out.answer = *after;
  if (out.mutation.empty()) out.answer = run();
  out.fact.object = "run/" + run().id.value;
  out.fact.detail = detail;
  redactSecrets(out.fact.detail);
  out.also = std::move(facts_);
  return out;
}

std::string nextOf(const Runbook& runbook, const RunbookStep& step) {
  if (!step.next.empty()) return step.next;
  const auto place = static_cast<std::size_t>(&step - runbook.steps.data());
  return place + 1 < runbook.steps.size() ? runbook.steps[place + 1].key : std::string(kEndOfRunbook);
}

Digest subjectOf(const Run& run, const StepAttempt& attempt, const Digest& preview) {
  ByteWriter out;
  out.text(run.id.value);
  out.number(attempt.seq);
  out.text(attempt.step);
  out.text(preview.toString());
  return sha256(out.bytes());
}

std::string textOf(const RunReading& reading) {
  return reading.title + ": " + reading.text;
}

Result<std::string> whatDoesNotHold(const RunRoom& room, const Run& run,
                                    const std::vector<RunbookCondition>& conditions, std::vector<std::string>& lines) {
  std::string first;
  for (const RunbookCondition& condition : conditions) {
    FLOTILLA_TRY(const RunReading reading, room.questions.read(filled(condition, run.inputs), askerOf(run)));
    lines.push_back((reading.holds ? "holds: " : "does not hold: ") + textOf(reading));
    if (!reading.holds && first.empty()) first = textOf(reading);
  }
  return first;
}

}  // namespace flotilla::controlplane
