// What is not declared, published or enrolled, with the nearest name that is. Thread: pure functions.
#pragma once

#include <string>

#include "models/domain/access.h"
#include "models/domain/version.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// `field` is the request's.
Error noRegion(const FleetState& state, const RegionName& region, const char* field);
Error noSite(const FleetState& state, const SiteName& site);
Error noWorkload(const FleetState& state, const WorkloadName& workload);
Error noRelease(const FleetState& state, const ArtifactName& artifact, const Version& version);
Error noOperator(const FleetState& state, const std::string& name);
// Names only nodes that the caller may see.
Error noNode(const FleetState& state, const std::string& nameOrId, const Caller& caller);

}  // namespace flotilla::controlplane
