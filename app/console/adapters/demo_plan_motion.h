// How planned rollouts of the demonstration fleet go on, by themselves and by what people say. The states are those of
// rollout_lifecycle.h. Thread: pure functions over the state.
#pragma once

#include "app/console/adapters/demo_state.h"
#include "models/domain/operator_api.h"

namespace flotilla::console {

void advanceDemoPlans(DemoState& state, TimePoint now, DemoChanges& changes);

// All are noted in the audit log. Errors: wrong_state, no_wave, not_soaking, failed_wave, wave_begun, other_plan,
// own_plan, no_approval_needed, and what keeps a rollout from starting.
Status sayToDemo(DemoState& state, std::uint32_t index, const RolloutWord& word);
Status abortDemoPlan(DemoState& state, std::uint32_t index);
Status rollBackDemoPlan(DemoState& state, std::uint32_t index);
Result<RolloutPreview> previewDemoPlanBack(const DemoState& state, std::uint32_t index);

// The node has proven what the rollout brings, at that time.
void proveDemoSeat(DemoState& state, DemoPlanned& planned, std::size_t place, TimePoint at);
// The node runs what it ran before.
void returnDemoSeat(DemoState& state, DemoPlanned& planned, std::size_t place, TimePoint at);

}  // namespace flotilla::console
