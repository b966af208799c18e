// The numbers of a node's reports: every queue of a node begins its own, and here they go on from one queue to the
// next, so that one number is one report for ever. Pure. Thread: values.
#pragma once

#include "services/controlplane/core/fleet/records.h"

namespace flotilla::controlplane {

inline constexpr std::uint64_t kMostSeq = 1ULL << 62;  // a higher number is none

// The status of a node that connects with this queue. A queue that nobody knows begins behind what came of the one
// before, and that one counts as lost if it had numbers; one that took over the numbers of an older agent goes on.
NodeStatus withQueue(NodeStatus status, const QueueIdentity& queue);

// The report with our numbers instead of the node's. Invalid/"bad_report" for numbers that cannot be.
Result<NodeReport> onOurNumbers(const NodeStatus& status, NodeReport report);
// A number of ours as the node knows it; 0 if it is of a queue before.
std::uint64_t onTheirNumbers(const NodeStatus& status, std::uint64_t seq);

// Takes the numbers between the newest one and this report as missing: declared if a gap that the node tells covers
// them, undeclared otherwise. The numbers of agents without a queue have gaps that mean nothing.
void countMissing(NodeTelemetry& telemetry, std::uint64_t newest, const NodeReport& report);

// The report with times by our clock, as far as the offset is known. Events keep their time unless the clock is off by
// more than a second: they are told apart by it.
NodeReport onOurClock(NodeReport report);

}  // namespace flotilla::controlplane
