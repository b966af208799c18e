// What an operator does with the identity of a node (models/domain/node_lifecycle.h). Pure; one transaction stores what
// it says. Thread: the fleet loop.
#pragma once

#include "models/domain/node_lifecycle.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// `reason` is for the audit log, one line of at most 500 bytes. Empty mutation if the node is in that state already.
// Reasons: no_node (also for a node the caller may not see), out_of_scope, wrong_state, bad_reason.
Result<Decision<NodeId>> changeNode(const FleetState& state, NodeVerb verb, const std::string& nameOrId,
                                    const std::string& reason, const Caller& caller);

}  // namespace flotilla::controlplane
