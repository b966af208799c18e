// What happened in the demonstration fleet before the console looked: rollouts that ended, one that is under way, what
// came of them on the nodes, and the audit log. Thread: pure function.
#pragma once

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

void addHistory(DemoState& state);

// How many installations are under way at the same time.
std::size_t demoFlightsAtOnce(const DemoSpec& spec);

}  // namespace flotilla::console
