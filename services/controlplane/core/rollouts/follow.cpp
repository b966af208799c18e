#include "services/controlplane/core/rollouts/follow.h"

#include <algorithm>

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

// What the node itself says of the assignment.
RolloutNode toldBy(const FleetState& state, const Rollout& rollout, RolloutNode node, const WorkloadReport& report,
                   TimePoint now) {
  const NodeOutcome before = node.outcome;
  const bool proven = isProven(state, rollout, node, report);
  if (proven) node.outcome = goalOf(rollout);
  if (node.outcome == NodeOutcome::Proven) node.provenAt = now;
  if (report.state == InstallState::Refused) node.outcome = NodeOutcome::Refused;
  if (report.state == InstallState::RolledBack || report.state == InstallState::Halted)
    node.outcome = NodeOutcome::RolledBack;
  if (node.outcome != before) {
    node.reason = proven ? std::string() : report.reason;
    node.message = proven ? std::string() : report.message;
  }
  return node;
}

}  // namespace

RolloutNode followNode(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan, RolloutNode node,
                       TimePoint now) {
  const auto entry = state.nodes.find(node.node);
  const bool waits = node.outcome == NodeOutcome::Pending;
  // It may still take what lies there, or prove what it took.
  const bool isLate = (node.outcome == NodeOutcome::Late || node.outcome == NodeOutcome::Silent) && node.generation > 0;
  const bool isOpen = waits || isLate || node.outcome == NodeOutcome::Planned;
  if (!isOpen || entry == state.nodes.end()) return node;
  const NodeIdentity identity = entry->second.record.identity;
  if (identity == NodeIdentity::Revoked || identity == NodeIdentity::Retired)
    return isLate ? node : notAsked(node, identity);
  if (node.outcome == NodeOutcome::Planned) return node;
  const auto at = entry->second.workloads.find(rollout.workload);
  if (at != entry->second.workloads.end() && at->second.generation >= node.generation) {
    const NodeOutcome before = node.outcome;
    node = toldBy(state, rollout, std::move(node), at->second, now);
    if (node.outcome != before) return node;
  }
  const TimePoint deadline =
      rollout.state == RolloutState::RollingBack ? rollout.deadline : node.assignedAt + plan.deadline;
  if (!waits || now < deadline) return node;
  const bool taken = entry->second.status.generationSeen >= node.generation;
  node.outcome = taken ? NodeOutcome::Silent : NodeOutcome::Late;
  node.reason = taken ? "silent" : "never_reached";
  return node;
}

RolloutNode notAsked(RolloutNode node, NodeIdentity identity) {
  node.outcome = NodeOutcome::Late;
  node.reason = "not_active";
  node.message = "the node is " + std::string(toText(identity));
  return node;
}

bool isNewest(const FleetState& state, const Rollout& rollout) {
  return std::none_of(state.rollouts.begin(), state.rollouts.end(), [&](const auto& item) {
    const Rollout& other = item.second;
    return other.workload == rollout.workload && other.number > rollout.number && other.startedAt != TimePoint{};
  });
}

}  // namespace flotilla::controlplane
