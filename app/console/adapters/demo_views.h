// Domain values made from the numbers of the demonstration fleet. Thread: pure functions.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/fleet_feed.h"
#include "models/domain/operator_api.h"

namespace flotilla::console {

Node toNode(const DemoState& state, std::uint32_t index);
// More nodes than `bound` are only counted.
Rollout toRollout(const DemoState& state, const DemoRollout& rollout, std::size_t bound = kDemoMaxNodes);
// Rollout::nodes at this position.
RolloutNode toTarget(const DemoState& state, const DemoRollout& rollout, const DemoTarget& target);
ReleaseSummary toRelease(const DemoState& state, std::size_t workload, std::size_t version);

// Regions, sites, workloads and releases.
std::vector<FleetThing> declarationsOf(const DemoState& state);
// What happened on the node to its installations, newest first; made up from where they are.
std::vector<NodeEvent> eventsOf(const DemoNode& node, TimePoint now);
WorkloadSummary summaryOf(const DemoState& state, std::size_t workload);
// Nodes that report.
std::uint64_t connectedIn(const DemoState& state);

}  // namespace flotilla::console
