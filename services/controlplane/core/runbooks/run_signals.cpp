#include <algorithm>
#include <utility>

#include "models/domain/utf8.h"
#include "services/controlplane/core/alerts/change_words.h"
#include "services/controlplane/core/runbooks/break_glass.h"
#include "services/controlplane/core/runbooks/run_acts.h"
#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/controlplane/core/runbooks/run_words.h"
#include "services/controlplane/core/runbooks/runs.h"

namespace flotilla::controlplane {
namespace {

constexpr bool isForOwner(RunVerb verb) {
  return verb != RunVerb::Note && verb != RunVerb::Take && verb != RunVerb::Escalate && verb != RunVerb::BreakGlass;
}

// Lifetime: of one signal.
class Signaller {
 public:
  Signaller(const RunRoom& room, const Run& run, const RunSignal& signal, const Caller& caller)
      : room_(room), signal_(signal), caller_(caller), turn_(room, run, caller.name) {}

  Result<Decision<Run>> say() {
    FLOTILLA_CHECK(mayBeSaid());
    FLOTILLA_CHECK(obey());
    std::string detail(toText(signal_.verb));
    if (!signal_.step.empty()) detail += " " + signal_.step;
    if (!signal_.reason.empty()) detail += ": " + signal_.reason;
    return turn_.decision(detail);
  }

 private:
  Status mayBeSaid() const {
    const Run& run = turn_.run();
    FLOTILLA_CHECK(checkRunOperator(run, caller_));
    FLOTILLA_CHECK(checkRunGoesOn(run));
    if (signal_.verb == RunVerb::Note || signal_.verb == RunVerb::Escalate) return okStatus();
    if (signal_.moves == 0)
      return invalid("no_moves", "it is not said at which move the run was looked at", "moves",
                     "send the moves of the run as it was read");
    if (signal_.moves != run.moves) return movedOn(run);
    if (isForOwner(signal_.verb) && caller_.name != run.owner)
      return precondition("not_owner", run.owner + " takes the steps of " + run.id.value, "run",
                          "watch it, or take it over: flotillactl runs take " + run.id.value);
    if (turn_.step() == nullptr)
      return precondition("no_step", "its runbook has no step " + run.step + " that this version can read", "run",
                          "cancel it and start another one");
    return okStatus();
  }

  Status obey() {
    switch (signal_.verb) {
      case RunVerb::Begin:
        return beginStep(room_, turn_, caller_);
      case RunVerb::Act:
        return actOnStep(room_, turn_, signal_.digest, caller_);
      case RunVerb::Choose:
        return choose();
      case RunVerb::Note:
        return note();
      case RunVerb::Skip:
        return skip();
      case RunVerb::Jump:
        return jump();
      case RunVerb::Undo:
        return undoStep(room_, turn_, signal_.step, signal_.digest, caller_);
      case RunVerb::HandOver:
        return handOver();
      case RunVerb::Take:
        return take();
      case RunVerb::Escalate:
        return escalate();
      case RunVerb::Cancel:
        return cancel();
      case RunVerb::BreakGlass:
        return breakGlass(room_, turn_, signal_, caller_);
    }
    return okStatus();
  }

  Status choose() {
    const RunbookStep& step = *turn_.step();
    if (step.kind != StepKind::Decide)
      return precondition("nothing_to_choose", "at step " + step.key + " there is nothing to choose", "step");
    std::string labels;
    for (const StepChoice& choice : step.choices) {
      const std::string label = filled(choice.label, turn_.run().inputs);
      labels += (labels.empty() ? "" : ", ") + ("\"" + label + "\"");
      if (label != signal_.text) continue;
      turn_.tell(EvidenceKind::Choice, filled(step.title, turn_.run().inputs) + " " + label);
      turn_.tellIncident(IncidentEventKind::Action, filled(step.title, turn_.run().inputs) + " " + label, false);
      turn_.pass(turn_.begin(StepState::Passed), label, choice.next);
      return okStatus();
    }
    return invalid("no_choice", "\"" + excerpt(signal_.text, 80) + "\" cannot be chosen", "text", "choose " + labels);
  }

