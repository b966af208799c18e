// Taking rollouts of the demonstration fleet back. Errors and their reasons are those of a real control plane. Thread:
// pure functions over the state.
#pragma once

#include <optional>
#include <vector>

#include "app/console/adapters/demo_rollouts.h"

namespace flotilla::console {

struct DemoBack {
  std::uint32_t rollout = 0;
  std::vector<std::uint32_t> targets;  // positions in DemoRollout::targets
  std::vector<DemoExcluded> excluded;
  std::optional<Error> problem;  // already_rolled_back, rollout_running, overtaken, no_way_back, same_before
};
// Errors: no_rollout.
Result<DemoBack> backTargets(const DemoState& state, const RolloutId& id);

// The index of the rollout. Both are noted in the audit log. Errors: no_rollout, and the problem of backTargets or
// not_running, rolling_back.
Result<std::uint32_t> rollBackDemo(DemoState& state, const RolloutId& id);
Result<std::uint32_t> abortDemo(DemoState& state, const RolloutId& id);

}  // namespace flotilla::console
