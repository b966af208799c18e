#include "app/console/adapters/demo_preview.h"

#include <map>

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_names.h"

namespace flotilla::console {
namespace {

PreviewNode nodeOf(const DemoState& state, const DemoTarget& target, std::size_t workload) {
  const DemoNode& node = state.nodes[target.node];
  const std::uint8_t proven = node.installs[target.slot].version;
  PreviewNode out;
  out.node = idOf(state, target.node);
  out.name = nameOf(node);
  out.region = regionOf(node);
  out.site = siteOf(node);
  out.hasVersion = proven != kNone;
  out.from = versionAt(workload, proven);
  out.liveness = livenessOf(node.lastSeen, state.now, demoReportInterval(state.spec), demoOfflineAfter(state.spec));
  if (out.liveness != Liveness::Live)
    out.warnings.push_back(
        {std::string(toText(out.liveness)),
         "it is " + std::string(toText(out.liveness)) +
             ": it gets the assignment when it connects, and counts in neither direction until then"});
  return out;
}

void addExcluded(const DemoState& state, const std::vector<DemoExcluded>& excluded, RolloutPreview& out) {
  for (const auto& [index, why] : excluded) {
    const DemoNode& node = state.nodes[index];
    out.excluded.push_back({idOf(state, index), nameOf(node), regionOf(node), siteOf(node), {why.reason, why.message}});
  }
}

void addTotals(const DemoState& state, RolloutPreview& out) {
  std::map<RegionName, RegionPreview> regions;
  for (const PreviewNode& node : out.nodes) {
    RegionPreview& region = regions[node.region];
    ++region.nodes;
    region.warned += node.warnings.empty() ? 0 : 1;
    region.withoutWayBack += node.wayBack ? 0 : 1;
  }
  for (const ExcludedNode& node : out.excluded) ++regions[node.region].excluded;
  for (auto& [name, region] : regions) {
    region.region = name;
    out.regions.push_back(region);
  }
  out.nodeCount = out.nodes.size();
  out.excludedCount = out.excluded.size();
  out.revision = state.revision;
}

void nameArtifact(std::size_t workload, RolloutPreview& out) {
  const std::string name(demoWorkloads()[workload].name);
  out.workload = WorkloadName(name);
  out.artifact = ArtifactName(name);
}

}  // namespace

Result<RolloutPreview> previewDemo(const DemoState& state, const NewRollout& wanted) {
  FLOTILLA_TRY(const DemoForward forward, forwardTargets(state, wanted));
  RolloutPreview out;
  nameArtifact(forward.workload, out);
  out.to = wanted.version;
  for (const DemoTarget& target : forward.targets) {
    PreviewNode node = nodeOf(state, target, forward.workload);
    node.to = wanted.version;
    node.wayBack = node.hasVersion;
    if (node.hasVersion && node.from == node.to)
      node.warnings.push_back({"already_proven", "it runs " + node.to.toString() + " already and has proven it"});
    if (!node.hasVersion)
      node.warnings.push_back({"no_way_back", "nothing is proven there yet that it could return to"});
    out.nodes.push_back(std::move(node));
  }
  addExcluded(state, forward.excluded, out);
  out.problem = forward.problem;
  addTotals(state, out);
  return out;
}

Result<RolloutPreview> previewDemoBack(const DemoState& state, const RolloutId& id) {
  FLOTILLA_TRY(const DemoBack back, backTargets(state, id));
  const DemoRollout& rollout = state.rollouts[back.rollout];
  RolloutPreview out;
  nameArtifact(rollout.workload, out);
  for (const std::uint32_t position : back.targets) {
    const DemoTarget& target = rollout.targets[position];
    const DemoInstall& install = state.nodes[target.node].installs[target.slot];
    PreviewNode node = nodeOf(state, target, rollout.workload);
    node.to = versionAt(rollout.workload, target.from);
    node.wayBack = install.version == target.from || install.previous == target.from;
    if (!node.wayBack)
      node.warnings.push_back(
          {"not_on_node", node.to.toString() + " is not on the node any more and is downloaded again"});
    out.nodes.push_back(std::move(node));
  }
  addExcluded(state, back.excluded, out);
  out.problem = back.problem;
  addTotals(state, out);
  return out;
}

}  // namespace flotilla::console