  Status note() {
    const std::string& text = signal_.text;
    FLOTILLA_CHECK(checkNote(text));
    if (signal_.moves != 0 && signal_.moves != turn_.run().moves) return movedOn(turn_.run());
    turn_.tell(EvidenceKind::Note, "a note", text);
    turn_.tellIncident(IncidentEventKind::Note, text, false);
    const RunbookStep* step = turn_.step();
    const bool isStep = step != nullptr && step->kind == StepKind::Note && caller_.name == turn_.run().owner;
    if (isStep && signal_.moves != 0)
      turn_.pass(turn_.begin(StepState::Passed), "written down", nextOf(room_.runbook, *step));
    return okStatus();
  }

  // What was under way is over; what was not begun leaves an attempt of its own.
  void leaveStep(const std::string& why) {
    const StepAttempt* current = turn_.run().current();
    const bool underWay = current != nullptr && isUnderWay(current->state);
    const bool done = underWay && current->acted != TimePoint{};
    const std::string outcome = (done ? "done, and not verified; " : "") + why;
    turn_.leave(underWay ? *current : turn_.begin(StepState::Skipped), StepState::Skipped, outcome);
    turn_.tell(EvidenceKind::Skip, outcome);
  }

  Status skip() {
    const RunbookStep& step = *turn_.step();
    FLOTILLA_CHECK(checkRunReason(signal_.reason, "skipping a step"));
    if (step.kind == StepKind::Decide)
      return precondition("choose_one", "where it goes on is chosen at this step", "step",
                          "choose one, or jump to a step");
    leaveStep("skipped: " + signal_.reason);
    turn_.tellIncident(IncidentEventKind::Action,
                       turn_.run().id.value + ": step " + step.key + " was skipped: " + signal_.reason, false);
    turn_.goTo(nextOf(room_.runbook, step));
    return okStatus();
  }

  Status jump() {
    FLOTILLA_CHECK(checkRunReason(signal_.reason, "jumping to a step"));
    if (room_.runbook.find(signal_.step) == nullptr)
      return notFound("no_step", "there is no step " + excerpt(signal_.step, 64), "step",
                      "flotillactl runs show " + turn_.run().id.value + " names them");
    if (signal_.step == turn_.run().step)
      return precondition("no_move", "it is at this step already", "step", "begin it again instead");
    leaveStep("left for " + signal_.step + ": " + signal_.reason);
    turn_.goTo(signal_.step);
    return okStatus();
  }

  Status handOver() {
    FLOTILLA_CHECK(checkRunOwner(room_.state(), turn_.run(), signal_.text, caller_));
    if (signal_.text == turn_.run().owner) return okStatus();
    return giveTo(signal_.text, "handed over to " + signal_.text);
  }
  Status take() {
    if (caller_.name == turn_.run().owner) return okStatus();
    return giveTo(caller_.name, caller_.name + " has taken it over from " + turn_.run().owner +
                                    (signal_.reason.empty() ? "" : ": " + signal_.reason));
  }
  Status giveTo(const std::string& name, const std::string& text) {
    turn_.edit().change().owner = name;
    turn_.tell(EvidenceKind::Owner, text);
    turn_.tellIncident(IncidentEventKind::Role, turn_.run().id.value + ": " + text, false);
    return okStatus();
  }

  Status escalate() {
    if (!signal_.reason.empty()) FLOTILLA_CHECK(checkRunReason(signal_.reason, "calling for somebody"));
    if (turn_.run().escalatedAt != TimePoint{}) {  // they are called already
      if (!signal_.reason.empty()) turn_.tell(EvidenceKind::Escalation, "called again: " + signal_.reason);
      return okStatus();
    }
    callForSomebody(turn_, signal_.reason);
    return okStatus();
  }

  Status cancel() {
    FLOTILLA_CHECK(checkRunReason(signal_.reason, "ending a run before its end"));
    const StepAttempt* current = turn_.run().current();
    const bool failed = current != nullptr && current->state == StepState::Failed;
    if (current != nullptr && isUnderWay(current->state)) leaveStep("the run was ended: " + signal_.reason);
    turn_.end(failed ? RunState::Failed : RunState::Cancelled, signal_.reason);
    return okStatus();
  }

  const RunRoom& room_;
  const RunSignal& signal_;
  const Caller& caller_;
  RunTurn turn_;
};

}  // namespace

Result<Decision<Run>> signalRun(const RunRoom& room, const Run& run, const RunSignal& signal, const Caller& caller) {
  return Signaller(room, run, signal, caller).say();
}

}  // namespace flotilla::controlplane
