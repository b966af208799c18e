// How sure a workload has to be on chosen nodes: each gets a new assignment of what it runs, with another threshold.
// Pure but for the key. Thread: the fleet loop. Pointers are into the state.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/domain/threshold_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/rollouts/advance.h"

namespace flotilla::controlplane {

struct ThresholdTarget {
  const NodeEntry* node = nullptr;
  std::string before, after;  // "off", "0.75", "0.75, as declared"
};
struct ThresholdTargets {
  std::vector<ThresholdTarget> nodes;                          // by name; without those that have it
  std::vector<std::pair<const NodeEntry*, std::string>> left;  // meant, and why they cannot get it
};
// Errors: NotFound/"no_workload", "no_region"; Invalid/"bad_threshold"; Denied/"out_of_scope"; what parseSelector says;
// Precondition/"no_targets" if no node that is meant can have it.
Result<ThresholdTargets> thresholdTargets(const EngineRoom& room, const NewThreshold& wanted, const Caller& caller);

// How many nodes it changes. Errors: as above, and those of signAssignment().
Result<Decision<std::size_t>> setThreshold(const EngineRoom& room, const NewThreshold& wanted, const Caller& caller);

}  // namespace flotilla::controlplane
