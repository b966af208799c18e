// What is written when alerts begin and end. Pure. Thread: the fleet loop.
#pragma once

#include <vector>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// A row for each firing; with its end, an acknowledgement goes away: the next firing is another's to look after. One
// that ends without having been told to begin is written with both.
Mutation firingRows(const FleetState& state, const std::vector<Alert>& began, const std::vector<Alert>& ended);

}  // namespace flotilla::controlplane
