#include <algorithm>

#include "services/controlplane/core/alerts/change_words.h"
#include "services/controlplane/core/fleet/scope.h"
#include "services/controlplane/core/runbooks/run_words.h"
#include "services/controlplane/core/runbooks/runs.h"

namespace flotilla::controlplane {
namespace {

Status checkReviewer(const Run& run, const StepAttempt& attempt, const StepApproval& rule, const Caller& caller) {
  if (!mayAt(caller, rule.role, run.region))
    return Error{ErrorCode::Denied, "out_of_scope",
                 caller.name + " is no " + std::string(toText(rule.role)) + " where the run is", "run",
                 "ask somebody who is one there"};
  if (caller.name != attempt.actor && caller.name != run.owner) return okStatus();
  return Error{ErrorCode::Denied, "own_step",
               caller.name + (caller.name == run.owner ? " takes the steps of this run" : " has previewed this") +
                   ", and somebody else has to agree",
               "run", "ask another " + std::string(toText(rule.role))};
}

std::uint32_t agreed(const Run& run, const StepAttempt& attempt) {
  return static_cast<std::uint32_t>(std::count_if(
      run.approvals.begin(), run.approvals.end(),
      [&](const RunApproval& a) { return a.attempt == attempt.seq && a.approves && a.subject == attempt.subject; }));
}

bool hasSaid(const Run& run, const StepAttempt& attempt, const std::string& name) {
  return std::any_of(run.approvals.begin(), run.approvals.end(),
                     [&](const RunApproval& a) { return a.attempt == attempt.seq && a.actor == name; });
}

void approve(const RunRoom& room, RunTurn& turn, const RunbookStep& step, StepAttempt attempt) {
  const std::uint32_t count = agreed(turn.run(), attempt);
  if (count < step.approval->count) return;
  if (step.kind == StepKind::Approve)
    return turn.pass(attempt, std::to_string(count) + " agreed", nextOf(room.runbook, step));
  attempt.state = StepState::Previewed;
  turn.edit().put(attempt);
}

}  // namespace

Result<Decision<Run>> reviewRun(const RunRoom& room, const Run& run, const RunReview& review, const Caller& caller) {
  FLOTILLA_CHECK(checkRunGoesOn(run));
  RunTurn turn(room, run, caller.name);
  const RunbookStep* step = turn.step();
  const StepAttempt* current = run.current();
  const bool asks = step != nullptr && step->approval && current != nullptr && review.step == run.step;
  if (!asks) return precondition("nothing_to_approve", "nobody is asked: " + whereItIs(run), "step");
  FLOTILLA_CHECK(checkReviewer(run, *current, *step->approval, caller));
  if (review.digest != current->subject) return otherPreview(run);
  if (hasSaid(run, *current, caller.name)) return turn.decision({});
  if (current->state != StepState::Awaiting)
    return precondition("nothing_to_approve", "nobody is asked any more: " + whereItIs(run), "step");
  if (room.now() >= current->due) return previewExpired(run);
  if (!review.approves) FLOTILLA_CHECK(checkRunReason(review.comment, "not agreeing"));
  if (!review.comment.empty()) FLOTILLA_CHECK(checkWords(review.comment, 1, kMaxRunReason, "comment"));
  const StepAttempt attempt = *current;
  RunApproval said{run.id, attempt.seq, caller.name, review.approves, review.digest, review.comment, room.now()};
  turn.edit().put(said);
  const std::string text = caller.name + (review.approves ? " agrees" : " does not agree") +
                           (review.comment.empty() ? "" : ": " + review.comment);
  turn.tell(EvidenceKind::Approval, text, "to " + attempt.subject.toString());
  turn.tellIncident(IncidentEventKind::Action, run.id.value + ", step " + attempt.step + ": " + text, false);
  if (review.approves)
    approve(room, turn, *step, attempt);
  else
    turn.fail(attempt, text);
  return turn.decision((review.approves ? "approve " : "reject ") + review.step);
}

}  // namespace flotilla::controlplane
