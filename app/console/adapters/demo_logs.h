// What nodes of the demonstration fleet keep of their log lines and traces: made up from what they run, the same for
// every look, searched as a node does it. Thread: pure functions.
#pragma once

#include "app/console/adapters/demo_state.h"
#include "models/domain/node_logs.h"
#include "models/domain/result.h"

namespace flotilla::console {

// Errors: what checkLogQuery says, Unavailable/"node_offline" and Precondition/"agent_too_old".
Result<NodeLogs> demoLogs(const DemoState& state, std::uint32_t node, const LogQuery& query);

}  // namespace flotilla::console
