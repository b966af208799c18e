// Short forms of what a fleet has, for summaries. Pure. Thread: the fleet loop. Lifetime: RolloutDigests remembers
// rollouts that have ended, so that they are looked at once.
#pragma once

#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/summary/basis.h"

namespace flotilla::controlplane {

class RolloutDigests {
 public:
  // Of everything that was more than a draft, newest first.
  std::vector<RolloutDigest> look(const FleetState& state);

 private:
  std::map<RolloutId, RolloutDigest> ended_;
};

// Of active nodes: who else there is takes no part.
std::map<RegionName, NodesOfRegion> nodeDigests(const FleetState& state, TimePoint now, Duration reportInterval);

}  // namespace flotilla::controlplane
