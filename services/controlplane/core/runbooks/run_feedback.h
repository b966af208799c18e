// What people who followed a run say of its runbook afterwards, and where that is shown. Pure. Thread: the fleet loop.
#pragma once

#include <vector>

#include "models/domain/run_api.h"
#include "models/domain/runbook_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// `runbook`: the version that the run followed. What the same person said before is replaced; the same again changes
// nothing. Errors: Denied/"out_of_scope", "not_of_run" (of who took no part in it); Precondition/"run_goes_on";
// NotFound/"no_step"; Invalid/"nothing_said", "bad_missing"; Exhausted/"too_much_feedback".
Result<Decision<Run>> giveRunFeedback(const Runbook& runbook, const Run& run, const NewRunFeedback& said,
                                      const Caller& caller, TimePoint now);

// Of all versions and of the runs that the caller may see: the newest kSuggestionsShown, the newest first.
std::vector<RunbookSuggestion> suggestionsFor(const FleetState& state, const RunbookName& name, const Caller& caller);

}  // namespace flotilla::controlplane
