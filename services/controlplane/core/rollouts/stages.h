// Shadow and weights of a rollout: what of its plan goes into assignments, and what its nodes found, together. Pure.
// Thread: the fleet loop.
#pragma once

#include <optional>
#include <vector>

#include "models/domain/rollout_plan.h"
#include "services/controlplane/core/fleet/stage_view.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr const char* kTooOld = "agent_too_old";
inline constexpr const char* kTooOldText = "its agent is too old for shadow or weights";

// Of its plan; none of what was deployed without one, or of a plan that cannot be read.
Stages plannedStages(const Rollout& rollout);

// Of its deadline, what is not for stages: so long nodes are waited for that cannot be reached, or that go back.
Duration deadlineWithoutStages(const RolloutPlan& plan);

// What goes into the assignment of a desired workload that is staged. `beginning`: a rollout that the state may not
// have yet; null = none. Error: Internal/"plan_damaged".
Result<Stages> stagesFor(const FleetState& state, const DesiredWorkload& desired, const Rollout* beginning);

// Whether the node may be given something in stages, which agents from before refuse.
bool takesStages(const RolloutPlan& plan, const NodeEntry& entry);

// Whether the workload that is to be rolled out has inputs, and the deadline leaves room for its health window too.
// Errors: Invalid/"no_inputs", field shadow or weights; Invalid/"bad_deadline", field deadline.
Status checkStages(const FleetState& state, const RolloutPlan& plan);

// The row of a report, with the rollout that it is about: that which wants the workload on this node now, or, of a
// stage that is known already, the same as before.
StageStanding standingOf(const FleetState& state, const NodeEntry& entry, const StageReport& report, TimePoint now);

// When the node, which has not come to an end, first told of a stage of this rollout; nothing if it has not yet.
std::optional<TimePoint> inStagesSince(const NodeEntry& entry, const RolloutNode& row, const WorkloadName& workload);

// Over the nodes that the rollout has here. What they found for another rollout does not count.
std::vector<StageSummary> foundInStages(const FleetState& state, const Rollout& rollout);

// Both, where the rollout is shown.
void showStages(const FleetState& state, Rollout& rollout);

}  // namespace flotilla::controlplane
