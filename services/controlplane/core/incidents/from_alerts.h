// Incidents as their alerts go: a page that was told opens one or joins one, its end mitigates it. Pure. Thread: the
// fleet loop.
//
// A page joins an open incident that had this alert before, that was told in the same message, or that suspects the
// same rollout. A ticket opens nothing by itself.
#pragma once

#include "services/controlplane/core/incidents/opening.h"

namespace flotilla::controlplane {

// Empty if nothing has happened.
Mutation followAlerts(const FleetState& state, const IncidentInput& input);

}  // namespace flotilla::controlplane
