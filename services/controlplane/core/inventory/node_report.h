// Taking a report of a node into the fleet, exactly once. Pure.
#pragma once

#include "services/controlplane/core/fleet/records.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// The rows that change; empty if this report was counted before (its seq is not above the last). `upstreamBytes` is
// what the report weighs on the wire without liveness. Reports of workloads nobody declared, or beyond 64 workloads or
// 2048 events, are Invalid/"bad_report".
Result<Mutation> takeReport(const FleetState& state, const NodeEntry& entry, const NodeReport& report,
                            std::uint64_t upstreamBytes, TimePoint now);

// Without what a version answered in its shadow: copies, which are nobody's requests.
NodeReport withoutShadow(NodeReport report);

// Counts a report as seen without taking what it says.
Mutation skipReport(const NodeEntry& entry, std::uint64_t seq, TimePoint now);

}  // namespace flotilla::controlplane
