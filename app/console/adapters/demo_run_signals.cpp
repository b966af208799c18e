// What people say to runs of the demonstration, and what happens to these by themselves.
#include <algorithm>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_response.h"
#include "app/console/adapters/demo_run_steps.h"
#include "app/console/adapters/demo_run_turn.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr Duration kPreviewHolds = 5min;
constexpr Duration kApprovalHolds = 15min;
constexpr Duration kColleagueReads = 20s;  // before agreeing to what was asked
constexpr Duration kVerifyWithin = 30s;
constexpr Duration kVerifyAtLeast = 6s;  // so that people see it

Result<RunDetail*> runIn(DemoResponse& response, const RunId& id) {
  const auto found =
      std::find_if(response.runs.begin(), response.runs.end(), [&](const RunDetail& one) { return one.run.id == id; });
  if (found == response.runs.end())
    return notFound("no_run", "there is no run " + id.value.substr(0, 80), "run", "see flotillactl runs list");
  return &*found;
}

Status needsReason(const RunSignal& signal, const char* what) {
  if (!signal.reason.empty()) return okStatus();
  return invalid("no_reason", std::string(what) + " needs a reason: it stays in the evidence", "reason", "say why");
}

bool allHold(const std::vector<RunReading>& readings, std::size_t count) {
  return std::all_of(readings.begin(), readings.begin() + static_cast<std::ptrdiff_t>(std::min(count, readings.size())),
                     [](const RunReading& reading) { return reading.holds; });
}

std::string linesFor(const std::vector<RunReading>& readings) {
  std::string out;
  for (const RunReading& reading : readings) out += (out.empty() ? "" : "\n") + (reading.title + ": " + reading.text);
  return out;
}

class DemoSignaller {
 public:
  DemoSignaller(DemoState& state, DemoResponse& response, RunDetail& detail, const RunSignal& signal)
      : state_(state), signal_(signal), turn_(state, response, detail, kDemoCaller) {}

  Status say() {
    FLOTILLA_CHECK(mayBeSaid());
    FLOTILLA_CHECK(obey());
    turn_.move();
    return okStatus();
  }

 private:
  Status mayBeSaid() {
    const Run& run = turn_.run();
    if (!isOpen(run.state))
      return precondition("run_ended", run.id.value + " is " + std::string(toText(run.state)), "run");
    const bool anybody = signal_.verb == RunVerb::Note || signal_.verb == RunVerb::Escalate;
    if (!anybody && signal_.moves != run.moves)
      return Error{ErrorCode::Conflict, "moved_on", "the run has moved on since it was looked at", "moves",
                   "look again"};
    if (!anybody && signal_.verb != RunVerb::Take && run.owner != kDemoCaller)
      return precondition("not_owner", run.owner + " takes the steps of " + run.id.value, "run", "take it over");
    return okStatus();
  }

  Status obey() {
    switch (signal_.verb) {
      case RunVerb::Begin:
        return begin();
      case RunVerb::Act:
        return act();
      case RunVerb::Choose:
        return choose();
      case RunVerb::Note:
        return note();
      case RunVerb::Skip:
      case RunVerb::Jump:
        return leave();
      case RunVerb::Undo:
        return undo();
      case RunVerb::HandOver:
        return give(signal_.text, "handed over to " + signal_.text);
      case RunVerb::Take:
        return give(kDemoCaller, "taken over");
      case RunVerb::Escalate:
        turn_.run().escalatedAt = turn_.now();
        turn_.keep(EvidenceKind::Escalation, "escalated, to " + turn_.run().escalateTo, signal_.reason);
        turn_.tellIncident(IncidentEventKind::Action, turn_.run().id.value + " was escalated", true);
        return okStatus();
      case RunVerb::Cancel:
        FLOTILLA_CHECK(needsReason(signal_, "cancelling"));
        if (StepAttempt* attempt = underWay()) turn_.leave(*attempt, StepState::Skipped, "the run was cancelled");
        turn_.end(RunState::Cancelled, signal_.reason);
        return okStatus();
      case RunVerb::BreakGlass:
        return breakGlass();
    }
    return okStatus();
  }

  Status breakGlass() {
    FLOTILLA_CHECK(needsReason(signal_, "going on without approval"));
    StepAttempt* attempt = turn_.current();
    if (attempt == nullptr || attempt->state != StepState::Awaiting)
      return precondition("nothing_to_approve", "nobody is asked", "step");
    if (signal_.digest != attempt->subject)
      return Error{ErrorCode::Conflict, "other_preview", "this is not the preview that counts", "digest",
                   "read it again"};
    turn_.run().put(
        {turn_.run().id, attempt->seq, kDemoCaller, false, attempt->subject, signal_.reason, turn_.now(), true});
    attempt->state = StepState::Previewed;
    attempt->due = turn_.now() + kPreviewHolds;
    const std::string text = std::string(kDemoCaller) + " went on without the approval that it needs: ";
    turn_.keep(EvidenceKind::BreakGlass, text + signal_.reason);
    turn_.tellIncident(IncidentEventKind::BreakGlass,
                       turn_.run().id.value + ", step " + attempt->step + ": " + text + signal_.reason, true);
    return okStatus();
  }

