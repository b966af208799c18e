#include "services/controlplane/core/fencing/restored.h"

#include <algorithm>
#include <set>

#include "services/controlplane/core/rollouts/assigner.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr const char* kReason = "restored";
// Of an event that the control plane writes; those of the same report are numbered from 0.
constexpr std::uint32_t kPlace = 1'000'000;
constexpr std::size_t kNamed = 3;  // nodes in a sentence

class Follower {
 public:
  Follower(const EngineRoom& room, const std::map<NodeId, Proof>& ahead, const std::map<NodeId, std::uint64_t>& taken)
      : room_(room), ahead_(ahead), taken_(taken) {
    for (const auto& [id, proof] : ahead) newest_ = std::max(newest_, proof.signedAt);
    const auto open = rolloutsUnderWay(room.state);
    underWay_.insert(open.begin(), open.end());
  }

  Restored follow() {
    std::string names;
    std::size_t named = 0;
    for (const auto& [id, proof] : ahead_) {
      const NodeEntry& entry = room_.state.nodes.at(id);
      keep(entry, proof);
      if (named++ < kNamed) names += (names.empty() ? "" : ", ") + entry.record.name;
    }
    if (named > kNamed) names += ", ...";
    for (const auto& [id, entry] : room_.state.nodes)
      if (!ahead_.contains(id)) withhold(entry);
    out_.facts.push_back({"engine",
                          kReason,
                          "fleet",
                          std::to_string(ahead_.size()) + (ahead_.size() == 1 ? " node was" : " nodes were") +
                              " given what this database does not know, and keep it: " + names,
                          {},
                          {}});
    for (const RolloutId& id : underWay_) stop(room_.state.rollouts.at(id));
    return std::move(out_);
  }

 private:
  static bool beganBefore(const Rollout& rollout, TimePoint at) {
    return rollout.startedAt != TimePoint{} && rollout.startedAt <= at;
  }

  // Whether a rollout that began after `at` wants this.
  bool isNewer(const DesiredWorkload& desired, TimePoint at) const {
    const auto rollout = room_.state.rollouts.find(desired.rollout);
    return rollout != room_.state.rollouts.end() && !beganBefore(rollout->second, at);
  }

  void keep(const NodeEntry& entry, const Proof& proof) {
    const Assignment& given = proof.assignment;
    auto desired = entry.desired;
    bool isOvertaken = false;  // by what was decided after that assignment
    for (auto& [name, wanted] : desired) {
      if (isNewer(wanted, proof.signedAt))
        isOvertaken = true;
      else
        wanted = nothingDesired(entry, name, {});
    }
    for (const AssignmentTarget& target : given.targets) follow(entry, proof, target, desired);
    for (const auto& [name, wanted] : desired) out_.mutation.rows.emplace_back(wanted);
    out_.mutation.rows.emplace_back(AssignmentRecord{entry.record.id, given.generation, given.epoch,
                                                     given.keyFingerprint, given.expires, proof.envelope});
    leaveOut(entry, proof.signedAt, 0);
    tell(entry, given);
    if (!isOvertaken) return;
    const Status done = signAgain(room_.state, entry, desired, given.generation + 1, entry.record.fingerprint,
                                  room_.key, room_.now, out_.mutation);
    if (!done) log::warn("no assignment can be made", {{"node", entry.record.id.value}, {"why", done.error().message}});
  }

  // What a later rollout wants stays; what nobody here knows is held as it is.
  void follow(const NodeEntry& entry, const Proof& proof, const AssignmentTarget& target,
              std::map<WorkloadName, DesiredWorkload>& desired) const {
    const auto at = desired.find(target.workload);
    if (at != desired.end() && isNewer(at->second, proof.signedAt)) return;
    const auto rollout = room_.state.rollouts.find(RolloutId(proof.assignment.rollout));
    const bool staged = !target.stages.empty();
    const bool canStage = rollout != room_.state.rollouts.end() && rollout->second.release == target.releaseDigest;
    const bool isKnown = room_.state.releases.contains(target.releaseDigest) &&
                         room_.state.workloads.contains(target.workload) && (canStage || !staged);
    DesiredWorkload wanted = nothingDesired(entry, target.workload, {});
    if (isKnown) {
      // Without them it would be told to leave out what it may be in.
      if (staged) wanted.rollout = rollout->first;
      wanted.staged = staged;
      wanted.release = target.releaseDigest;
      const double declared = room_.state.workloads.at(target.workload).config.minConfidence;
      const double held = target.config.minConfidence;
      const bool own = entry.status.takesThresholds && held != declared;
      wanted.minConfidence = own ? held : kAsDeclared;
    }
    desired.insert_or_assign(target.workload, std::move(wanted));
  }

