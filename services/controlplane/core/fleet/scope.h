// What a caller may do in a place: a region, or the whole fleet where there is none. Pure. Thread: any.
#pragma once

#include <string>

#include "models/domain/access.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// An empty region is the whole fleet.
bool mayAt(const Caller& caller, Role role, const RegionName& region);
// Denied/"out_of_scope" of who is no operator there.
Status checkOperates(const Caller& caller, const RegionName& region);
// An operator of that name, the caller, or nobody. NotFound/"no_operator".
Status checkOperatorName(const FleetState& state, const std::string& name, const std::string& field,
                         const Caller& caller);

}  // namespace flotilla::controlplane
