// Which nodes a rollout or the way back is for, and what stands in its way. Starting and previewing both ask here, so
// that a preview never promises something else. Pure. Thread: the fleet loop. Pointers are into the state.
#pragma once

#include <optional>
#include <vector>

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

struct ExcludedTarget {
  const NodeEntry* node;
  Error why;
};

struct ForwardTargets {
  const ReleaseRecord* release = nullptr;
  std::vector<const NodeEntry*> nodes;
  std::vector<ExcludedTarget> excluded;  // meant, but not active, out of the caller's scope, or without a variant
  std::optional<Error> problem;          // the first reason for which it cannot start
};
// Errors are about the request: no_workload, no_release, no_region, and what parseSelector says. The problem is
// rollout_running, out_of_scope, no_nodes, bad_deadline or no_variant.
Result<ForwardTargets> forwardTargets(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                      TimePoint now, Duration reportInterval);

struct BackTarget {
  const NodeEntry* node;
  const RolloutNode* row;
};
struct BackTargets {
  std::vector<BackTarget> nodes;
  std::vector<BackTarget> inactive;      // would go back, but get no assignment
  std::vector<ExcludedTarget> excluded;  // not active, out of scope, or without a version before
  std::optional<Error> problem;          // already_rolled_back, rollout_running, out_of_scope, no_way_back
};
BackTargets backTargets(const FleetState& state, const Rollout& rollout, const Caller& caller);

// What the node ran before, as the row of a rollout keeps it; hadVersion if that is proven and its release known.
RolloutNode startingPoint(const FleetState& state, const NodeEntry& entry, const RolloutId& id,
                          const WorkloadName& workload);

bool hasEnded(RolloutState state);

}  // namespace flotilla::controlplane
