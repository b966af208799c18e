// Objectives of the made-up fleet with everything that a cell can say, their past, and alerts. Thread: pure functions.
#pragma once

#include "models/domain/operator_api.h"

namespace flotilla::tests {

// "answers" is spent in eu-west and pages, "latency" is unknown in us-east and not served in ap-south.
Objectives sampleObjectives(TimePoint now);
std::vector<Tally> sampleTallies();
Page<ObjectiveAlert> sampleAlerts(TimePoint now);

}  // namespace flotilla::tests
