// Nodes as operators see them, from the read model. Pure.
#pragma once

#include "models/domain/node.h"
#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

Node nodeView(const FleetState& state, const NodeEntry& entry, TimePoint now, Duration reportInterval);
Liveness nodeLiveness(const FleetState& state, const NodeEntry& entry, TimePoint now, Duration reportInterval);
// Only nodes in regions where the caller may look.
std::vector<Node> nodeViews(const FleetState& state, const Caller& caller, TimePoint now, Duration reportInterval);
// Filtered and sorted by nodeSelectorFields().
Result<Page<Node>> listNodes(std::vector<Node> nodes, const ListQuery& query, TimePoint now);

// What every version of a workload did, over the nodes the caller may see.
WorkloadSummary summarizeWorkload(const FleetState& state, const Caller& caller, const WorkloadName& workload);

}  // namespace flotilla::controlplane
