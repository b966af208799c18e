// What a step does when its owner begins it, acts on its preview or undoes it. Errors: runs.h. Pure but for key and
// randomness. Thread: the fleet loop.
#pragma once

#include "services/controlplane/core/runbooks/run_turn.h"

namespace flotilla::controlplane {

// By its kind: reads and keeps what it saw, asks whether conditions hold, previews, waits, or asks others. A step that
// failed, expired or was skipped begins again; what is previewed is previewed anew.
Status beginStep(const RunRoom& room, RunTurn& turn, const Caller& caller);

// The second gesture. Everything is looked at again; what is not as it was previewed is refused.
Status actOnStep(const RunRoom& room, RunTurn& turn, const Digest& digest, const Caller& caller);

Status undoStep(const RunRoom& room, RunTurn& turn, const std::string& step, const Digest& digest,
                const Caller& caller);

// Somebody else is told of the run, by an alert of its own.
void callForSomebody(RunTurn& turn, const std::string& reason);

// The newest attempt of a step that acted and was not undone; nothing if there is none, or no way to undo it.
const StepAttempt* undoable(const Runbook& runbook, const Run& run, const std::string& step);

// What an act step would do, or undo, for this attempt, with the digest of all of it.
ActionPreview previewOf(const RunRoom& room, const Run& run, const RunbookAction& action, const StepAttempt& attempt,
                        const Caller& caller);

// Whether its conditions hold, on to where that leads; for one that has to hold a while, from now on.
Status lookAtCheck(const RunRoom& room, RunTurn& turn, StepAttempt attempt);

}  // namespace flotilla::controlplane
