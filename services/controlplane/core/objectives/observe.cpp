#include "services/controlplane/core/objectives/observe.h"

#include <algorithm>
#include <optional>

#include "services/controlplane/core/fleet/node_view.h"

namespace flotilla::controlplane {

namespace {

using Scoped = std::pair<RawKind, std::string>;

// Whether a node of an ended rollout was given what it brings, and whether it proved it; nothing if it was never
// reached or asked.
std::optional<bool> deployed(const RolloutNode& node) {
  if (node.provenAt != TimePoint{}) return true;
  switch (node.outcome) {
    case NodeOutcome::Proven:
      return true;
    case NodeOutcome::Refused:
    case NodeOutcome::RolledBack:
    case NodeOutcome::Silent:
      return false;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<Observation> observationsOf(const NodeRecord& node, const NodeReport& report, std::uint64_t wireBytes) {
  std::vector<Observation> out;
  ArmCounts bytes;
  for (const ArmReport& arm : report.arms) bytes.requests += arm.counts.rawBytes;
  if (bytes.requests > 0) {
    bytes.errors = wireBytes;
    for (const auto& [kind, scope] :
         {Scoped{RawKind::Traffic, node.region.value}, {RawKind::NodeTraffic, node.id.value}})
      out.push_back({kind, scope, {}, {}, report.at, bytes});
  }
  if (report.saturation.any.total > 0) {
    ArmCounts slots;
    slots.requests = report.saturation.any.total;
    slots.errors = report.saturation.any.over;
    for (const auto& [kind, scope] :
         {Scoped{RawKind::Saturation, node.region.value}, {RawKind::NodeSaturation, node.id.value}})
      out.push_back({kind, scope, {}, {}, report.at, slots});
  }
  for (const ArmReport& arm : report.arms) {
    if (arm.counts.empty()) continue;
    for (const auto& [kind, scope] : {Scoped{RawKind::Served, node.region.value}, {RawKind::Node, node.id.value}})
      out.push_back({kind, scope, arm.workload, arm.version.toString(), report.at, arm.counts});
  }
  return out;
}

ReportSpan spanOf(const NodeRecord& node, const NodeReport& report, std::uint64_t before) {
  ReportSpan span(report.seq);
  if (report.firstSeq != 0) span.first = report.firstSeq;
  span.before = before;
  span.numbered = report.queue.has_value();
  span.region = node.region;
  span.at = report.at;
  return span;
}

std::vector<Observation> endedRollouts(const FleetState& state, TimePoint after, TimePoint until) {
  std::vector<Observation> out;
  for (const auto& known : state.rollouts) {
    const Rollout& rollout = known.second;
    const bool ended = hasEnded(rollout.state) && rollout.endedAt > after && rollout.endedAt <= until;
    if (!ended || rollout.startedAt == TimePoint{}) continue;
    std::map<RegionName, ArmCounts> regions;
    for (const RolloutNode& node : rollout.nodes) {
      const std::optional<bool> good = deployed(node);
      const auto entry = state.nodes.find(node.node);
      if (!good || entry == state.nodes.end()) continue;
      ArmCounts& counts = regions[entry->second.record.region];
      ++counts.requests;
      counts.errors += *good ? 0 : 1;
    }
    ArmCounts whole;
    whole.requests = 1;
    whole.errors = rollout.wentBack() || rollout.state == RolloutState::Failed ? 1 : 0;
    const auto tell = [&](RawKind kind, const std::string& scope, const ArmCounts& counts) {
      out.push_back({kind, scope, rollout.workload, rollout.to.toString(), rollout.endedAt, counts});
    };
    for (const auto& [region, counts] : regions) {
      tell(RawKind::Deployments, region.value, counts);
      tell(RawKind::Rollouts, region.value, whole);
    }
    if (!regions.empty()) tell(RawKind::Rollouts, {}, whole);
  }
  return out;
}

std::set<std::pair<WorkloadName, RegionName>> servingPlaces(const FleetState& state) {
  std::set<std::pair<WorkloadName, RegionName>> out;
  for (const auto& [id, node] : state.nodes) {
    if (node.record.identity != NodeIdentity::Active) continue;
    for (const auto& [name, report] : node.workloads)
      if (report.proven) out.emplace(name, node.record.region);
  }
  return out;
}

std::vector<Observation> StateObserver::look(const FleetState& state, TimePoint now, Duration reportInterval) {
  std::map<RegionName, ArmCounts> regions;
  std::map<NodeId, Seen> inStep;
  std::vector<Observation> out;
  if (listensSince_ == TimePoint{}) listensSince_ = now;
  for (const auto& [id, node] : state.nodes) {
    if (node.record.identity != NodeIdentity::Active) continue;
    const Liveness liveness = nodeLiveness(state, node, now, reportInterval);
    const bool live = liveness == Liveness::Live;
    const bool away = liveness == Liveness::Offline || liveness == Liveness::Unseen;
    const bool has = node.status.generationSeen >= node.assignment.generation;
    const auto before = inStep_.find(id);
    // What it lags behind counts from its return.
    const bool known = before != inStep_.end() && (away || !before->second.away);
    TimePoint since = known ? before->second.since : now;
    if (live && has) since = std::max(since, node.status.lastSeen);
    inStep[id] = {since, away};
    const auto region = state.regions.find(node.record.region);
    const Duration patience = region == state.regions.end() ? Region{}.offlineAfter : region->second.offlineAfter;
    const TimePoint waitsSince = node.status.lastSeen == TimePoint{} ? since : listensSince_;
    if (!live && node.status.lastSeen < listensSince_ && now < waitsSince + patience) continue;
    ArmCounts counts;
    counts.requests = 1;
    counts.errors = away ? 1 : 0;
    if (live) counts.latencyUs.add(std::chrono::duration<double>(now - since).count());
    regions[node.record.region].merge(counts);
    out.push_back({RawKind::NodeStates, id.value, {}, {}, now, std::move(counts)});
  }
  inStep_ = std::move(inStep);
  for (auto& [region, counts] : regions) out.push_back({RawKind::States, region.value, {}, {}, now, std::move(counts)});
  return out;
}

}  // namespace flotilla::controlplane