  StepAttempt* underWay() {
    StepAttempt* attempt = turn_.current();
    return attempt != nullptr && isUnderWay(attempt->state) ? attempt : nullptr;
  }

  Status begin() {
    const RunStep& step = *turn_.step();
    if (step.kind == StepKind::Decide)
      return precondition("choose_one", "at step " + step.key + " somebody chooses", "step");
    if (step.kind == StepKind::Note)
      return precondition("say_it", "at step " + step.key + " somebody writes a note", "step");
    if (StepAttempt* before = underWay()) {
      if (before->state == StepState::Verifying) return precondition("under_way", "it is being verified", "step");
      turn_.leave(*before, StepState::Expired, "it was previewed again");
    }
    StepAttempt& attempt = turn_.begin(StepState::Checking);
    const auto readings = demoFindings(state_, turn_.run(), step);
    turn_.keep(EvidenceKind::Reading, step.title,
               linesFor(step.kind == StepKind::Act ? demoReadings(state_, turn_.run(), step) : readings));
    if (step.kind != StepKind::Act) {
      if (allHold(readings, step.checks.size()))
        turn_.pass(attempt, step.checks.empty() ? "looked at" : "all hold");
      else
        turn_.fail(attempt, "does not hold: " + linesFor(readings));
      return okStatus();
    }
    return preview(step, attempt);
  }

  Status preview(const RunStep& step, StepAttempt& attempt) {
    if (!allHold(demoReadings(state_, turn_.run(), step), step.checks.size())) {
      turn_.fail(attempt, "what has to hold before does not: " + step.checks.front());
      return okStatus();
    }
    const ActionPreview preview = demoPreview(state_, turn_.run(), step, attempt, false);
    attempt.subject = preview.digest;
    attempt.blast = preview.blast;
    attempt.state = step.approvals > 0 ? StepState::Awaiting : StepState::Previewed;
    attempt.due = turn_.now() + (step.approvals > 0 ? kApprovalHolds : kPreviewHolds);
    turn_.keep(EvidenceKind::Preview, preview.text, demoPreviewText(preview));
    return okStatus();
  }

  Status act() {
    StepAttempt* attempt = turn_.current();
    if (attempt == nullptr || attempt->state != StepState::Previewed)
      return precondition("not_previewed", "nothing is previewed", "step", "begin the step first");
    if (turn_.now() >= attempt->due)
      return precondition("preview_expired", "the preview is too old to act upon", "digest");
    const ActionPreview now = demoPreview(state_, turn_.run(), *turn_.step(), *attempt, false);
    if (signal_.digest != attempt->subject || now.digest != attempt->subject)
      return Error{ErrorCode::Conflict, "targets_changed", "what it would change is not what was previewed", "digest",
                   "preview it again"};
    FLOTILLA_CHECK(doDemoAction(state_, turn_.run(), attempt->step, false));
    attempt->state = StepState::Verifying;
    attempt->acted = turn_.now();
    attempt->due = turn_.now() + kVerifyWithin;
    turn_.keep(EvidenceKind::Action, now.text, demoPreviewText(now));
    turn_.tellIncident(IncidentEventKind::Action, turn_.run().id.value + ": " + now.text, true);
    return okStatus();
  }

  Status choose() {
    const RunStep& step = *turn_.step();
    const auto choice = std::find_if(step.choices.begin(), step.choices.end(),
                                     [this](const StepChoice& one) { return one.label == signal_.text; });
    if (choice == step.choices.end())
      return precondition("nothing_to_choose", "\"" + signal_.text + "\" cannot be chosen at step " + step.key, "step");
    StepAttempt& attempt = turn_.begin(StepState::Passed);
    turn_.keep(EvidenceKind::Choice, step.title + " " + choice->label);
    turn_.pass(attempt, choice->label, choice->next);
    return okStatus();
  }

  Status note() {
    if (signal_.text.empty()) return invalid("bad_text", "a note has 1 to 8000 characters", "text", "write it");
    turn_.keep(EvidenceKind::Note, "a note", signal_.text);
    turn_.tellIncident(IncidentEventKind::Note, signal_.text, false);
    const RunStep* step = turn_.step();
    if (signal_.moves != 0 && step != nullptr && step->kind == StepKind::Note)
      turn_.pass(turn_.begin(StepState::Passed), "written down");
    return okStatus();
  }

  Status leave() {
    const bool skips = signal_.verb == RunVerb::Skip;
    FLOTILLA_CHECK(needsReason(signal_, skips ? "skipping a step" : "jumping to a step"));
    const std::string next = skips ? demoStepAfter(turn_.steps(), turn_.run().step) : signal_.step;
    const std::string why = (skips ? "skipped: " : "left for " + next + ": ") + signal_.reason;
    StepAttempt* attempt = underWay();
    turn_.leave(attempt != nullptr ? *attempt : turn_.begin(StepState::Skipped), StepState::Skipped, why);
    turn_.keep(EvidenceKind::Skip, why);
    turn_.goTo(next);
    return okStatus();
  }

