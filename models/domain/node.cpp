#include "models/domain/node.h"

#include <algorithm>

namespace flotilla {
namespace {

bool isUpdating(InstallState state) {
  return !isSettled(state);
}

bool isBad(InstallState state) {
  return state == InstallState::Refused || state == InstallState::RolledBack || state == InstallState::Halted;
}

// Committed, and what runs ends again and again.
bool isLooping(const NodeWorkload& workload) {
  return workload.state == InstallState::Committed && workload.reason == kCrashLoopReason;
}

template <class Predicate>
bool anyWorkload(const Node& node, Predicate predicate) {
  return std::any_of(node.workloads.begin(), node.workloads.end(),
                     [&](const NodeWorkload& w) { return predicate(w.state); });
}

}  // namespace

Liveness livenessOf(NodeIdentity identity, TimePoint lastSeen, TimePoint now, Duration reportInterval,
                    Duration offlineAfter) {
  if (lastSeen == TimePoint{}) return Liveness::Unseen;
  if (identity == NodeIdentity::Revoked || identity == NodeIdentity::Retired) return Liveness::Offline;
  const Duration age = now - lastSeen;
  if (age <= 2 * reportInterval) return Liveness::Live;
  return age > offlineAfter ? Liveness::Offline : Liveness::Late;
}

NodeHealth healthOf(const Node& node) {
  if (node.identity != NodeIdentity::Active) return NodeHealth::Held;
  if (node.liveness == Liveness::Offline) return NodeHealth::Offline;
  if (node.liveness != Liveness::Live) return NodeHealth::Unknown;
  if (anyWorkload(node, isUpdating)) return NodeHealth::Updating;
  if (anyWorkload(node, [](InstallState s) { return s == InstallState::Halted; })) return NodeHealth::Failed;
  const bool looping = std::any_of(node.workloads.begin(), node.workloads.end(), isLooping);
  return looping || anyWorkload(node, isBad) ? NodeHealth::Degraded : NodeHealth::Healthy;
}

}  // namespace flotilla
