// What an operator does with the identity of a node (models/domain/node_lifecycle.h). Pure; one transaction stores what
// it says. Thread: the fleet loop.
#pragma once

#include "models/domain/node_lifecycle.h"
#include "models/domain/node_orders.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// `reason` is for the audit log, one line of at most 500 bytes. Empty mutation if the node is in that state already.
// Reasons: no_node (also for a node the caller may not see), out_of_scope, wrong_state, bad_reason.
// Readmitting one that is isolated ends that as well.
Result<Decision<NodeId>> changeNode(const FleetState& state, NodeVerb verb, const std::string& nameOrId,
                                    const std::string& reason, const Caller& caller);

// What a node is to do besides what it runs; stored, and told as soon as it is there. `workload` is for restarting.
// Isolating also quarantines. The same again is another order, but for isolating. Reasons: as changeNode, no_workload,
// agent_too_old. The role is that of a security administrator, of an operator for restarting.
Result<Decision<NodeId>> orderNode(const FleetState& state, NodeOrder order, const std::string& nameOrId,
                                   const WorkloadName& workload, const std::string& reason, const Caller& caller);

}  // namespace flotilla::controlplane
