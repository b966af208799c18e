// Which nodes a rollout is for, and what stands in its way. Starting and previewing both ask here, so that a preview
// never promises something else. Pure. Thread: the fleet loop. Pointers are into the state.
#pragma once

#include <optional>
#include <vector>

#include "models/domain/operator_api.h"
#include "models/domain/rollout_plan.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/policy/plan_check.h"
#include "services/controlplane/core/rollouts/cohorts.h"

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
// rollout_running, out_of_scope, no_nodes, bad_deadline, no_variant or already_proven (every node has proven exactly
// this release with the config that is declared; with another config it is worth doing again).
Result<ForwardTargets> forwardTargets(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                      TimePoint now, Duration reportInterval);

// As forwardTargets, of a plan: shadow and weights have to fit the workload (checkStages), and the agent of a node at
// least has to take them (agent_too_old). Besides that, nodes that do not run its `from` are excluded (other_version),
// and another rollout may be under way, because a draft waits.
Result<ForwardTargets> plannedTargets(const FleetState& state, const RolloutPlan& plan, const Caller& caller,
                                      TimePoint now, Duration reportInterval);

// All nodes of its regions that its selector means, by name. Errors: no_region, and what parseSelector says.
Result<std::vector<const NodeEntry*>> meantNodes(const FleetState& state, const NewRollout& wanted, TimePoint now,
                                                 Duration reportInterval);

// The nodes as a draw takes them.
std::vector<Candidate> candidatesOf(const FleetState& state, const std::vector<const NodeEntry*>& nodes, TimePoint now,
                                    Duration reportInterval);

// learning while the control plane learns; rollout_running if another rollout of the workload, with a number above
// `after`, has not ended. Drafts wait.
Status checkIdle(const FleetState& state, const WorkloadName& workload, std::uint64_t after, TimePoint now);
Error outOfScope(const Caller& caller, const RegionName& region);
Error notActive(const NodeRecord& node);

// What of the rollout is still to be begun, beginning with wave `next`, as the policy is asked about it.
PlannedStart restOf(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan, const RolloutWave& next);

// What the node ran before, as the row of a rollout keeps it; hadVersion if that is proven and its release known.
RolloutNode startingPoint(const FleetState& state, const NodeEntry& entry, const RolloutId& id,
                          const WorkloadName& workload);

}  // namespace flotilla::controlplane
