#include "app/console/adapters/demo_preview.h"

#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_way_back.h"

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
  out.liveness =
      livenessOf(node.identity, node.lastSeen, state.now, demoReportInterval(state.spec), demoOfflineAfter(state.spec));
  if (out.liveness != Liveness::Live) out.warnings.push_back(quietNote(out.liveness));
  return out;
}

void addExcluded(const DemoState& state, const std::vector<DemoExcluded>& excluded, RolloutPreview& out) {
  for (const auto& [index, why] : excluded) {
    const DemoNode& node = state.nodes[index];
    out.excluded.push_back({idOf(state, index), nameOf(node), regionOf(node), siteOf(node), {why.reason, why.message}});
  }
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
    if (node.hasVersion && node.from == node.to) node.warnings.push_back(alreadyProvenNote(node.to));
    if (!node.hasVersion) node.warnings.push_back(nothingProvenNote());
    out.nodes.push_back(std::move(node));
  }
  addExcluded(state, forward.excluded, out);
  out.problem = forward.problem;
  out.count();
  out.revision = state.revision;
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
    if (!node.wayBack) node.warnings.push_back(notOnNodeNote(node.to));
    if (target.from == rollout.to) node.warnings.push_back(sameBeforeNote(node.to));
    out.nodes.push_back(std::move(node));
  }
  addExcluded(state, back.excluded, out);
  out.problem = back.problem;
  out.count();
  out.revision = state.revision;
  return out;
}

}  // namespace flotilla::console
