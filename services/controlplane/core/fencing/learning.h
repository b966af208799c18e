// After a start the control plane first hears its nodes: what they were given may be more than the database knows,
// because it was restored from a backup. Until then nothing is signed. Thread: the fleet loop.
#pragma once

#include <cstddef>
#include <set>

#include "services/controlplane/core/fleet/state.h"
#include "services/runtime/clock.h"

namespace flotilla::controlplane {

class Learning {
 public:
  // Waits for every node that may connect and was seen within two intervals of the last one that was seen; until `end`
  // at the latest.
  Learning(const FleetState& state, Duration reportInterval, SteadyPoint end);

  void heard(const NodeId& node) { unheard_.erase(node); }
  bool isOver(SteadyPoint now) const { return unheard_.empty() || now >= end_; }
  std::size_t unheard() const { return unheard_.size(); }

 private:
  std::set<NodeId> unheard_;
  SteadyPoint end_;
};

}  // namespace flotilla::controlplane
