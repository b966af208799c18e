#include "services/controlplane/core/fleet/node_view.h"

#include "models/domain/listing.h"
#include "models/domain/node_selector.h"
#include "services/controlplane/core/fleet/stage_view.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

VersionTotals totalsOf(const Version& version, const ArmCounts& counts) {
  return {version,
          counts.requests,
          counts.errors,
          counts.labelled,
          counts.correct,
          counts.latencyUs.quantile(0.5) / 1000,
          counts.latencyUs.quantile(0.95) / 1000,
          counts.held};
}

// A node that cannot trust an assignment reports nothing of the workloads in it; its rollout knows of the refusal.
void tellRefusal(const FleetState& state, const NodeEntry& entry, NodeWorkload& view) {
  const auto desired = entry.desired.find(view.workload);
  if (desired == entry.desired.end()) return;
  const auto place = state.rolloutPlaces.find({desired->second.rollout, entry.record.id});
  if (place == state.rolloutPlaces.end()) return;
  const RolloutNode& told = state.rollouts.at(desired->second.rollout).nodes[place->second];
  if (told.outcome != NodeOutcome::Refused || told.generation <= view.generation) return;
  view.state = InstallState::Refused;
  view.generation = told.generation;
  view.reason = told.reason;
  view.message = told.message;
}

NodeWorkload workloadView(const FleetState& state, const NodeEntry& entry, const WorkloadName& name) {
  NodeWorkload view;
  view.workload = name;
  if (const auto desired = entry.desired.find(name); desired != entry.desired.end()) {
    const auto release = state.releases.find(desired->second.release);
    if (release != state.releases.end()) view.desired = release->second.release.version;
  }
  if (const auto at = entry.workloads.find(name); at != entry.workloads.end()) {
    const WorkloadReport& r = at->second;
    view.state = r.state;
    view.generation = r.generation;
    view.reason = r.reason;
    view.message = r.message;
    view.proven = r.proven;
    view.artifact = r.artifact;
    view.version = r.version;
    view.digest = r.digest;
    view.hasPrevious = r.hasPrevious;
    view.previous = r.previous;
    view.restarts = r.restarts;
  }
  tellRefusal(state, entry, view);
  for (const auto& [key, counts] : entry.totals)
    if (key.first == name) view.totals.push_back(totalsOf(key.second, counts));
  view.stages = nodeStages(state, entry, name);
  return view;
}

}  // namespace

Liveness nodeLiveness(const FleetState& state, const NodeEntry& entry, TimePoint now, Duration reportInterval) {
  const auto region = state.regions.find(entry.record.region);
  const Duration offlineAfter = region == state.regions.end() ? Region{}.offlineAfter : region->second.offlineAfter;
  return livenessOf(entry.record.identity, entry.status.lastSeen, now, reportInterval, offlineAfter);
}

Node nodeView(const FleetState& state, const NodeEntry& entry, TimePoint now, Duration reportInterval) {
  const NodeRecord& r = entry.record;
  const NodeStatus& s = entry.status;
  Node node;
  node.id = r.id;
  node.name = r.name;
  node.region = r.region;
  node.site = r.site;
  node.labels = r.labels;
  node.hardware = r.hardware;
  if (const auto version = parseVersion(r.agentVersion)) node.agentVersion = *version;
  node.identity = r.identity;
  node.fingerprint = r.fingerprint;
  node.certificateExpires = r.certificateExpires;
  node.enrolledAt = r.enrolledAt;
  node.lastSeen = s.lastSeen;
  node.epochSeen = s.epochSeen;
  node.generation = entry.assignment.generation;
  node.generationSeen = s.generationSeen;
  node.agentRssKb = s.agentRssKb;
  node.workerRssKb = s.workerRssKb;
  node.rawBytes = s.rawBytes;
  node.upstreamBytes = s.upstreamBytes;
  node.telemetry = s.telemetry;
  node.saturation = s.saturation;
  node.isolated = s.orders.isolated;
  node.ordersWait = entry.orders.number > s.orders.number;
  node.drills = s.drills;
  std::map<WorkloadName, bool> names;
  for (const auto& [name, report] : entry.workloads) names[name] = true;
  for (const auto& [name, desired] : entry.desired)
    if (!desired.release.isZero()) names[name] = true;
  for (const auto& [name, unused] : names) node.workloads.push_back(workloadView(state, entry, name));
  node.liveness = nodeLiveness(state, entry, now, reportInterval);
  node.health = healthOf(node);
  return node;
}

std::vector<Node> nodeViews(const FleetState& state, const Caller& caller, TimePoint now, Duration reportInterval) {
  std::vector<Node> out;
  for (const auto& [name, id] : state.nodeNames) {
    const NodeEntry& entry = state.nodes.at(id);
    if (caller.mayIn(Role::Viewer, entry.record.region)) out.push_back(nodeView(state, entry, now, reportInterval));
  }
  return out;
}

Result<Page<Node>> listNodes(std::vector<Node> nodes, const ListQuery& query, TimePoint now) {
  return listPage<Node>(
      std::move(nodes), query, nodeSelectorFields(), [now](const Node& node) { return nodeSelectorValues(node, now); },
      compilePattern);
}

WorkloadSummary summarizeWorkload(const FleetState& state, const Caller& caller, const WorkloadName& workload) {
  WorkloadSummary out;
  std::map<Version, ArmCounts> merged;
  for (const auto& [name, id] : state.nodeNames) {
    const NodeEntry& entry = state.nodes.at(id);
    if (!caller.mayIn(Role::Viewer, entry.record.region)) continue;
    out.rawBytes += entry.status.rawBytes;
    out.upstreamBytes += entry.status.upstreamBytes;
    for (const auto& [key, counts] : entry.totals) {
      if (key.first != workload) continue;
      merged[key.second].merge(counts);
      out.nodes.push_back({name, totalsOf(key.second, counts)});
    }
  }
  for (const auto& [version, counts] : merged) out.versions.push_back(totalsOf(version, counts));
  return out;
}

}  // namespace flotilla::controlplane
