// What a rollout or a way back would do in the demonstration fleet. Thread: pure functions.
#pragma once

#include "app/console/adapters/demo_rollouts.h"

namespace flotilla::console {

Result<RolloutPreview> previewDemo(const DemoState& state, const NewRollout& wanted);
Result<RolloutPreview> previewDemoBack(const DemoState& state, const RolloutId& id);

}  // namespace flotilla::console
