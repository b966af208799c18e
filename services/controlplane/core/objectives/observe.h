// What a fleet shows its objectives: reports of nodes, and what the control plane sees of them. Pure, but for what
// StateObserver remembers. Thread: the fleet loop.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/objectives/ledger.h"

namespace flotilla::controlplane {

// The answers that a report counts, for its region and for the node itself, the bytes that they and it took, and how
// the machine was used.
std::vector<Observation> observationsOf(const NodeRecord& node, const NodeReport& report, std::uint64_t wireBytes);

// What became of the rollouts that ended in (after, until], and of their nodes.
std::vector<Observation> endedRollouts(const FleetState& state, TimePoint after, TimePoint until);

// Its numbers, for counting it once. `before` is the newest that was stored before it came.
ReportSpan spanOf(const NodeRecord& node, const NodeReport& report, std::uint64_t before);

// Workloads, and the regions in which active nodes should serve them.
std::set<std::pair<WorkloadName, RegionName>> servingPlaces(const FleetState& state);

class StateObserver {
 public:
  // One event per active node, in its region and its own: whether it is offline, by what its region takes for silence,
  // and, while it is live, for how long it has not been known to have what was assigned to it. A node that is away is
  // one piece of news and not two. Silence to which nobody listened says nothing: a node that has not reported to this
  // program yet counts when its region would have waited long enough, or it is there.
  std::vector<Observation> look(const FleetState& state, TimePoint now, Duration reportInterval);

 private:
  struct Seen {
    TimePoint since;  // when it was known to be in step, last
    bool away;
  };
  std::map<NodeId, Seen> inStep_;
  TimePoint listensSince_{};  // the first look
};

}  // namespace flotilla::controlplane
