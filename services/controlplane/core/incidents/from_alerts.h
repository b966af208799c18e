// Incidents as their alerts go: a page opens one or joins one when somebody was told of it, or when it has fired for
// kUntoldPatience although nothing holds it back (nobody may be declared whom pages reach); its end mitigates it. Pure.
// Thread: the fleet loop.
//
// A page joins an open incident that had this alert before, that was told in the same message, or that suspects the
// same rollout. A ticket opens nothing by itself.
#pragma once

#include "services/controlplane/core/incidents/opening.h"

namespace flotilla::controlplane {

// By then whatever explains an alert, and holds it back, has been found.
inline constexpr Duration kUntoldPatience = std::chrono::seconds(30);

// Empty if nothing has happened.
Mutation followAlerts(const FleetState& state, const IncidentInput& input);

}  // namespace flotilla::controlplane
