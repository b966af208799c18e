// Planned rollouts of the made-up fleet, and why they were judged as they were. Thread: pure functions.
#pragma once

#include "tests/console/pages/sample_fleet.h"

namespace flotilla::tests {

// A running one, one that waits for its second approval, a draft, and one without a verdict.
std::vector<Rollout> samplePlans(const SampleFleet& fleet, TimePoint now);
// Of the wave that began last; nothing if none did.
RolloutExplanation sampleExplanation(const Rollout& rollout, TimePoint now);
std::string samplePlan(const Rollout& rollout);
std::vector<WavePreview> sampleWaves();

}  // namespace flotilla::tests
