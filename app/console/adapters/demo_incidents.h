// The incidents that the demonstration begins with. Thread: pure functions over a state of the loop.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/incident.h"

namespace flotilla::console {

// The rollout that goes on, which the first of them suspects; null without one.
const DemoPlanned* suspectedDemoRollout(const DemoState& state);
// Newest first; none in a fleet without a rollout that goes on.
std::vector<IncidentDetail> buildDemoIncidents(const DemoState& state);
// At the end of its timeline, with the hash over the entry before.
void addDemoEvent(IncidentDetail& detail, IncidentEvent event);

}  // namespace flotilla::console
