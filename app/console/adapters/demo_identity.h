// What operators decide about nodes of the demonstration fleet, and the secrets it hands out, which open nothing.
// Thread: pure functions over the state.
#pragma once

#include "app/console/adapters/demo_state.h"
#include "models/domain/node_lifecycle.h"
#include "models/domain/operator_api.h"

namespace flotilla::console {

// The index of the node. Errors: NotFound/"no_node", Precondition/"wrong_state".
Result<std::uint32_t> changeDemoNode(DemoState& state, NodeVerb verb, const std::string& nameOrId,
                                     const std::string& reason);
// Errors: NotFound/"no_site", Invalid/"bad_lifetime" and what checkLabels says.
Result<CreatedToken> createDemoToken(DemoState& state, const NewEnrolToken& wanted);
// Errors: Conflict/"operator_exists" and what checkName says.
Result<CreatedToken> addDemoOperator(DemoState& state, const NewOperator& wanted);

}  // namespace flotilla::console
