#include "services/controlplane/core/alerts/count_watch.h"

#include "services/controlplane/core/fleet/node_view.h"

namespace flotilla::controlplane {
namespace {

bool isExpected(const FleetState& state, const WorkloadName& name, const WorkloadReport& report) {
  const auto declared = state.workloads.find(name);
  return declared != state.workloads.end() && declared->second.config.ratePerSecond > 0 && report.proven &&
         isSettled(report.state);
}

std::uint64_t requestsOf(const NodeEntry& node, const WorkloadName& name) {
  std::uint64_t out = 0;
  for (auto at = node.totals.lower_bound({name, Version{}}); at != node.totals.end() && at->first.first == name; ++at)
    out += at->second.requests;
  return out;
}

}  // namespace

void CountWatch::lookAt(const NodeEntry& node, const WorkloadName& workload, bool live, TimePoint now) {
  const Key key{node.record.id, workload};
  const std::uint64_t requests = requestsOf(node, workload);
  const auto [at, isNew] = known_.try_emplace(key, Known{requests, now, round_});
  Known& known = at->second;
  if (known.requests != requests) {
    known.since = now;
    counted_.insert(key);
  }
  known.requests = requests;
  known.round = round_;
  if (live) gaps_.push_back({key.first, workload, known.since, !counted_.contains(key)});
}

// A node that is late may have its counts under way; one that was offline begins anew.
const std::vector<CountGap>& CountWatch::look(const FleetState& state, TimePoint now, Duration reportInterval) {
  ++round_;
  gaps_.clear();
  for (const auto& [id, node] : state.nodes) {
    if (node.record.identity != NodeIdentity::Active || node.orders.isolated || node.status.orders.isolated) continue;
    const Liveness liveness = nodeLiveness(state, node, now, reportInterval);
    if (liveness != Liveness::Live && liveness != Liveness::Late) continue;
    for (const auto& [name, report] : node.workloads)
      if (isExpected(state, name, report)) lookAt(node, name, liveness == Liveness::Live, now);
  }
  std::erase_if(known_, [&](const auto& entry) { return entry.second.round != round_; });
  std::erase_if(counted_, [&](const Key& key) { return !state.nodes.contains(key.first); });
  return gaps_;
}

}  // namespace flotilla::controlplane
