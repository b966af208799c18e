#include "services/controlplane/core/summary/digests.h"

#include <algorithm>
#include <set>

#include "services/controlplane/core/fleet/node_view.h"

namespace flotilla::controlplane {
namespace {

RolloutDigest digestOf(const FleetState& state, const Rollout& rollout) {
  RolloutDigest out{rollout.id,     rollout.workload, rollout.to,        rollout.state,   rollout.wayBack(),
                    rollout.reason, rollout.message,  rollout.createdAt, rollout.endedAt, {}};
  for (const RolloutNode& node : rollout.nodes) {
    const auto at = state.nodes.find(node.node);
    if (at == state.nodes.end()) continue;
    RolloutInRegion& there = out.regions[at->second.record.region];
    ++there.nodes;
    there.touched += node.generation > 0 ? 1 : 0;
    if (node.provenAt != TimePoint{})
      there.firstProven = std::min(there.firstProven.value_or(node.provenAt), node.provenAt);
  }
  return out;
}

bool isDraft(RolloutState state) {
  return state == RolloutState::Draft || state == RolloutState::AwaitingApproval || state == RolloutState::Rejected;
}

void countWorkloads(const FleetState& state, const NodeEntry& node, NodesOfRegion& into) {
  for (const auto& [name, desired] : node.desired) {
    const auto release = state.releases.find(desired.release);
    if (desired.release.isZero() || release == state.releases.end()) continue;
    VersionsOfWorkload& versions = into.workloads[name];
    ++versions.wanted[release->second.release.version];
    versions.artifact = release->second.release.artifact;
    const auto report = node.workloads.find(name);
    if (report == node.workloads.end() || !report->second.proven) ++versions.nodes;
  }
  for (const auto& [name, report] : node.workloads) {
    if (!report.proven) continue;
    VersionsOfWorkload& versions = into.workloads[name];
    ++versions.nodes;
    ++versions.proven[report.version];
    if (versions.artifact.empty()) versions.artifact = report.artifact;
  }
}

}  // namespace

std::vector<RolloutDigest> RolloutDigests::look(const FleetState& state) {
  std::vector<RolloutDigest> out;
  for (const auto& [id, rollout] : state.rollouts) {
    if (isDraft(rollout.state)) continue;
    const auto known = ended_.find(id);
    const bool isSame = known != ended_.end() && known->second.state == rollout.state &&
                        known->second.ended == rollout.endedAt && hasEnded(rollout.state);
    out.push_back(isSame ? known->second : digestOf(state, rollout));
    if (!isSame && hasEnded(rollout.state)) ended_[id] = out.back();
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const RolloutDigest& a, const RolloutDigest& b) { return a.created > b.created; });
  return out;
}

std::map<RegionName, NodesOfRegion> nodeDigests(const FleetState& state, TimePoint now, Duration reportInterval) {
  std::map<RegionName, NodesOfRegion> out;
  std::map<RegionName, std::map<SiteName, bool>> sites;  // whether one of its nodes is away
  for (const auto& [id, node] : state.nodes) {
    if (node.record.identity != NodeIdentity::Active) continue;
    NodesOfRegion& there = out[node.record.region];
    const Liveness liveness = nodeLiveness(state, node, now, reportInterval);
    const bool isAway = liveness == Liveness::Offline || liveness == Liveness::Unseen;
    ++there.nodes;
    if (!isAway) ++there.inService;
    if (liveness == Liveness::Unseen) ++there.unseen;
    if (liveness == Liveness::Offline) {
      ++there.unreachable;
      there.silentSince = std::min(there.silentSince.value_or(node.status.lastSeen), node.status.lastSeen);
    }
    bool& below = sites[node.record.region][node.record.site];
    below = below || isAway;
    countWorkloads(state, node, there);
  }
  for (const auto& [region, all] : sites) {
    out[region].sites = all.size();
    out[region].sitesBelow =
        static_cast<std::uint64_t>(std::count_if(all.begin(), all.end(), [](const auto& site) { return site.second; }));
  }
  return out;
}

}  // namespace flotilla::controlplane
