// What HTTP threads may ask without the fleet loop: which nodes may pull, and which upload tickets are valid.
// Thread: any. Lifetime: outlives the HTTP server.
#pragma once

#include <map>
#include <mutex>
#include <set>

#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/registry/artifact_access.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

class AccessTable final : public ArtifactAccess {
 public:
  AccessTable(Clock& clock, Random& random) : clock_(clock), random_(random) {}

  // Takes over who may pull: everybody at first, then the nodes that a commit touched. Called on the fleet loop.
  void load(const FleetState& state);
  void update(const FleetState& state, const std::vector<Touched>& touched);
  // A fresh ticket, valid for 15 minutes. At most 256 at a time: the oldest goes.
  std::string issueTicket();

  Status mayPull(const NodeId& node) const override;
  Status mayPush(std::string_view ticket) const override;

 private:
  Clock& clock_;
  Random& random_;
  mutable std::mutex mutex_;
  std::set<NodeId> pullers_;
  std::map<Digest, SteadyPoint> tickets_;  // by hash, so that a lookup leaks nothing through time
};

}  // namespace flotilla::controlplane
