#include "services/controlplane/core/rollouts/rollouts.h"

#include <algorithm>
#include <optional>

#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/targets.h"

namespace flotilla::controlplane {
namespace {

// What a node has come to when it did as it was asked.
NodeOutcome goalOf(const Rollout& rollout) {
  return rollout.state == RolloutState::RollingBack ? NodeOutcome::Returned : NodeOutcome::Proven;
}

// The digest that proves a node did what its row asks for.
const Digest& wantedRelease(const Rollout& rollout, const RolloutNode& node) {
  return rollout.state == RolloutState::RollingBack ? node.fromRelease : rollout.release;
}

bool isProven(const FleetState& state, const Rollout& rollout, const RolloutNode& node, const WorkloadReport& report) {
  if (report.state != InstallState::Committed || report.generation < node.generation || !report.proven) return false;
  const ReleaseRecord* running = state.releaseOf(report.digest);
  return running != nullptr && running->digest == wantedRelease(rollout, node);
}

RolloutNode followNode(const FleetState& state, const Rollout& rollout, RolloutNode node, TimePoint now) {
  const auto entry = state.nodes.find(node.node);
  if (node.outcome != NodeOutcome::Pending || entry == state.nodes.end()) return node;
  const NodeOutcome goal = goalOf(rollout);
  const NodeIdentity identity = entry->second.record.identity;
  if (identity == NodeIdentity::Revoked || identity == NodeIdentity::Retired) return notAsked(node, identity);
  const auto at = entry->second.workloads.find(rollout.workload);
  if (at != entry->second.workloads.end() && at->second.generation >= node.generation) {
    const WorkloadReport& report = at->second;
    const bool proven = isProven(state, rollout, node, report);
    if (proven) node.outcome = goal;
    if (report.state == InstallState::Refused) node.outcome = NodeOutcome::Refused;
    if (report.state == InstallState::RolledBack || report.state == InstallState::Halted)
      node.outcome = NodeOutcome::RolledBack;
    if (node.outcome != NodeOutcome::Pending) {
      node.reason = proven ? std::string() : report.reason;
      node.message = proven ? std::string() : report.message;
      return node;
    }
  }
  if (now < rollout.deadline) return node;
  const bool taken = entry->second.status.generationSeen >= node.generation;
  node.outcome = taken ? NodeOutcome::Silent : NodeOutcome::Late;
  node.reason = taken ? "silent" : "never_reached";
  return node;
}

RolloutState endOf(const Rollout& rollout) {
  const bool bad = std::any_of(rollout.nodes.begin(), rollout.nodes.end(), [](const RolloutNode& n) {
    return n.outcome == NodeOutcome::Refused || n.outcome == NodeOutcome::RolledBack ||
           n.outcome == NodeOutcome::Silent;
  });
  if (bad || rollout.count(goalOf(rollout)) == 0) return RolloutState::Failed;
  return rollout.state == RolloutState::RollingBack ? RolloutState::RolledBack : RolloutState::Succeeded;
}

// With only the nodes that the caller may see; nothing if there are none.
std::optional<Rollout> visibleTo(const FleetState& state, const Rollout& rollout, const Caller& caller) {
  Rollout visible = rollout;
  if (caller.mayEverywhere(Role::Viewer)) return visible;
  std::erase_if(visible.nodes, [&](const RolloutNode& n) { return !sees(state, n, caller); });
  if (visible.nodes.empty()) return std::nullopt;
  return visible;
}

}  // namespace

bool sees(const FleetState& state, const RolloutNode& node, const Caller& caller) {
  const auto entry = state.nodes.find(node.node);
  return entry != state.nodes.end() && caller.mayIn(Role::Viewer, entry->second.record.region);
}

RolloutNode notAsked(RolloutNode node, NodeIdentity identity) {
  node.outcome = NodeOutcome::Late;
  node.reason = "not_active";
  node.message = "the node is " + std::string(toText(identity));
  return node;
}

Result<Decision<Rollout>> createRollout(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                        const SigningKey& key, TimePoint now, Duration reportInterval) {
  FLOTILLA_TRY(const ForwardTargets targets, forwardTargets(state, wanted, caller, now, reportInterval));
  if (targets.problem) return *targets.problem;
  const ReleaseRecord* release = targets.release;
  Rollout rollout;
  for (const auto& [id, other] : state.rollouts)
    if (other.workload == wanted.workload) rollout.number = std::max(rollout.number, other.number);
  ++rollout.number;
  rollout.id = RolloutId(wanted.workload.value + "-" + std::to_string(rollout.number));
  rollout.workload = wanted.workload;
  rollout.artifact = release->release.artifact;
  rollout.to = wanted.version;
  rollout.release = release->digest;
  rollout.author = caller.name;
  rollout.createdAt = now;
  rollout.deadline = now + wanted.deadline;
  Decision<Rollout> out;
  for (const NodeEntry* entry : targets.nodes) {
    const RolloutNode node = startingPoint(state, *entry, rollout.id, wanted.workload);
    FLOTILLA_CHECK(assign(state, *entry, {entry->record.id, wanted.workload, release->digest, rollout.id}, node, key,
                          now, out.mutation));
    rollout.nodes.push_back(std::get<RolloutNode>(out.mutation.rows.back()));
  }
  out.mutation.rows.emplace_back(RolloutRecord{rollout});
  out.fact.object = "rollout/" + rollout.id.value;
  out.fact.detail = rollout.artifact.value + " " + rollout.to.toString() + " to " +
                    std::to_string(targets.nodes.size()) + " nodes" +
                    (wanted.selector.empty() ? "" : " (" + wanted.selector + ")");
  out.fact.after = rollout.id.value + " " + release->digest.toString();
  out.answer = rollout;
  return out;
}

Mutation followRollouts(const FleetState& state, TimePoint now) {
  Mutation out;
  for (const auto& [id, current] : state.rollouts) {
    if (hasEnded(current.state)) continue;
    Rollout rollout = current;
    for (RolloutNode& node : rollout.nodes) {
      const RolloutNode followed = followNode(state, current, node, now);
      if (followed.outcome == node.outcome) continue;
      node = followed;
      out.rows.emplace_back(followed);
    }
    if (rollout.count(NodeOutcome::Pending) > 0) continue;
    rollout.state = endOf(rollout);
    rollout.endedAt = now;
    out.rows.emplace_back(RolloutRecord{rollout});
  }
  return out;
}

Status checkVisible(const FleetState& state, const RolloutId& id, const Caller& caller) {
  const auto at = state.rollouts.find(id);
  const bool visible =
      at != state.rollouts.end() &&
      (caller.mayEverywhere(Role::Viewer) || std::any_of(at->second.nodes.begin(), at->second.nodes.end(),
                                                         [&](const RolloutNode& n) { return sees(state, n, caller); }));
  if (visible) return okStatus();
  return notFound("no_rollout", "there is no rollout " + id.value.substr(0, 80), "rollout",
                  "see flotillactl rollouts list");
}

Result<Rollout> findRollout(const FleetState& state, const RolloutId& id, const Caller& caller) {
  FLOTILLA_CHECK(checkVisible(state, id, caller));
  return *visibleTo(state, state.rollouts.at(id), caller);
}

std::vector<Rollout> visibleRollouts(const FleetState& state, const Caller& caller) {
  std::vector<Rollout> out;
  for (const auto& [id, rollout] : state.rollouts)
    if (auto visible = visibleTo(state, rollout, caller)) out.push_back(std::move(*visible));
  std::stable_sort(out.begin(), out.end(),
                   [](const Rollout& a, const Rollout& b) { return a.createdAt > b.createdAt; });
  return out;
}

}  // namespace flotilla::controlplane
