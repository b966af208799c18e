// Runs of runbooks: how they begin, what their owners say, and what others say to what was previewed. Pure but for key
// and randomness. Thread: the fleet loop.
#pragma once

#include "models/domain/run_api.h"
#include "services/controlplane/core/runbooks/run_turn.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxOpenRuns = 500;

// It is at its first step, which nobody has begun, and belongs to the caller. Errors: those of inputsOf();
// Precondition/"retired", "unreadable"; NotFound/"no_incident"; Denied/"out_of_scope" (an operator of the region that
// the run is about, or of the whole fleet); Exhausted/"too_many_runs".
Result<Decision<Run>> startRun(const FleetState& state, const NewRun& wanted, const Caller& caller, TimePoint now);

// Errors of all: Denied/"out_of_scope", Precondition/"run_ended", "not_owner", "run_full"; Invalid/"no_moves" and
// Conflict/"moved_on" if it is not as it was seen; Invalid/"no_reason", "bad_reason".
// Begin and choose: Precondition/"under_way", "choose_one", "say_it"; Invalid/"no_choice".
// Act: Precondition/"not_previewed", "not_approved", "preview_expired", "check_fails"; Conflict/"other_preview",
// "targets_changed"; and those of the action.
// Undo: Precondition/"nothing_to_undo", "beyond_limits"; Conflict/"targets_changed".
// Break-glass: see break_glass.h.
Result<Decision<Run>> signalRun(const RunRoom& room, const Run& run, const RunSignal& signal, const Caller& caller);

// Errors: Precondition/"run_ended", "nothing_to_approve", "preview_expired"; Conflict/"other_preview";
// Denied/"own_step" (neither who previewed it nor the owner agrees to it) and "out_of_scope"; Invalid/"no_reason" of
// who does not agree.
Result<Decision<Run>> reviewRun(const RunRoom& room, const Run& run, const RunReview& review, const Caller& caller);

// What undoing the newest attempt of a step that acted would do. Errors: Precondition/"nothing_to_undo".
Result<ActionPreview> prepareUndo(const RunRoom& room, const Run& run, const std::string& step, const Caller& caller);

bool maySeeRun(const Run& run, const Caller& caller);
// One that the caller may see. Errors: NotFound/"no_run".
Result<Run> findRun(const FleetState& state, const RunId& id, const Caller& caller);

}  // namespace flotilla::controlplane
