#include "services/controlplane/core/rollouts/preview.h"

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/plan_preview.h"
#include "services/controlplane/core/rollouts/practice.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/stages.h"
#include "services/controlplane/core/rollouts/targets.h"
#include "services/controlplane/core/rollouts/way_back.h"
#include "services/crypto/hash.h"
#include "services/documents/rollout_plan.h"

namespace flotilla::controlplane {
namespace {

// The clock, and who is to see the result.
struct Look {
  const FleetState& state;
  const Caller& caller;
  TimePoint now;
  TimePoint deadline;  // of what would start now
  Duration reportInterval;

  bool shows(const NodeEntry& entry) const { return caller.mayIn(Role::Viewer, entry.record.region); }
};

PreviewNode nodeOf(const Look& look, const NodeEntry& entry) {
  PreviewNode out;
  out.node = entry.record.id;
  out.name = entry.record.name;
  out.region = entry.record.region;
  out.site = entry.record.site;
  out.liveness = nodeLiveness(look.state, entry, look.now, look.reportInterval);
  if (out.liveness != Liveness::Live) out.warnings.push_back(quietNote(out.liveness));
  return out;
}

void addExpiry(const Look& look, const ReleaseRecord& release, PreviewNode& out) {
  auto note = expiryNote(release.release.version, release.release.expires, look.now, look.deadline);
  if (note) out.warnings.push_back(std::move(*note));
}

bool runsAlready(const FleetState& state, const NodeEntry& entry, const WorkloadName& workload, const Digest& release) {
  const auto at = entry.workloads.find(workload);
  if (at == entry.workloads.end() || !at->second.proven) return false;
  const ReleaseRecord* running = state.releaseOf(at->second.digest);
  return running != nullptr && running->digest == release;
}

PreviewNode forwardNode(const Look& look, const NodeEntry& entry, const WorkloadName& workload,
                        const ReleaseRecord& release) {
  PreviewNode out = nodeOf(look, entry);
  const RolloutNode start = startingPoint(look.state, entry, {}, workload);
  out.hasVersion = start.hadVersion;
  out.from = start.from;
  out.to = release.release.version;
  const auto before = look.state.releases.find(start.fromRelease);
  const bool floored = start.hadVersion && before != look.state.releases.end() &&
                       before->second.release.releaseCounter < release.release.floor;
  out.wayBack = start.hadVersion && !floored;
  if (runsAlready(look.state, entry, workload, release.digest)) out.warnings.push_back(alreadyProvenNote(out.to));
  if (!start.hadVersion) out.warnings.push_back(nothingProvenNote());
  if (floored)
    out.warnings.push_back(
        {"no_way_back", "once " + out.to.toString() + " is proven, the node refuses " + out.from.toString()});
  addExpiry(look, release, out);
  return out;
}

PreviewNode backNode(const Look& look, const BackTarget& target, const Rollout& rollout) {
  PreviewNode out = nodeOf(look, *target.node);
  out.to = target.row->from;
  const auto at = target.node->workloads.find(rollout.workload);
  if (at != target.node->workloads.end()) {
    out.hasVersion = at->second.proven;
    if (out.hasVersion) out.from = at->second.version;
    out.wayBack = (at->second.hasPrevious && at->second.previous == out.to) || (out.hasVersion && out.from == out.to);
  }
  if (!out.wayBack) out.warnings.push_back(notOnNodeNote(out.to));
  if (target.row->fromRelease == rollout.release) out.warnings.push_back(sameBeforeNote(out.to));
  const auto before = look.state.releases.find(target.row->fromRelease);
  if (before != look.state.releases.end()) addExpiry(look, before->second, out);
  return out;
}

void addExcluded(const Look& look, const std::vector<ExcludedTarget>& excluded, RolloutPreview& out) {
  for (const ExcludedTarget& target : excluded) {
    const NodeRecord& r = target.node->record;
    if (look.shows(*target.node))
      out.excluded.push_back({r.id, r.name, r.region, r.site, {target.why.reason, target.why.message}});
  }
}

}  // namespace

namespace {

RolloutPreview forward(const Look& look, const NewRollout& wanted, ForwardTargets& targets) {
  RolloutPreview out;
  out.workload = wanted.workload;
  out.artifact = targets.release->release.artifact;
  out.to = wanted.version;
  for (const NodeEntry* entry : targets.nodes)
    out.nodes.push_back(forwardNode(look, *entry, wanted.workload, *targets.release));
  addExcluded(look, targets.excluded, out);
  out.problem = std::move(targets.problem);
  out.count();
  out.revision = look.state.revision;
  return out;
}

void addPractice(const FleetState& state, ForwardTargets& targets) {
  if (targets.problem) return;
  if (const Status free = checkPractice(state, targets.nodes); !free) targets.problem = free.error();
}

// Of nodes that do not go through the stages of the plan.
void addStageNotes(const FleetState& state, const RolloutPlan& plan, RolloutPreview& out) {
  if (plan.stages.empty()) return;
  for (PreviewNode& node : out.nodes) {
    if (!takesStages(plan, state.nodes.at(node.node)))
      node.warnings.push_back({kTooOld, std::string(kTooOldText) + ": it waits for a newer one"});
    else if (!node.hasVersion)
      node.warnings.push_back({"no_stages", "nothing runs there to compare with: it takes it at once"});
  }
  out.count();
}

Result<RolloutPreview> planned(const FleetState& state, const std::string& text, const Caller& caller, TimePoint now,
                               Duration reportInterval) {
  FLOTILLA_TRY(RolloutPlan written, writtenPlan(text));
  const RolloutPlan plan = completed(std::move(written), state.workloads);
  const NewRollout wanted = wantedBy(plan);
  FLOTILLA_TRY(ForwardTargets targets, plannedTargets(state, plan, caller, now, reportInterval));
  const auto waves = previewWaves(state, plan, targets, now, reportInterval);
  if (!waves && !targets.problem) targets.problem = waves.error();
  if (const Status idle = checkIdle(state, plan.workload, 0, now); !idle && !targets.problem)
    targets.problem = idle.error();
  addPractice(state, targets);
  RolloutPreview out = forward({state, caller, now, now + plan.deadline, reportInterval}, wanted, targets);
  out.planDigest = sha256(encodeRolloutPlan(plan));
  out.stages = plan.stages;
  addStageNotes(state, plan, out);
  if (waves) out.waves = *waves;
  return out;
}

}  // namespace

Result<RolloutPreview> prepareRollout(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                      TimePoint now, Duration reportInterval) {
  if (!wanted.plan.empty()) return planned(state, wanted.plan, caller, now, reportInterval);
  FLOTILLA_TRY(ForwardTargets targets, forwardTargets(state, wanted, caller, now, reportInterval));
  addPractice(state, targets);
  return forward({state, caller, now, now + wanted.deadline, reportInterval}, wanted, targets);
}

Result<RolloutPreview> prepareRollBack(const FleetState& state, const RolloutId& id, const Caller& caller,
                                       TimePoint now, Duration reportInterval) {
  FLOTILLA_CHECK(checkVisible(state, id, caller));
  const Rollout& rollout = state.rollouts.at(id);
  const Look look{state, caller, now, now + (rollout.deadline - rollout.createdAt), reportInterval};
  BackTargets targets = backTargets(state, rollout, caller, now);
  RolloutPreview out;
  out.workload = rollout.workload;
  out.artifact = rollout.artifact;
  for (const BackTarget& target : targets.nodes) out.nodes.push_back(backNode(look, target, rollout));
  addExcluded(look, targets.excluded, out);
  out.problem = std::move(targets.problem);
  out.count();
  out.revision = state.revision;
  return out;
}

}  // namespace flotilla::controlplane
