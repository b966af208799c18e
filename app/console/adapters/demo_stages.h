// Shadow and traffic weights in the demonstration fleet. Where a seat of a planned rollout is follows from the time
// since it was assigned, so nothing of it is kept. Thread: pure functions.
#pragma once

#include <vector>

#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

// So that the seat of a node is found. Only of plans with stages; done once, when the seats are drawn.
void indexDemoStages(DemoPlanned& planned);

// How long all stages of a seat take; zero without.
Duration demoStagesTake(const DemoPlanned& planned, std::size_t place);

// What the node of that seat has told by `now`: the stages that it was in, in their order.
std::vector<NodeStage> demoStages(const DemoPlanned& planned, std::size_t place, TimePoint now);

// Over all seats.
RolloutStages demoRolloutStages(const DemoPlanned& planned, TimePoint now);

// What the rollouts with stages mean for a node: its stages, and its installation while they last.
void addDemoStages(const DemoState& state, std::uint32_t index, Node& node);

}  // namespace flotilla::console
