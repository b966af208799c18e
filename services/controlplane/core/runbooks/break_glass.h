// Going on without the approval that a step needs, when no second person is there: for who leads the incident of the
// run, said with a reason, and looked at by somebody else afterwards. Pure but for key and randomness. Thread: the
// fleet loop.
#pragma once

#include "models/domain/run_api.h"
#include "services/controlplane/core/runbooks/run_turn.h"

namespace flotilla::controlplane {

inline constexpr Duration kReviewBreakGlassWithin = std::chrono::hours(48);

// Whether the caller may do it now. Errors: Denied/"out_of_scope", "not_commander"; Precondition/"nothing_to_approve",
// "no_incident", "incident_over", "break_glass_forbidden" (by the runbook).
Status checkBreakGlass(const RunRoom& room, const Run& run, const Caller& caller);

// The step goes on as if enough people had agreed to its preview; what acts is acted upon as ever. It is told in the
// timelines, and a task asks for a look at it. The same person again changes nothing. Errors: those of
// checkBreakGlass(); Conflict/"other_preview", Precondition/"preview_expired", Invalid/"no_reason", "bad_reason".
Status breakGlass(const RunRoom& room, RunTurn& turn, const RunSignal& signal, const Caller& caller);

// Whether this person did so in the run.
bool brokeGlass(const Run& run, const std::string& name);

}  // namespace flotilla::controlplane
