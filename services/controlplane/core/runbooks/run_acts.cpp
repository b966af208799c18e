#include "services/controlplane/core/runbooks/run_acts.h"

#include <algorithm>
#include <utility>

#include "models/domain/brief_text.h"
#include "models/domain/in_words.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/runbooks/node_reads.h"
#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/controlplane/core/runbooks/run_words.h"
#include "services/controlplane/core/runbooks/runs.h"

namespace flotilla::controlplane {
namespace {

std::string joinedLines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string blastText(const BlastRadius& blast) {
  return std::to_string(blast.nodes) + (blast.nodes == 1 ? " node, " : " nodes, ") + std::to_string(blast.regions) +
         (blast.regions == 1 ? " region, " : " regions, ") + oneDecimal(blast.traffic * 100) + " % of the traffic";
}

std::string previewText(const ActionPreview& preview) {
  std::string out = blastText(preview.blast) + "\n";
  for (const std::string& change : preview.changes) out += change + "\n";
  for (const ActionTarget& target : preview.targets)
    out += target.name + ": " + target.before + " -> " + target.after + "\n";
  for (const std::string& left : preview.left) out += "left out: " + left + "\n";
  return out;
}

Duration longestOf(const std::vector<RunbookCondition>& conditions) {
  Duration out{};
  for (const RunbookCondition& condition : conditions) out = std::max(out, condition.lasts);
  return out;
}

// They answer later: the desk asks them, again if the program was restarted meanwhile.
void askNodes(const RunRoom& room, RunTurn& turn, StepAttempt attempt, const std::vector<NodeRead>& reads) {
  attempt.state = StepState::Reading;
  attempt.due = room.now() + kReadingTakes;
  turn.edit().put(attempt);
  ActionTaken asked;
  for (const NodeRead& read : reads) asked.facts.push_back(factOf(read, turn.run(), turn.actor(), room.now()));
  turn.add(std::move(asked));
}

void readStep(const RunRoom& room, RunTurn& turn, const RunbookStep& step) {
  std::vector<std::string> lines;
  for (const RunbookQuery& query : step.show) {
    if (isAskedOfNodes(query.kind)) continue;
    const RunbookQuery asked = filled(query, turn.run().inputs);
    const auto answer = room.questions.ask(asked, askerOf(turn.run()));
    std::string line(toText(asked.kind));
    for (const auto& [name, value] : asked.arguments) line += " " + value;
    lines.push_back(line + ": " + (answer ? answer->text : "unknown: " + answer.error().message));
  }
  StepAttempt attempt = turn.begin(StepState::Passed);
  turn.edit().put(attempt);
  if (!lines.empty()) turn.tell(EvidenceKind::Reading, filled(step.title, turn.run().inputs), joinedLines(lines));
  const auto reads = nodeReadsOf(room, turn.run(), step);
  if (!reads) return turn.fail(attempt, reads.error().message);
  if (!reads->empty()) return askNodes(room, turn, attempt, *reads);
  if (lines.empty()) return turn.fail(attempt, "no node is meant");
  turn.pass(attempt, lines.size() == 1 ? lines.front() : std::to_string(lines.size()) + " readings kept",
            nextOf(room.runbook, step));
}

// The preview and why it cannot be done, if it cannot.
std::string previewStep(const RunRoom& room, RunTurn& turn, const RunbookStep& step, StepAttempt& attempt,
                        const Caller& caller) {
  std::vector<std::string> lines;
  const auto unheld = whatDoesNotHold(room, turn.run(), step.checks, lines);
  if (step.verify) {
    const auto before = room.questions.read(filled(*step.verify, turn.run().inputs), askerOf(turn.run()));
    lines.push_back("before: " + (before ? textOf(*before) : before.error().message) +
                    (before && before->holds ? " - it holds already, so it will show nothing" : ""));
  }
  turn.tell(EvidenceKind::Reading, "before", joinedLines(lines));
  if (!unheld) return unheld.error().message;
  if (!unheld->empty()) return *unheld;
  const ActionPreview preview = previewOf(room, turn.run(), *step.action, attempt, caller);
  attempt.subject = preview.digest;
  attempt.blast = preview.blast;
  turn.tell(EvidenceKind::Preview, preview.text, previewText(preview));
  return preview.problem.empty() ? beyond(step.limits, preview.blast) : preview.problem;
}

void beginAct(const RunRoom& room, RunTurn& turn, const RunbookStep& step, const Caller& caller) {
  StepAttempt attempt = turn.begin(step.approval ? StepState::Awaiting : StepState::Previewed);
  turn.edit().put(attempt);
  const std::string problem = previewStep(room, turn, step, attempt, caller);
  if (!problem.empty()) return turn.fail(std::move(attempt), problem);
  attempt.due = room.now() + (step.approval ? step.approval->lifetime : kPreviewLifetime);
  turn.edit().put(attempt);
}

void beginApproval(const RunRoom& room, RunTurn& turn, const RunbookStep& step) {
  StepAttempt attempt = turn.begin(StepState::Awaiting);
  attempt.subject = subjectOf(turn.run(), attempt, {});
  attempt.due = room.now() + step.approval->lifetime;
  turn.edit().put(attempt);
  turn.tell(EvidenceKind::Preview, std::to_string(step.approval->count) + " have to agree");
}

void beginVerify(const RunRoom& room, RunTurn& turn, const RunbookStep& step) {
  StepAttempt attempt = turn.begin(StepState::Verifying);
  attempt.due = room.now() + step.verify->within;
  turn.edit().put(attempt);
}

void beginWait(const RunRoom& room, RunTurn& turn, const RunbookStep& step) {
  StepAttempt attempt = turn.begin(StepState::Waiting);
  attempt.due = room.now() + step.wait;
  turn.edit().put(attempt);
}

bool hasAgreed(const Run& run, const StepAttempt& attempt, const std::string& name) {
  return std::any_of(run.approvals.begin(), run.approvals.end(),
                     [&](const RunApproval& a) { return a.attempt == attempt.seq && a.approves && a.actor == name; });
}

Status checkMayBegin(const Run& run, const RunbookStep& step) {
  if (step.kind == StepKind::Decide)
    return precondition("choose_one", "at step " + step.key + " somebody chooses", "step",
                        "flotillactl runs choose " + run.id.value);
  if (step.kind == StepKind::Note)
    return precondition("say_it", "at step " + step.key + " somebody writes a note", "step",
                        "flotillactl runs note " + run.id.value);
  const StepAttempt* current = run.current();
  const bool again = current == nullptr || !isUnderWay(current->state) || current->state == StepState::Previewed ||
                     current->state == StepState::Awaiting;
  return again ? okStatus()
               : precondition("under_way", whereItIs(run), "step", "wait for it, or skip it with a reason");
}

}  // namespace

ActionPreview previewOf(const RunRoom& room, const Run& run, const RunbookAction& action, const StepAttempt& attempt,
                        const Caller& caller) {
  ActionPreview out = previewAction(room.action, filled(action, run.inputs), caller);
  out.digest = subjectOf(run, attempt, out.digest);
  return out;
}

Status lookAtCheck(const RunRoom& room, RunTurn& turn, StepAttempt attempt) {
  const RunbookStep& step = *turn.step();
  std::vector<std::string> lines;
  const auto unheld = whatDoesNotHold(room, turn.run(), step.checks, lines);
  const bool holds = unheld && unheld->empty();
  const std::string why = !unheld ? unheld.error().message : *unheld;
  const bool first = attempt.holdsSince == TimePoint{};
  if (first) attempt.holdsSince = room.now();
  const bool longEnough = room.now() - attempt.holdsSince >= longestOf(step.checks);
  if (holds && first && !longEnough) turn.edit().putQuietly(attempt);
  if (holds && !longEnough) return okStatus();
  turn.tell(EvidenceKind::Reading, filled(step.title, turn.run().inputs), joinedLines(lines));
  if (holds)
    turn.pass(attempt, lines.size() == 1 ? lines.front() : "all hold", nextOf(room.runbook, step));
  else if (!step.otherwise.empty() && unheld)
    turn.pass(attempt, "does not hold, so on to " + step.otherwise + ": " + why, step.otherwise);
  else
    turn.fail(attempt, why);
  return okStatus();
}

Status beginStep(const RunRoom& room, RunTurn& turn, const Caller& caller) {
  const RunbookStep& step = *turn.step();
  FLOTILLA_CHECK(checkMayBegin(turn.run(), step));
  if (const StepAttempt* current = turn.run().current(); current != nullptr && isUnderWay(current->state))
    turn.leave(*current, StepState::Expired, "previewed again");
  switch (step.kind) {
    case StepKind::Read:
      readStep(room, turn, step);
      return okStatus();
    case StepKind::Check: {
      const StepAttempt attempt = turn.begin(StepState::Checking);
      turn.edit().put(attempt);
      return lookAtCheck(room, turn, attempt);
    }
    case StepKind::Act:
      beginAct(room, turn, step, caller);
      return okStatus();
    case StepKind::Wait:
      beginWait(room, turn, step);
      return okStatus();
    case StepKind::Approve:
      beginApproval(room, turn, step);
      return okStatus();
    case StepKind::Verify:
      beginVerify(room, turn, step);
      return okStatus();
    case StepKind::Decide:
    case StepKind::Note:
      break;
  }
  return internalError("no_kind", "a step of an unknown kind");
}

Status actOnStep(const RunRoom& room, RunTurn& turn, const Digest& digest, const Caller& caller) {
  const RunbookStep& step = *turn.step();
  const StepAttempt* current = turn.run().current();
  if (step.kind != StepKind::Act || current == nullptr) return notPreviewed(turn.run());
  if (current->state == StepState::Awaiting)
    return precondition("not_approved", "nobody has agreed to it yet", "step",
                        "ask somebody with the role " + std::string(toText(step.approval->role)) +
                            ": flotillactl runs approve " + turn.run().id.value + " --digest " +
                            current->subject.hex().substr(0, 12));
  if (current->state != StepState::Previewed) return notPreviewed(turn.run());
  if (digest != current->subject) return otherPreview(turn.run());
  if (hasAgreed(turn.run(), *current, caller.name))
    return Error{ErrorCode::Denied, "own_approval", caller.name + " has agreed to this, and somebody else has to do it",
                 "run", "hand the run over, or preview it again"};
  if (room.now() >= current->due) return previewExpired(turn.run());
  std::vector<std::string> lines;
  FLOTILLA_TRY(const std::string unheld, whatDoesNotHold(room, turn.run(), step.checks, lines));
  if (!unheld.empty())
    return precondition("check_fails", "what has to hold before does not any more: " + unheld, "step",
                        "preview it again: flotillactl runs step " + turn.run().id.value);
  StepAttempt attempt = *current;
  const ActionPreview preview = previewOf(room, turn.run(), *step.action, attempt, caller);
  if (preview.digest != attempt.subject) return targetsChanged(turn.run(), preview, attempt);
  if (const std::string why = beyond(step.limits, preview.blast); !why.empty())
    return precondition("beyond_limits", why, "step");
  const std::string reason = turn.run().id.value + ", step " + step.key;
  FLOTILLA_TRY(ActionTaken taken, takeAction(room.action, filled(*step.action, turn.run().inputs), reason, caller));
  turn.add(std::move(taken));
  attempt.state = StepState::Verifying;
  attempt.acted = room.now();
  attempt.due = room.now() + step.verify->within;
  turn.edit().put(attempt);
  turn.tell(EvidenceKind::Action, preview.text, previewText(preview));
  return okStatus();
}

const StepAttempt* undoable(const Runbook& runbook, const Run& run, const std::string& step) {
  const RunbookStep* known = runbook.find(step);
  if (known == nullptr || !known->undo) return nullptr;
  const auto at = std::find_if(run.attempts.rbegin(), run.attempts.rend(), [&](const StepAttempt& attempt) {
    return attempt.step == step && attempt.acted != TimePoint{} && attempt.undone == TimePoint{};
  });
  return at == run.attempts.rend() ? nullptr : &*at;
}

Result<ActionPreview> prepareUndo(const RunRoom& room, const Run& run, const std::string& step, const Caller& caller) {
  const StepAttempt* attempt = undoable(room.runbook, run, step);
  if (attempt == nullptr)
    return precondition("nothing_to_undo", "step " + excerpt(step, 64) + " did nothing that can be undone", "step",
                        "flotillactl runs show " + run.id.value + " names those that did");
  const RunbookStep& known = *room.runbook.find(step);
  ActionPreview out = previewOf(room, run, *known.undo, *attempt, caller);
  if (out.problem.empty()) out.problem = beyond(known.limits, out.blast);
  return out;
}

Status undoStep(const RunRoom& room, RunTurn& turn, const std::string& step, const Digest& digest,
                const Caller& caller) {
  FLOTILLA_TRY(const ActionPreview preview, prepareUndo(room, turn.run(), step, caller));
  StepAttempt attempt = *undoable(room.runbook, turn.run(), step);
  if (!preview.problem.empty())
    return precondition("cannot_undo", "it cannot be undone now: " + preview.problem, "step",
                        "flotillactl runs undo " + turn.run().id.value + " " + step + " shows what it would change");
  if (digest != preview.digest)
    return Error{ErrorCode::Conflict, "targets_changed", "what undoing would change is not what was read", "digest",
                 "read it again: flotillactl runs undo " + turn.run().id.value + " " + step};
  const RunbookAction action = filled(*room.runbook.find(step)->undo, turn.run().inputs);
  FLOTILLA_TRY(ActionTaken taken,
               takeAction(room.action, action, turn.run().id.value + ", undo of step " + step, caller));
  turn.add(std::move(taken));
  attempt.undone = room.now();
  attempt.undoneBy = turn.actor();
  turn.edit().put(attempt);
  turn.tell(EvidenceKind::Undo, "step " + step + ": " + preview.text, previewText(preview));
  turn.tellIncident(IncidentEventKind::Action, turn.run().id.value + ": step " + step + " was undone", true);
  if (isUnderWay(attempt.state)) turn.fail(attempt, "it was undone");
  return okStatus();
}

void callForSomebody(RunTurn& turn, const std::string& reason) {
  Run& run = turn.edit().change();
  run.escalatedAt = turn.edit().now();
  const std::string whom = run.escalateTo.empty() ? "" : ", to " + run.escalateTo;
  const std::string text = "escalated" + whom + (reason.empty() ? "" : ": " + reason);
  turn.tell(EvidenceKind::Escalation, text);
  turn.tellIncident(IncidentEventKind::Action, run.id.value + " was " + text, true);
}

}  // namespace flotilla::controlplane
