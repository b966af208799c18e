// Moving one workload to a version over a set of nodes, wave by wave as its plan says. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/digest.h"
#include "models/domain/ids.h"
#include "models/domain/rollout_plan.h"
#include "models/domain/stage_summary.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

// `Draft` and `AwaitingApproval` have given nothing to any node yet. The order is that of the stored numbers.
enum class RolloutState {
  Running,
  Succeeded,
  Failed,
  RollingBack,
  RolledBack,
  Aborted,
  Draft,
  AwaitingApproval,
  Paused,
  Rejected
};
inline constexpr std::array<std::string_view, 10> kRolloutStateNames{
    "running", "succeeded",         "failed", "rolling_back", "rolled_back", "aborted",
    "draft",   "awaiting_approval", "paused", "rejected"};
constexpr std::string_view toText(RolloutState s) {
  return kRolloutStateNames[static_cast<std::size_t>(s)];
}

constexpr bool hasEnded(RolloutState s) {
  return s == RolloutState::Succeeded || s == RolloutState::Failed || s == RolloutState::RolledBack ||
         s == RolloutState::Aborted || s == RolloutState::Rejected;
}

enum class WaveState { Pending, AwaitingApproval, AwaitingWindow, Assigning, Soaking, Passed, Failed, Skipped };
inline constexpr std::array<std::string_view, 8> kWaveStateNames{
    "pending", "awaiting_approval", "awaiting_window", "assigning", "soaking", "passed", "failed", "skipped"};
constexpr std::string_view toText(WaveState s) {
  return kWaveStateNames[static_cast<std::size_t>(s)];
}
constexpr bool hasBegun(WaveState s) {
  return s == WaveState::Assigning || s == WaveState::Soaking || s == WaveState::Passed || s == WaveState::Failed;
}
constexpr bool isOver(WaveState s) {
  return s == WaveState::Passed || s == WaveState::Failed || s == WaveState::Skipped;
}

// `Unknown`: there is no data to judge by. `Inconclusive`: there is, but not enough.
enum class Verdict { Unknown, Inconclusive, Pass, Fail };
inline constexpr std::array<std::string_view, 4> kVerdictNames{"unknown", "inconclusive", "pass", "fail"};
constexpr std::string_view toText(Verdict v) {
  return kVerdictNames[static_cast<std::size_t>(v)];
}

// What became of one node. `Proven`: runs what the rollout brings. `RolledBack`: tried it and went back by itself.
// `Silent`: took the assignment and did not prove it by the deadline. `Late`: was never reached. Of a rollout that goes
// back or is aborted, `Returned`: has proven what it ran before; `Stayed`: keeps what the rollout brought, because
// nothing was proven there before; `Withdrawn`: the assignment was taken back before anything was proven.
// `Planned`: it has not been given anything, because its wave has not begun.
enum class NodeOutcome { Pending, Proven, Refused, RolledBack, Silent, Late, Returned, Stayed, Withdrawn, Planned };
inline constexpr std::array<std::string_view, 10> kNodeOutcomeNames{
    "pending", "proven", "refused", "rolled_back", "silent", "late", "returned", "stayed", "withdrawn", "planned"};
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
  std::uint32_t wave = 0;   // place of its wave in the rollout's waves
  TimePoint assignedAt{};   // zero while it has no assignment
  TimePoint provenAt{};     // when the proof of what the rollout brings came; zero before
  std::uint32_t place = 0;  // in the draw; looks tell nodes apart by it
};

// One wave as it goes: what the plan says of it in short, and where it stands.
struct RolloutWave {
  RolloutId rollout;
  std::uint32_t place = 0;  // from 0
  std::string name;
  WaveState state = WaveState::Pending;
  std::uint64_t nodes = 0;  // that were drawn for it
  TimePoint startedAt{};    // of assigning
  TimePoint soakingAt{};
  TimePoint endedAt{};
  // The newest look at it.
  std::uint64_t looks = 0;
  Verdict verdict = Verdict::Unknown;
  std::string reason;      // code of what the verdict rests on: grid_test, success_ratio, too_few_requests, ...
  std::string why;         // the sentence
  double odds = 1;         // how many times likelier the counts are if the version is worse; 100 fails at alpha 0.01
  double slowLimitMs = 0;  // what counts as slow in it; 0 = nothing
  Duration soak{};
  std::uint32_t approvalsNeeded = 0;
  friend bool operator==(const RolloutWave&, const RolloutWave&) = default;
};

// Somebody's word about a wave, for one plan: with another digest it means nothing.
struct RolloutApproval {
  RolloutId rollout;
  std::uint32_t wave = 0;
  std::string by;  // operator
  Digest plan;
  bool approved = true;  // false = rejected
  std::string reason;
  TimePoint at{};
  TimePoint expires{};
  friend bool operator==(const RolloutApproval&, const RolloutApproval&) = default;
};

// Whether it was taken back, and by whom. A person gives no code for it; what the control plane decides has one.
enum class WayBack { No, ByItself, ByHand };
inline constexpr std::array<std::string_view, 3> kWayBackNames{"no", "by_itself", "by_hand"};
constexpr std::string_view toText(WayBack w) {
  return kWayBackNames[static_cast<std::size_t>(w)];
}

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
  TimePoint deadline{};  // of the newest assignments; when it goes back, of all
  TimePoint endedAt{};
  TimePoint startedAt{};   // zero for a draft
  std::string plan;        // the document, as it was digested
  Digest planDigest;       // zero for what was deployed without a plan
  std::uint64_t seed = 0;  // with which the waves were drawn
  std::string reason;      // code of why it is paused, failed or goes back; empty if nobody and nothing said so
  std::string message;     // the sentence
  std::vector<RolloutWave> waves;
  std::vector<RolloutApproval> approvals;
  std::vector<RolloutNode> nodes;
  // How many nodes came to each outcome; only used when the nodes were left out, see leaveOutNodes.
  std::array<std::uint64_t, kNodeOutcomeNames.size()> outcomes{};
  RolloutStages stages =
      {};  // of the plan, and found by these nodes; only where a rollout is shown, not where it is kept

  std::size_t count(NodeOutcome outcome) const;
  std::size_t size() const;  // nodes, whether they are here or not
  bool wentBack() const;     // it is on its way back, or ended there, well or not
  WayBack wayBack() const;
  // The first wave that is not over; nothing if all are.
  const RolloutWave* currentWave() const;
  // The wave that began last: its looks are those that count. Nothing before the first began.
  const RolloutWave* judgedWave() const;
  // More nodes than `bound` would make a message too large: they become counts, all of them.
  void leaveOutNodes(std::size_t bound);
};

// Whether the rollout left this node of it on another version than the node ran before.
bool hasMoved(const Rollout& rollout, const RolloutNode& node);

}  // namespace flotilla
