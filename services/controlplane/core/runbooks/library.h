// The library of runbooks: which versions there are, another one, and which are for an incident. Pure. Thread: the
// fleet loop.
#pragma once

#include <vector>

#include "models/domain/incident.h"
#include "models/domain/runbook_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxRunbooks = 500;
inline constexpr std::uint32_t kMaxRunbookVersions = 10'000;

// A document that is new becomes the next version, and brings back one that was retired; the same again changes
// nothing. Errors: those of readRunbook(), whose message begins with the line; Exhausted/"too_many_runbooks";
// Conflict/"changed_meanwhile" if its newest version is not the expected one.
Result<Decision<RunbookApplied>> applyRunbook(const FleetState& state, const RunbookChange& change,
                                              const Caller& caller, TimePoint now);

// Its versions stay. Errors: NotFound/"no_runbook".
Result<Decision<RunbookSummary>> retireRunbook(const FleetState& state, const RunbookName& name);

// Without its health.
RunbookSummary summaryOf(const RunbookRecord& record);
// What is wrong with whom it calls for; empty = nothing.
std::string escalationNote(const FleetState& state, const Runbook& book);
// With what is probably not meant by it, and whom it calls for without a route that leads there.
RunbookDocument documentOf(const FleetState& state, const RunbookRecord& record);
Error noRunbook(const FleetState& state, const RunbookName& name);

bool isFor(const Runbook& runbook, const Labels& labels);  // of an alert
// Those that match an alert of the incident and are not retired, by name.
std::vector<RunbookName> runbooksFor(const FleetState& state, const Incident& incident);

}  // namespace flotilla::controlplane
