// Rollouts that operators start in the demonstration fleet. Errors and their reasons are those of a real
// control plane. Thread: pure functions over the state.
#pragma once

#include <optional>

#include "app/console/adapters/demo_state.h"
#include "models/domain/operator_api.h"

namespace flotilla::console {

struct DemoExcluded {
  std::uint32_t node = 0;
  Error why;
};

// Which nodes a rollout is for, and what stands in its way.
struct DemoForward {
  std::size_t workload = 0;
  std::size_t version = 0;
  std::vector<DemoTarget> targets;  // ascending by node
  std::vector<DemoExcluded> excluded;
  std::optional<Error> problem;  // rollout_running, no_nodes, bad_deadline, already_proven
};
// Errors are about the request: no_workload, no_release, no_region, bad_selector and the like.
Result<DemoForward> forwardTargets(const DemoState& state, const NewRollout& wanted);

// The index of what was started, which is noted in the audit log.
Result<std::uint32_t> createDemoRollout(DemoState& state, const NewRollout& wanted);

// What the demonstration starts by itself: the newest version of the workload, on nodes of the region that run another
// one. Nothing if there are none.
std::optional<std::uint32_t> startDemoRollout(DemoState& state, std::size_t workload, std::size_t region);

// rollout_running if another rollout of the workload, with a number above `after`, has not ended.
Status checkIdle(const DemoState& state, std::size_t workload, std::uint32_t after);
Error notActive(const DemoNode& node);

// Nodes of a selector, ascending.
Result<std::vector<std::uint32_t>> selectNodes(const DemoState& state, const std::string& selector, const char* field);

}  // namespace flotilla::console
