// What is the matter with the demonstration fleet, as alerts, before anything holds them back. Thread: pure functions.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/alert.h"

namespace flotilla::console {

// Objectives that burn, nodes that are gone, a machine that is sick, a rollout that failed. In no order.
std::vector<AlertStatus> demoRaised(const DemoState& state);

}  // namespace flotilla::console