  Status undo() {
    auto& attempts = turn_.run().attempts;
    const auto attempt = std::find_if(attempts.rbegin(), attempts.rend(), [this](const StepAttempt& one) {
      return one.step == signal_.step && one.acted != TimePoint{} && one.undone == TimePoint{};
    });
    const auto step = std::find_if(turn_.steps().begin(), turn_.steps().end(),
                                   [this](const RunStep& one) { return one.key == signal_.step; });
    if (attempt == attempts.rend() || step == turn_.steps().end())
      return precondition("nothing_to_undo", "step " + signal_.step + " did nothing that can be undone", "step");
    const ActionPreview now = demoPreview(state_, turn_.run(), *step, *attempt, true);
    if (now.digest != signal_.digest)
      return Error{ErrorCode::Conflict, "targets_changed", "what undoing would change is not what was read", "digest",
                   "read it again"};
    FLOTILLA_CHECK(doDemoAction(state_, turn_.run(), signal_.step, true));
    attempt->undone = turn_.now();
    attempt->undoneBy = kDemoCaller;
    turn_.keep(EvidenceKind::Undo, "step " + signal_.step + ": " + now.text, demoPreviewText(now));
    turn_.tellIncident(IncidentEventKind::Action, turn_.run().id.value + ": step " + signal_.step + " was undone",
                       true);
    if (isUnderWay(attempt->state)) turn_.fail(*attempt, "it was undone");
    return okStatus();
  }

  Status give(const std::string& to, const std::string& how) {
    if (to != kDemoCaller && to != kDemoApprover)
      return notFound("no_operator", "there is no operator " + to.substr(0, 64), "text",
                      std::string("in the demonstration there are ") + kDemoCaller + " and " + kDemoApprover);
    turn_.run().owner = to;
    turn_.keep(EvidenceKind::Owner, how, signal_.reason);
    return okStatus();
  }

  DemoState& state_;
  const RunSignal& signal_;
  DemoTurn turn_;
};

void verify(const DemoState& state, DemoTurn& turn, StepAttempt& attempt) {
  if (turn.now() < attempt.acted + kVerifyAtLeast) return;
  const RunStep& step = *turn.step();
  const auto readings = demoReadings(state, turn.run(), step);
  const std::string found = readings.size() > step.checks.size() ? readings[step.checks.size()].text : "";
  if (readings.size() > step.checks.size() && readings[step.checks.size()].holds)
    turn.pass(attempt, step.verify + ": " + found);
  else if (turn.now() >= attempt.due)
    turn.fail(attempt, "it did not help in time: " + found);
  else
    return;
  turn.move();
}

void agree(DemoTurn& turn, StepAttempt& attempt) {
  turn.run().approvals.push_back(
      {turn.run().id, attempt.seq, kDemoApprover, true, attempt.subject, "read it", turn.now()});
  attempt.state = StepState::Previewed;
  attempt.due = turn.now() + kPreviewHolds;
  turn.keep(EvidenceKind::Approval, std::string(kDemoApprover) + " agrees: read it",
            "to " + attempt.subject.toString());
  turn.tellIncident(IncidentEventKind::Action,
                    turn.run().id.value + ", step " + attempt.step + ": " + kDemoApprover + " agrees", false);
  turn.move();
}

}  // namespace

Result<Run> signalDemoRun(DemoState& state, DemoResponse& response, const RunSignal& signal) {
  FLOTILLA_TRY(RunDetail * detail, runIn(response, signal.run));
  FLOTILLA_CHECK(DemoSignaller(state, response, *detail, signal).say());
  return detail->run;
}

Result<Run> reviewDemoRun(const DemoState&, DemoResponse& response, const RunReview& review) {
  FLOTILLA_TRY(RunDetail * detail, runIn(response, review.run));
  const StepAttempt* attempt = detail->run.current();
  if (attempt == nullptr || attempt->state != StepState::Awaiting)
    return precondition("nothing_to_approve", "nobody is asked", "step");
  return Error{ErrorCode::Denied, "own_preview", "somebody else than who previewed it has to agree", "run",
               std::string("wait for ") + kDemoApprover};
}

void advanceDemoRuns(const DemoState& state, DemoResponse& response) {
  for (RunDetail& detail : response.runs) {
    if (!isOpen(detail.run.state)) continue;
    DemoTurn turn(state, response, detail, "");
    StepAttempt* attempt = turn.current();
    if (attempt == nullptr) continue;
    if (attempt->state == StepState::Verifying) {
      verify(state, turn, *attempt);
    } else if (attempt->state == StepState::Awaiting && turn.now() >= attempt->begun + kColleagueReads) {
      DemoTurn colleague(state, response, detail, kDemoApprover);
      agree(colleague, *attempt);
    } else if (attempt->state == StepState::Previewed && turn.now() >= attempt->due) {
      turn.leave(*attempt, StepState::Expired, "nobody acted in time");
      turn.move();
    }
  }
}

}  // namespace flotilla::console
