#include "services/controlplane/core/rollouts/follow.h"

#include <algorithm>

#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/rollouts/stages.h"

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

// Its agent was newer when it was given this, and would refuse it now.
bool isUnable(const NodeEntry& entry, const Rollout& rollout, const RolloutNode& node) {
  const auto desired = entry.desired.find(rollout.workload);
  return desired != entry.desired.end() && desired->second.staged && desired->second.rollout == rollout.id &&
         !entry.status.takesStages && node.outcome == NodeOutcome::Pending;
}

// A node that was away may have begun late: as long as it tells of stages, it has as long as others had.
TimePoint deadlineOf(const FleetState& state, const NodeEntry& entry, const Rollout& rollout, const RolloutPlan& plan,
                     const RolloutNode& node, TimePoint now) {
  if (rollout.state == RolloutState::RollingBack) return rollout.deadline;
  TimePoint from = node.assignedAt;
  if (!plan.stages.empty() && nodeLiveness(state, entry, now, Duration{}) != Liveness::Offline)
    if (const auto since = inStagesSince(entry, node, rollout.workload)) from = std::max(from, *since);
  return from + plan.deadline;
}

}  // namespace

std::optional<RolloutNode> followNode(const FleetState& state, const Rollout& rollout, const RolloutPlan& plan,
                                      const RolloutNode& node, TimePoint now) {
  const auto entry = state.nodes.find(node.node);
  const bool waits = node.outcome == NodeOutcome::Pending;
  // It may still take what lies there, or prove what it took.
  const bool isLate = (node.outcome == NodeOutcome::Late || node.outcome == NodeOutcome::Silent) && node.generation > 0;
  const bool isOpen = waits || isLate || node.outcome == NodeOutcome::Planned;
  if (!isOpen || entry == state.nodes.end()) return std::nullopt;
  const NodeIdentity identity = entry->second.record.identity;
  if (identity == NodeIdentity::Revoked || identity == NodeIdentity::Retired)
    return isLate ? std::nullopt : std::optional(notAsked(node, identity));
  if (node.outcome == NodeOutcome::Planned) return std::nullopt;
  const auto at = entry->second.workloads.find(rollout.workload);
  if (at != entry->second.workloads.end() && at->second.generation >= node.generation) {
    RolloutNode told = toldBy(state, rollout, node, at->second, now);
    if (told.outcome != node.outcome) return told;
  }
  if (isUnable(entry->second, rollout, node)) return tooOld(node);
  if (!waits || now < deadlineOf(state, entry->second, rollout, plan, node, now)) return std::nullopt;
  const bool taken = entry->second.status.generationSeen >= node.generation;
  RolloutNode ended = node;
  ended.outcome = taken ? NodeOutcome::Silent : NodeOutcome::Late;
  ended.reason = taken ? "silent" : "never_reached";
  return ended;
}

RolloutNode tooOld(RolloutNode node) {
  node.outcome = NodeOutcome::Late;
  node.reason = kTooOld;
  node.message = kTooOldText;
  node.generation = 0;  // it is assigned again once its agent is newer
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
