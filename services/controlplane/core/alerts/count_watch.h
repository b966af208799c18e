// Which nodes report, and count nothing of what they should serve: what is missing there is neither good nor bad, and
// nobody would see it. Pure. Thread: the fleet loop.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// A live node that should count requests of a workload, and the time since when it has counted none.
struct CountGap {
  NodeId node;
  WorkloadName workload;
  TimePoint since{};
  bool fromStart = false;  // nothing was counted since this program looks: it may have begun before
};

class CountWatch {
 public:
  // As of now; each has an entry, also one that counted just now. What is not expected to count has none: a node that
  // is not live, or isolated, a workload that is paused, on its way to another version, or was never proven there.
  const std::vector<CountGap>& look(const FleetState& state, TimePoint now, Duration reportInterval);

 private:
  struct Known {
    std::uint64_t requests = 0;
    TimePoint since{};
    std::uint64_t round = 0;  // of the newest look that had it
  };
  void lookAt(const NodeEntry& node, const WorkloadName& workload, bool live, TimePoint now);

  using Key = std::pair<NodeId, WorkloadName>;
  std::map<Key, Known> known_;
  std::set<Key> counted_;  // something since the first look
  std::vector<CountGap> gaps_;
  std::uint64_t round_ = 0;
};

}  // namespace flotilla::controlplane
