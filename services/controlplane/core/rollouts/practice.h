// Keeps rollouts off nodes on which a game day is under way: they would be judged by what its faults do. What repairs
// is never kept back by practice: the way back, aborting, and what a step of a runbook deploys. Practising a repair is
// what game days are for, and a real one is more urgent than either. Pure. Thread: the fleet loop.
#pragma once

#include <vector>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// Precondition/"game_day_there" if one that has not ended has faults for one of these nodes.
Status checkPractice(const FleetState& state, const std::vector<NodeId>& nodes);
Status checkPractice(const FleetState& state, const std::vector<const NodeEntry*>& nodes);

}  // namespace flotilla::controlplane
