// How far a runbook can be relied upon: by its runs, and by what was missing when it was held against the fleet last.
// Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/runbook_api.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// `check`: what was found last; nothing if it was never looked at.
RunbookHealth runbookHealth(const FleetState& state, const RunbookName& name, const RunbookCheck* check, TimePoint now);
RunbookHealth runbookHealth(const FleetState& state, const RunbookName& name, TimePoint now);

}  // namespace flotilla::controlplane
