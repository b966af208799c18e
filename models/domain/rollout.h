// Moving one workload to a version over a set of nodes. In this stage a rollout has one wave.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

enum class RolloutState { Running, Succeeded, Failed, RollingBack, RolledBack, Cancelled };
inline constexpr std::array<std::string_view, 6> kRolloutStateNames{"running",      "succeeded",   "failed",
                                                                    "rolling_back", "rolled_back", "cancelled"};
constexpr std::string_view toText(RolloutState s) {
  return kRolloutStateNames[static_cast<std::size_t>(s)];
}

constexpr bool hasEnded(RolloutState s) {
  return s != RolloutState::Running && s != RolloutState::RollingBack;
}

// What became of one node. `Proven`: runs what the rollout brings. `RolledBack`: tried it and went back by itself.
// `Silent`: took the assignment and did not prove it by the deadline. `Late`: was never reached. Of a rollout that goes
// back or is cancelled, `Returned`: has proven what it ran before; `Stayed`: keeps what the rollout brought, because
// nothing was proven there before; `Withdrawn`: the assignment was taken back before anything was proven.
enum class NodeOutcome { Pending, Proven, Refused, RolledBack, Silent, Late, Returned, Stayed, Withdrawn };
inline constexpr std::array<std::string_view, 9> kNodeOutcomeNames{
    "pending", "proven", "refused", "rolled_back", "silent", "late", "returned", "stayed", "withdrawn"};
constexpr std::string_view toText(NodeOutcome o) {
  return kNodeOutcomeNames[static_cast<std::size_t>(o)];
}

struct RolloutNode {
  RolloutId rollout;
  NodeId node;
  std::string nodeName;
  std::uint64_t generation = 0;  // of the assignment that carries it; of the way back once that began
  bool hadVersion = false;       // something was proven before
  Version from;
  Digest fromRelease;  // digest of the release envelope that was proven before
  NodeOutcome outcome = NodeOutcome::Pending;
  std::string reason;
  std::string message;
};

struct Rollout {
  RolloutId id;
  std::uint64_t number = 0;  // per workload, from 1
  WorkloadName workload;
  ArtifactName artifact;
  Version to;
  Digest release;  // digest of the release envelope
  RolloutState state = RolloutState::Running;
  std::string author;
  TimePoint createdAt{};
  TimePoint deadline{};
  TimePoint endedAt{};
  std::vector<RolloutNode> nodes;
  // How many nodes came to each outcome; only used when the nodes were left out, see leaveOutNodes.
  std::array<std::uint64_t, kNodeOutcomeNames.size()> outcomes{};

  std::size_t count(NodeOutcome outcome) const;
  std::size_t size() const;  // nodes, whether they are here or not
  bool wentBack() const;     // it is on its way back, or ended there, well or not
  // More nodes than `bound` would make a message too large: they become counts, all of them.
  void leaveOutNodes(std::size_t bound);
};

// Whether the rollout left this node of it on another version than the node ran before.
bool hasMoved(const Rollout& rollout, const RolloutNode& node);

}  // namespace flotilla
