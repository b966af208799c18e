#include "services/controlplane/core/objectives/observe.h"

#include <algorithm>

#include "services/controlplane/core/fleet/node_view.h"

namespace flotilla::controlplane {

std::vector<Observation> observationsOf(const NodeRecord& node, const NodeReport& report) {
  std::vector<Observation> out;
  for (const ArmReport& arm : report.arms) {
    if (arm.counts.empty()) continue;
    for (const auto& [kind, scope] : {std::pair{RawKind::Served, node.region.value}, {RawKind::Node, node.id.value}})
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
  std::map<NodeId, TimePoint> inStep;
  for (const auto& [id, node] : state.nodes) {
    if (node.record.identity != NodeIdentity::Active) continue;
    const bool live = nodeLiveness(state, node, now, reportInterval) == Liveness::Live;
    const bool has = node.status.generationSeen >= node.assignment.generation;
    const auto before = inStep_.find(id);
    TimePoint since = before == inStep_.end() ? now : before->second;
    if (live && has) since = std::max(since, node.status.lastSeen);
    inStep[id] = since;
    ArmCounts& counts = regions[node.record.region];
    ++counts.requests;
    counts.errors += live ? 0 : 1;
    counts.latencyUs.add(std::chrono::duration<double>(now - since).count());
  }
  inStep_ = std::move(inStep);
  std::vector<Observation> out;
  for (auto& [region, counts] : regions) out.push_back({RawKind::States, region.value, {}, {}, now, std::move(counts)});
  return out;
}

}  // namespace flotilla::controlplane
