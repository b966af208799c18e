#include "services/controlplane/core/rollouts/rollouts.h"

#include <algorithm>
#include <optional>

#include "services/controlplane/core/rollouts/assigner.h"

namespace flotilla::controlplane {
namespace {

Error outOfScope(const Caller& caller, const RegionName& region) {
  return {ErrorCode::Denied, "out_of_scope", caller.name + " may not operate nodes in region " + region.value,
          "regions", "choose regions with --region, or ask an operator of that region"};
}

Status checkIdle(const FleetState& state, const WorkloadName& workload, std::uint64_t after) {
  for (const auto& [id, rollout] : state.rollouts)
    if (rollout.workload == workload && rollout.number > after && !hasEnded(rollout.state))
      return precondition("rollout_running", "rollout " + id.value + " of this workload has not ended", "workload",
                          "wait for it, or roll it back first");
  return okStatus();
}

Result<std::vector<const NodeEntry*>> chooseNodes(const FleetState& state, const NewRollout& wanted,
                                                  const Caller& caller) {
  std::vector<const NodeEntry*> chosen;
  for (const RegionName& region : wanted.regions)
    if (!state.regions.contains(region))
      return notFound("no_region", "region " + region.value + " is not declared", "regions");
  for (const auto& [name, id] : state.nodeNames) {
    const NodeEntry& entry = state.nodes.at(id);
    const RegionName& region = entry.record.region;
    const bool there = wanted.regions.empty() ||
                       std::find(wanted.regions.begin(), wanted.regions.end(), region) != wanted.regions.end();
    if (!there || entry.record.identity != NodeIdentity::Active) continue;
    if (!caller.mayIn(Role::Operator, region)) return outOfScope(caller, region);
    chosen.push_back(&entry);
  }
  if (chosen.empty())
    return precondition("no_nodes", "no active node matches", "regions", "enrol nodes first, or choose other regions");
  return chosen;
}

Result<const ReleaseRecord*> chooseRelease(const FleetState& state, const NewRollout& wanted) {
  const auto workload = state.workloads.find(wanted.workload);
  if (workload == state.workloads.end())
    return notFound("no_workload", "workload " + wanted.workload.value + " is not declared", "workload",
                    "see resources/fleets for an example");
  const ReleaseRecord* release = state.findRelease(workload->second.artifact, wanted.version);
  if (release == nullptr)
    return notFound(
        "no_release",
        "no release of " + workload->second.artifact.value + " " + wanted.version.toString() + " is published",
        "version", "flotillactl release publish LAYOUT");
  return release;
}

// Desired state, signed assignment and rollout row of one node.
Status assign(const FleetState& state, const NodeEntry& entry, const DesiredWorkload& desired, RolloutNode node,
              const SigningKey& key, TimePoint now, Mutation& mutation) {
  auto all = entry.desired;
  all[desired.workload] = desired;
  node.generation = entry.assignment.generation + 1;
  node.outcome = NodeOutcome::Pending;
  node.reason.clear();
  node.message.clear();
  FLOTILLA_TRY(AssignmentRecord record,
               signAssignment(state, entry, all, node.generation, entry.record.fingerprint, key, now));
  mutation.rows.emplace_back(desired);
  mutation.rows.emplace_back(std::move(record));
  mutation.rows.emplace_back(std::move(node));
  return okStatus();
}

// A node that is not active gets no assignment, so what it did before says nothing about the way back.
RolloutNode notAsked(RolloutNode node, NodeIdentity identity) {
  node.outcome = NodeOutcome::Late;
  node.reason = "not_active";
  node.message = "the node is " + std::string(toText(identity));
  return node;
}

RolloutNode startingPoint(const FleetState& state, const NodeEntry& entry, const RolloutId& id,
                          const WorkloadName& workload) {
  RolloutNode node;
  node.rollout = id;
  node.node = entry.record.id;
  node.nodeName = entry.record.name;
  const auto at = entry.workloads.find(workload);
  if (at == entry.workloads.end() || !at->second.proven) return node;
  const ReleaseRecord* release = state.releaseOf(at->second.digest);
  if (release == nullptr) return node;
  node.hadVersion = true;
  node.from = at->second.version;
  node.fromRelease = release->digest;
  return node;
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
  const auto at = entry->second.workloads.find(rollout.workload);
  if (at != entry->second.workloads.end() && at->second.generation >= node.generation) {
    const WorkloadReport& report = at->second;
    if (isProven(state, rollout, node, report)) node.outcome = NodeOutcome::Proven;
    if (report.state == InstallState::Refused) node.outcome = NodeOutcome::Refused;
    if (report.state == InstallState::RolledBack || report.state == InstallState::Halted)
      node.outcome = NodeOutcome::RolledBack;
    if (node.outcome != NodeOutcome::Pending) {
      node.reason = node.outcome == NodeOutcome::Proven ? std::string() : report.reason;
      node.message = node.outcome == NodeOutcome::Proven ? std::string() : report.message;
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
  const bool back = rollout.state == RolloutState::RollingBack;
  const bool bad = std::any_of(rollout.nodes.begin(), rollout.nodes.end(), [&](const RolloutNode& n) {
    const bool asked = !back || n.hadVersion;  // a node without a version before stays out of the way back
    return asked && n.outcome != NodeOutcome::Proven && n.outcome != NodeOutcome::Late;
  });
  if (bad) return RolloutState::Failed;
  return back ? RolloutState::RolledBack : RolloutState::Succeeded;
}

// With only the nodes that the caller may see; nothing if there are none.
std::optional<Rollout> visibleTo(const FleetState& state, const Rollout& rollout, const Caller& caller) {
  Rollout visible = rollout;
  if (caller.mayEverywhere(Role::Viewer)) return visible;
  std::erase_if(visible.nodes, [&](const RolloutNode& n) {
    const auto entry = state.nodes.find(n.node);
    return entry == state.nodes.end() || !caller.mayIn(Role::Viewer, entry->second.record.region);
  });
  if (visible.nodes.empty()) return std::nullopt;
  return visible;
}

}  // namespace

bool hasEnded(RolloutState state) {
  return state != RolloutState::Running && state != RolloutState::RollingBack;
}

Result<Decision<Rollout>> createRollout(const FleetState& state, const NewRollout& wanted, const Caller& caller,
                                        const SigningKey& key, TimePoint now) {
  FLOTILLA_TRY(const ReleaseRecord* release, chooseRelease(state, wanted));
  FLOTILLA_CHECK(checkIdle(state, wanted.workload, 0));
  FLOTILLA_TRY(const auto nodes, chooseNodes(state, wanted, caller));
  if (wanted.deadline < std::chrono::seconds(10) || wanted.deadline > std::chrono::hours(24 * 30))
    return invalid("bad_deadline", "a deadline is 10 seconds to 30 days away", "deadline", "for example 30m");
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
  for (const NodeEntry* entry : nodes) {
    const RolloutNode node = startingPoint(state, *entry, rollout.id, wanted.workload);
    FLOTILLA_CHECK(assign(state, *entry, {entry->record.id, wanted.workload, release->digest, rollout.id}, node, key,
                          now, out.mutation));
    rollout.nodes.push_back(std::get<RolloutNode>(out.mutation.rows.back()));
  }
  out.mutation.rows.emplace_back(RolloutRecord{rollout});
  out.fact.object = "rollout/" + rollout.id.value;
  out.fact.detail =
      rollout.artifact.value + " " + rollout.to.toString() + " to " + std::to_string(nodes.size()) + " nodes";
  out.fact.after = rollout.id.value + " " + release->digest.toString();
  out.answer = rollout;
  return out;
}

Result<Decision<Rollout>> rollBack(const FleetState& state, const RolloutId& id, const Caller& caller,
                                   const SigningKey& key, TimePoint now) {
  FLOTILLA_TRY(Rollout rollout, findRollout(state, id, caller));
  rollout = state.rollouts.at(id);
  if (rollout.state == RolloutState::RollingBack || rollout.state == RolloutState::RolledBack)
    return precondition("already_rolled_back", "rollout " + id.value + " is " + std::string(toText(rollout.state)),
                        "rollout");
  FLOTILLA_CHECK(checkIdle(state, rollout.workload, rollout.number));
  const Duration window = rollout.deadline - rollout.createdAt;
  Decision<Rollout> out;
  std::vector<RolloutNode> left;
  for (const RolloutNode& node : rollout.nodes) {
    const auto entry = state.nodes.find(node.node);
    if (entry == state.nodes.end() || !node.hadVersion) continue;
    if (entry->second.record.identity != NodeIdentity::Active) {
      left.push_back(notAsked(node, entry->second.record.identity));
      continue;
    }
    if (!caller.mayIn(Role::Operator, entry->second.record.region))
      return outOfScope(caller, entry->second.record.region);
    FLOTILLA_CHECK(assign(state, entry->second, {node.node, rollout.workload, node.fromRelease, id}, node, key, now,
                          out.mutation));
  }
  if (out.mutation.empty())
    return precondition("no_way_back", "no node of " + id.value + " ran a version before it", "rollout",
                        "deploy another version instead");
  out.mutation.rows.insert(out.mutation.rows.end(), left.begin(), left.end());
  const RolloutState before = rollout.state;
  rollout.state = RolloutState::RollingBack;
  rollout.deadline = now + window;
  rollout.endedAt = {};
  out.mutation.rows.emplace_back(RolloutRecord{rollout});
  out.fact = {{},
              {},
              "rollout/" + id.value,
              "back to the version before",
              std::string(toText(before)),
              std::string(toText(rollout.state))};
  out.answer = rollout;
  std::erase_if(out.answer.nodes, [&](const RolloutNode& n) {
    const auto entry = state.nodes.find(n.node);
    return entry == state.nodes.end() || !caller.mayIn(Role::Viewer, entry->second.record.region);
  });
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
    const bool back = rollout.state == RolloutState::RollingBack;
    const bool pending = std::any_of(rollout.nodes.begin(), rollout.nodes.end(), [&](const RolloutNode& n) {
      return n.outcome == NodeOutcome::Pending && (!back || n.hadVersion);
    });
    if (pending) continue;
    rollout.state = endOf(rollout);
    rollout.endedAt = now;
    out.rows.emplace_back(RolloutRecord{rollout});
  }
  return out;
}

Result<Rollout> findRollout(const FleetState& state, const RolloutId& id, const Caller& caller) {
  const auto at = state.rollouts.find(id);
  auto visible = at == state.rollouts.end() ? std::nullopt : visibleTo(state, at->second, caller);
  if (visible) return std::move(*visible);
  return notFound("no_rollout", "there is no rollout " + id.value.substr(0, 80), "rollout",
                  "see flotillactl rollouts list");
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