  // Nothing is desired any more of what this node has not taken, so that it is never delivered. Nothing is signed: if
  // it has taken it after all, it keeps it.
  void withhold(const NodeEntry& entry) {
    const auto proven = taken_.find(entry.record.id);
    const bool hasIt = proven != taken_.end() && proven->second >= entry.assignment.generation;
    if (entry.assignment.generation == 0 || hasIt || hasTaken(entry) || signedAt(entry.assignment) > newest_) return;
    for (const auto& [name, wanted] : entry.desired) out_.mutation.rows.emplace_back(nothingDesired(entry, name, {}));
    leaveOut(entry, newest_, entry.assignment.generation);
  }

  // Of every rollout that began before `at`. With a generation only rows that wait for it; otherwise all that might
  // still be given something.
  void leaveOut(const NodeEntry& entry, TimePoint at, std::uint64_t generation) {
    for (const RolloutId& id : underWay_) {
      const Rollout& rollout = room_.state.rollouts.at(id);
      const auto place = room_.state.rolloutPlaces.find({id, entry.record.id});
      if (place == room_.state.rolloutPlaces.end() || !beganBefore(rollout, at)) continue;
      RolloutNode row = rollout.nodes[place->second];
      const bool waits = row.outcome == NodeOutcome::Pending;
      const bool isOpen = waits || row.outcome == NodeOutcome::Planned || row.outcome == NodeOutcome::Late;
      if (generation == 0 ? !isOpen : !waits || row.generation != generation) continue;
      row.outcome = NodeOutcome::Withdrawn;
      row.reason = kReason;
      row.message = generation == 0
                        ? "it was given something since that this database does not know, and keeps it"
                        : "the database was restored before it had taken it, and it is not given it any more";
      out_.mutation.rows.emplace_back(std::move(row));
    }
  }

  void tell(const NodeEntry& entry, const Assignment& given) {
    NodeEvent event;
    event.at = room_.now;
    event.generation = given.generation;
    event.reason = kReason;
    event.message = "the database knows generation " + std::to_string(entry.assignment.generation) +
                    " of this node, which has proven " + std::to_string(given.generation) + " of epoch " +
                    std::to_string(given.epoch) + ": a backup was restored, and the node keeps what it runs";
    if (!given.targets.empty()) {
      event.workload = given.targets.front().workload;
      event.version = given.targets.front().version;
    }
    if (const auto at = entry.workloads.find(event.workload); at != entry.workloads.end())
      event.state = at->second.state;
    out_.mutation.rows.emplace_back(NodeEventRecord{entry.record.id, entry.status.lastSeq, kPlace, std::move(event)});
  }

  void stop(const Rollout& rollout) {
    if (!beganBefore(rollout, newest_)) return;
    const Error why =
        precondition(kReason,
                     "a backup was restored: nodes were given what this database does not know; look at what "
                     "they run before you resume it");
    Advance paused = pauseRollout(rollout, why);
    // One that goes back cannot pause. Its nodes keep what they have, so it ends, and says why.
    if (rollout.state == RolloutState::RollingBack) {
      Rollout ending = rollout;
      ending.reason = why.reason;
      ending.message = why.message;
      paused.mutation.rows.emplace_back(RolloutRecord{std::move(ending)});
    }
    for (Row& row : paused.mutation.rows) out_.mutation.rows.push_back(std::move(row));
    if (paused.fact) out_.facts.push_back(std::move(*paused.fact));
  }

  const EngineRoom& room_;
  const std::map<NodeId, Proof>& ahead_;
  const std::map<NodeId, std::uint64_t>& taken_;
  TimePoint newest_{};
  std::set<RolloutId> underWay_;
  Restored out_;
};

}  // namespace

Restored followProofs(const EngineRoom& room, const std::map<NodeId, Proof>& ahead,
                      const std::map<NodeId, std::uint64_t>& taken) {
  return Follower(room, ahead, taken).follow();
}

}  // namespace flotilla::controlplane
