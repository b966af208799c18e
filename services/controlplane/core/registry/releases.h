// Publishing a signed release: the control plane keeps the bytes and reads them; whether to trust them is for nodes to
// decide.
#pragma once

#include "models/domain/operator_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/registry/blob_store.h"

namespace flotilla::controlplane {

// Every manifest and every file it names must be in the blob store (Precondition/"content_missing"). A version can be
// published once (Conflict/"version_exists"); the same bytes again change nothing. What nodes would refuse is refused
// here too: "release_expired", and "counter_not_higher" than one that is published of this artifact.
Result<Decision<ReleaseSummary>> publishRelease(const FleetState& state, BlobStore& blobs, const std::string& envelope,
                                                TimePoint now);

}  // namespace flotilla::controlplane
