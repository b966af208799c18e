// The plan that a rollout follows. Pure; each thread remembers the documents that it read last.
#pragma once

#include <map>

#include "models/domain/operator_api.h"
#include "models/domain/rollout.h"
#include "models/domain/rollout_plan.h"

namespace flotilla::controlplane {

// What is deployed without a document: all nodes at once in one wave that nobody watches; who fails stays as it is.
RolloutPlan directPlan(const NewRollout& wanted);

// What somebody wrote. Errors as parseRolloutPlan; what is wrong with all of it is wrong with the field "plan".
Result<RolloutPlan> writtenPlan(const std::string& text);

// From its document, or the direct plan with its own deadline. A document that cannot be read (it was when it was
// stored) is Internal/"plan_damaged".
Result<RolloutPlan> planOf(const Rollout& rollout);

// The plan with the limits that it leaves open as the workload promises them, so that whoever reads and approves it
// sees what counts. A workload that is not declared promises nothing.
RolloutPlan completed(RolloutPlan plan, const std::map<WorkloadName, Workload>& workloads);

// What is deployed by this plan, as the parts that choose nodes and releases ask for it.
NewRollout wantedBy(const RolloutPlan& plan);

// The waves as they begin, without their nodes.
std::vector<RolloutWave> wavesOf(const RolloutPlan& plan, const RolloutId& rollout);

}  // namespace flotilla::controlplane
