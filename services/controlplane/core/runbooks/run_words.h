// Checks and refusals that all who say something about a run share. Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/access.h"
#include "models/domain/run.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxRunReason = 500;  // characters

// Denied/"out_of_scope" of who is no operator where the run is.
Status checkRunOperator(const Run& run, const Caller& caller);
// Precondition/"run_ended", "run_full".
Status checkRunGoesOn(const Run& run);
// One line of 1 to 500 characters. Invalid/"no_reason", "bad_reason".
Status checkRunReason(const std::string& reason, const std::string& whatFor);
// Whether an operator of that name may take steps of the run. NotFound/"no_operator", Denied/"out_of_scope".
Status checkRunOwner(const FleetState& state, const Run& run, const std::string& name, const Caller& caller);

// "RUN-3 is at step back, which alice is verifying"
std::string whereItIs(const Run& run);
Error movedOn(const Run& run);
Error notPreviewed(const Run& run);
Error otherPreview(const Run& run);
Error targetsChanged(const Run& run, const ActionPreview& now, const StepAttempt& then);
Error previewExpired(const Run& run);

}  // namespace flotilla::controlplane
