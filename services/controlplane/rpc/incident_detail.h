// An incident with all that belongs to it, as of now. Thread: the fleet loop.
#pragma once

#include "services/controlplane/rpc/control_plane.h"

namespace flotilla::controlplane {

// Errors: NotFound/"no_incident"; those of the store.
Result<IncidentDetail> incidentDetail(ControlPlane& plane, const IncidentId& id, const Caller& caller);

}  // namespace flotilla::controlplane
