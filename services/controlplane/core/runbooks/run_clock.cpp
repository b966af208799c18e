#include "services/controlplane/core/runbooks/run_clock.h"

#include "models/domain/brief_text.h"
#include "services/controlplane/core/runbooks/run_acts.h"
#include "services/controlplane/core/runbooks/run_inputs.h"

namespace flotilla::controlplane {
namespace {

void expire(RunTurn& turn, const StepAttempt& attempt) {
  const std::string why = attempt.state == StepState::Awaiting
                              ? "nobody agreed within " + briefText(attempt.due - attempt.begun)
                              : "nobody acted on it within " + briefText(attempt.due - attempt.begun);
  turn.leave(attempt, StepState::Expired, why);
  turn.tell(EvidenceKind::Result, why);
}

// It fails only if it does not hold at the end of its time: what holds by then may go on to hold long enough.
void verify(const RunRoom& room, RunTurn& turn, const RunbookStep& step, StepAttempt attempt, bool watched) {
  const RunbookCondition condition = filled(*step.verify, turn.run().inputs);
  const auto reading = room.questions.read(condition, askerOf(turn.run()));
  const bool holds = reading && reading->holds;
  const TimePoint since = !holds                                          ? TimePoint{}
                          : attempt.holdsSince == TimePoint{} || !watched ? room.now()
                                                                          : attempt.holdsSince;
  if (since != attempt.holdsSince) {
    attempt.holdsSince = since;
    turn.edit().putQuietly(attempt);
  }
  const std::string text = reading ? textOf(*reading) : reading.error().message;
  if (holds && room.now() - since >= condition.lasts) {
    const std::string when =
        attempt.acted == TimePoint{} ? "" : ", " + briefText(room.now() - attempt.acted) + " after it was done";
    turn.tell(EvidenceKind::Result, "verified: " + text + when);
    return turn.pass(attempt, text, nextOf(room.runbook, step));
  }
  if (!holds && room.now() >= attempt.due)
    turn.fail(attempt, "not within " + briefText(condition.within) + ": " + text);
}

void check(const RunRoom& room, RunTurn& turn, StepAttempt attempt, bool watched) {
  if (!watched) attempt.holdsSince = {};
  (void)lookAtCheck(room, turn, attempt);
}

void lookAtStop(const RunRoom& room, RunTurn& turn) {
  const Run& run = turn.run();
  const StepAttempt* current = run.current();
  if (!isOpen(run.state) || run.escalatedAt != TimePoint{}) return;
  if (current != nullptr && current->state == StepState::Waiting) return;  // as planned
  if (room.now() - run.improvedAt < room.runbook.stop.after) return;
  callForSomebody(turn, "nothing has improved for " + briefText(room.runbook.stop.after));
}

}  // namespace

Mutation tickRun(const RunRoom& room, const Run& run, bool watched) {
  RunTurn turn(room, run, {});
  const RunbookStep* step = turn.step();
  const StepAttempt* current = run.current();
  if (step != nullptr && current != nullptr && isUnderWay(current->state)) {
    const StepAttempt attempt = *current;
    const bool over = attempt.due != TimePoint{} && room.now() >= attempt.due;
    const bool asks = attempt.state == StepState::Previewed || attempt.state == StepState::Awaiting;
    if (asks && over) expire(turn, attempt);
    if (attempt.state == StepState::Waiting && over)
      turn.pass(attempt, "waited " + briefText(attempt.due - attempt.begun), nextOf(room.runbook, *step));
    if (attempt.state == StepState::Verifying) verify(room, turn, *step, attempt, watched);
    if (attempt.state == StepState::Checking) check(room, turn, attempt, watched);
  }
  lookAtStop(room, turn);
  return turn.edit().isChanged() ? turn.mutation() : Mutation{};
}

}  // namespace flotilla::controlplane
