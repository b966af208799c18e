// One answer to how a fleet did. Pure but for what it remembers. Thread: the fleet loop.
#pragma once

#include "services/controlplane/core/summary/count.h"
#include "services/controlplane/core/summary/digests.h"
#include "services/controlplane/core/summary/parts.h"

namespace flotilla::controlplane {

// Errors: Invalid/"out_of_range" (period, canary share); Denied/"not_yours", NotFound/"no_region" of a region that is
// asked for.
Result<SummaryScope> summaryScope(const FleetState& state, const SummaryQuestion& question, const Caller& caller);

// The parts, put together.
Summary summaryOf(const SummaryFacts& facts);

// What is to be counted for it, of all regions: `spans` and `windows` are of now.
SummaryJob summaryJob(const FleetState& state, const SummaryTimes& times, std::vector<Objective> objectives);
// What the regions of the scope have of business.
BusinessPlace businessPlaceOf(const SummaryScope& scope);

}  // namespace flotilla::controlplane
