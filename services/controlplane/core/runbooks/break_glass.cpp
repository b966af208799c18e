#include "services/controlplane/core/runbooks/break_glass.h"

#include <algorithm>
#include <utility>

#include "services/controlplane/core/fleet/numbered.h"
#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/controlplane/core/runbooks/run_words.h"
#include "services/documents/secret_text.h"

namespace flotilla::controlplane {
namespace {

Status checkLeads(const RunRoom& room, const Run& run, const Caller& caller) {
  const Incident* incident = incidentOf(room.state(), run.incident);
  if (incident == nullptr)
    return precondition("no_incident", run.id.value + " is for no incident, so nobody leads one who could go on alone",
                        "run", "ask somebody to agree, or start it for an incident");
  if (!isOpen(incident->state))
    return precondition("incident_over", incident->id.value + " is " + std::string(toText(incident->state)), "run",
                        "there is time now: ask somebody to agree, or reopen the incident");
  if (incident->commander == caller.name) return okStatus();
  const std::string who = incident->commander.empty() ? "nobody leads " : incident->commander + " leads ";
  return Error{ErrorCode::Denied, "not_commander",
               who + incident->id.value + ", and only who leads it goes on without approval", "run",
               incident->commander.empty()
                   ? "let somebody lead it: flotillactl incidents edit " + incident->id.value + " --commander NAME"
                   : "ask " + incident->commander + ", or somebody who may agree"};
}

const RunApproval* saidBy(const Run& run, const StepAttempt& attempt, const std::string& name) {
  const auto at = std::find_if(run.approvals.begin(), run.approvals.end(),
                               [&](const RunApproval& a) { return a.attempt == attempt.seq && a.actor == name; });
  return at == run.approvals.end() ? nullptr : &*at;
}

// Opened by the control plane, for anybody but who did it.
void askForReview(const RunRoom& room, RunTurn& turn, const StepAttempt& attempt, const std::string& reason) {
  const Run& run = turn.run();
  Task task;
  task.id = nextId<TaskId>(room.state().tasks, "TASK-");
  task.title = "Review the break-glass of " + run.id.value + ", step " + attempt.step;
  task.why = turn.actor() + " went on without the approval that the step needs: " + reason +
             "\nWhoever looks at it, not " + turn.actor() +
             ", says whether that was right, and what would have brought " + "a second person in time.";
  task.about = "run/" + run.id.value;
  task.region = run.region;
  task.priority = TaskPriority::High;
  task.openedAt = room.now();
  task.due = room.now() + kReviewBreakGlassWithin;
  ActionTaken taken;
  taken.facts.push_back({turn.actor(), "OpenTask", "task/" + task.id.value, task.title, {}, {}});
  taken.mutation.rows.emplace_back(std::move(task));
  turn.add(std::move(taken));
}

std::string agreedText(const Run& run, const StepAttempt& attempt, const StepApproval& rule) {
  const auto agreed = std::count_if(run.approvals.begin(), run.approvals.end(),
                                    [&](const RunApproval& a) { return a.attempt == attempt.seq && a.approves; });
  return std::to_string(agreed) + " of " + std::to_string(rule.count) + " had agreed to " + attempt.subject.toString();
}

}  // namespace

bool brokeGlass(const Run& run, const std::string& name) {
  return std::any_of(run.approvals.begin(), run.approvals.end(),
                     [&](const RunApproval& a) { return a.brokeGlass && a.actor == name; });
}

Status checkBreakGlass(const RunRoom& room, const Run& run, const Caller& caller) {
  FLOTILLA_CHECK(checkRunOperator(run, caller));
  const RunbookStep* step = room.runbook.find(run.step);
  const StepAttempt* current = run.current();
  const bool asks = step != nullptr && step->approval && current != nullptr && current->state == StepState::Awaiting;
  if (!asks) return precondition("nothing_to_approve", "nobody is asked: " + whereItIs(run), "step");
  FLOTILLA_CHECK(checkLeads(room, run, caller));
  if (allowsBreakGlass(*step)) return okStatus();
  return precondition("break_glass_forbidden",
                      "its runbook lets nobody go on alone at step " + step->key +
                          (step->approval->breakGlass ? "" : ": what it does cannot be undone"),
                      "step", "ask somebody with the role " + std::string(toText(step->approval->role)));
}

Status breakGlass(const RunRoom& room, RunTurn& turn, const RunSignal& signal, const Caller& caller) {
  if (const StepAttempt* current = turn.run().current()) {
    const RunApproval* said = saidBy(turn.run(), *current, caller.name);
    if (said != nullptr && said->brokeGlass && said->subject == signal.digest) return okStatus();
  }
  FLOTILLA_CHECK(checkBreakGlass(room, turn.run(), caller));
  FLOTILLA_CHECK(checkRunReason(signal.reason, "going on without approval"));
  StepAttempt attempt = *turn.run().current();
  if (signal.digest != attempt.subject) return otherPreview(turn.run());
  if (room.now() >= attempt.due) return previewExpired(turn.run());
  const RunbookStep& step = *turn.step();
  std::string reason = signal.reason;
  redactSecrets(reason);
  const std::string before = agreedText(turn.run(), attempt, *step.approval);
  turn.edit().put(
      RunApproval{turn.run().id, attempt.seq, caller.name, false, attempt.subject, reason, room.now(), true});
  const std::string text = caller.name + " went on without the approval that it needs: " + reason;
  turn.tell(EvidenceKind::BreakGlass, text, before);
  turn.tellIncident(IncidentEventKind::BreakGlass, turn.run().id.value + ", step " + attempt.step + ": " + text, true);
  askForReview(room, turn, attempt, reason);
  if (step.kind == StepKind::Approve) {
    turn.pass(attempt, "without approval, by " + caller.name, nextOf(room.runbook, step));
    return okStatus();
  }
  attempt.state = StepState::Previewed;
  turn.edit().put(attempt);
  return okStatus();
}

}  // namespace flotilla::controlplane
