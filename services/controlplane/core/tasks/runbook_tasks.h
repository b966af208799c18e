// The nightly look at runbooks: each is held against the fleet once a day, and what has to be done about that is kept
// as tasks. Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/runbook_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr Duration kRunbookCheckEvery = std::chrono::hours(24);
inline constexpr std::size_t kChecksAtOnce = 10;  // of one tick, so that nobody waits for it

// Holds against the fleet what was not looked at for a day, or is new, and keeps a task for each runbook that names
// what is not there, and for each alert that opened an incident and has no runbook. Empty if nothing is due.
Mutation tickRunbooks(const FleetState& state, TimePoint now);

// The same at once; an empty name is all that are not retired. Errors: NotFound/"no_runbook".
Result<Decision<std::vector<RunbookCheck>>> checkRunbooks(const FleetState& state, const RunbookName& name,
                                                          TimePoint now);

}  // namespace flotilla::controlplane
