#include "tests/simulation/checks.h"

#include <algorithm>

#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/crypto/audit_chain.h"
#include "services/crypto/hash.h"
#include "services/documents/signed_documents.h"

namespace flotilla::simulation {
namespace {

using namespace std::chrono_literals;
using namespace controlplane;

constexpr std::size_t kAuditPage = 1000;
constexpr std::size_t kHistory = 30;

bool isMidway(InstallState state) {
  return state == InstallState::Armed || state == InstallState::Writing || state == InstallState::Written ||
         state == InstallState::Switching || state == InstallState::Trying || state == InstallState::Committing;
}

bool isBad(NodeOutcome outcome) {
  return outcome == NodeOutcome::Refused || outcome == NodeOutcome::RolledBack || outcome == NodeOutcome::Silent;
}

// What was signed: whoever carries an envelope may change what it says about its signatures, and it is the same one.
Digest payloadOf(const std::string& envelope) {
  const auto parsed = parseEnvelope(envelope);
  return sha256(parsed ? parsed->payload : envelope);
}

// No node keeps it: every one of these is found in the health window at the latest.
bool isPlainlyBad(Behaviour behaviour) {
  return behaviour != Behaviour::Good && behaviour != Behaviour::Spoils;
}

}  // namespace

void Checks::follow(const SimFleetDisk& database, std::function<TimePoint()> now) {
  database_ = &database;
  delivery_.follow(database);
  now_ = std::move(now);
}

void Checks::alsoSigns(SimFleetDisk& database) {
  repeats_.onTwin();
  database.onCommitted = [this, &database](const SimFleetDisk::Commit& commit) {
    sign(commit);
    delivery_.onCommitted(database, commit);
  };
}

void Checks::onRestored() {
  restoredAt_ = world_.elapsed();
  delivery_.onRestored(*database_);
  repeats_.onRestored();
  rollouts_.clear();
  for (const auto& [id, rollout] : state().rollouts) {
    onRollout(rollout);
    for (const RolloutWave& wave : rollout.waves) rollouts_[id].waves[wave.place] = wave;
    for (const RolloutNode& node : rollout.nodes) rollouts_[id].nodes[node.node] = node;
  }
}

void Checks::onStored(SimNode& node, const agent::StateChange& change) {
  delivery_.onStored(node, change);
  NodeBooks& books = books_[node.index()];
  if (change.assignment) checkAssignment(node, *change.assignment);
  for (const agent::WorkloadRecord& record : change.workloads) checkRecord(node, record);
  for (const auto& [artifact, floor] : change.floors) {
    if (floor < books.floor) world_.violated("W9", name(node) + " lowered the floor of " + artifact.value);
    books.floor = std::max(books.floor, floor);
  }
  books.events.insert(books.events.end(), change.events.begin(), change.events.end());
}

// Only what a control plane of ours signed and stored, and never anything older than what the node has.
void Checks::checkAssignment(SimNode& node, const agent::StoredAssignment& assignment) {
  Accepted& before = books_[node.index()].accepted;
  if (!signed_.contains(payloadOf(assignment.envelope)))
    world_.violated("signed", name(node) + " accepted an assignment that nobody stored");
  const bool isOlder = assignment.epoch < before.epoch || assignment.generation < before.generation;
  const bool isAnother = assignment.epoch == before.epoch && assignment.generation == before.generation;
  if (isOlder || isAnother)
    world_.violated("W9", name(node) + " accepted generation " + std::to_string(assignment.generation) + " of epoch " +
                              std::to_string(assignment.epoch) + " after " + std::to_string(before.generation) +
                              " of " + std::to_string(before.epoch));
  before = {assignment.epoch, assignment.generation};
}

void Checks::checkRecord(SimNode& node, const agent::WorkloadRecord& record) {
  NodeBooks& books = books_[node.index()];
  agent::WorkloadRecord& before = books.records[record.workload];
  const bool begins = isMidway(record.state) && !isMidway(before.state);
  if (record.state == InstallState::Committed && record.target.releaseCounter < books.floor &&
      !record.target.artifact.empty())
    world_.violated("W9", name(node) + " committed counter " + std::to_string(record.target.releaseCounter) +
                              " below its floor " + std::to_string(books.floor) + historyOf(node));
  before = record;
  const auto release = authority_.allowed().find(record.target.digest);
  if (record.state == InstallState::Committed && release != authority_.allowed().end() &&
      isPlainlyBad(release->second.behaviour))
    world_.violated("kept", name(node) + " committed version " + record.target.version.toString() +
                                ", which is bad: " + std::string(toText(release->second.behaviour)));
  books.history.push_back(std::to_string(world_.elapsed() / Duration(1s)) + " s " + std::string(toText(record.state)) +
                          " " + record.target.version.toString() + " g" + std::to_string(record.generation) +
                          (record.reason.empty() ? "" : " " + record.reason));
  if (books.history.size() > kHistory) books.history.pop_front();
  if (!begins) return;
  // W1: by what nodes really do, as far as a rollout asked for it.
  for (const auto& [id, seen] : rollouts_) {
    const auto row = seen.nodes.find(node.id());
    if (row == seen.nodes.end() || row->second.generation != record.generation) continue;
    // A way back is taken by all at once.
    if (seen.state != RolloutState::Running && seen.state != RolloutState::Paused) continue;
    if (!state().rollouts.contains(id)) continue;
    const auto plan = planOf(state().rollouts.at(id));
    if (!plan || plan->maxUnavailable.perSite == 0) continue;
    std::uint32_t there = 0;
    for (const auto& other : *nodes_) {
      const auto at = seen.nodes.find(other->id());
      if (other->settings().site != node.settings().site || at == seen.nodes.end()) continue;
      const agent::WorkloadRecord& its = books_[other->index()].records[record.workload];
      there +=
          isMidway(its.state) && its.generation == at->second.generation && at->second.outcome == NodeOutcome::Pending
              ? 1
              : 0;
    }
    if (there > plan->maxUnavailable.perSite)
      world_.violated("W1", std::to_string(there) + " nodes of site " + node.settings().site.value +
                                " are between versions for " + id.value + ", of " +
                                std::to_string(plan->maxUnavailable.perSite) + historyOf(node));
  }
}

void Checks::onLoaded(SimNode& node, const SimLauncher::Loaded& loaded) {
  const auto release = authority_.allowed().find(loaded.manifest);
  if (release == authority_.allowed().end() || !loaded.isWhole)
    return world_.violated("signed", name(node) + " starts version " + loaded.version +
                                         (loaded.isWhole ? ", which nobody signed" : " with damaged files"));
  world_.note(node.index() * 1000 + release->second.release.releaseCounter);
  if (ran_[loaded.manifest].insert(node.index()).second) checkBadVersion(release->second);
}

// Nodes that tried a version which no node can keep are all of the first wave of its rollouts, unless somebody
// overruled that, or it went to all at once.
void Checks::checkBadVersion(const PublishedRelease& release) {
  if (!isPlainlyBad(release.behaviour)) return;
  std::set<NodeId> first;
  for (const auto& [id, seen] : rollouts_) {
    const auto at = state().rollouts.find(id);
    if (at == state().rollouts.end() || at->second.release != release.digest) continue;
    if (at->second.waves.size() < 2 || operators_->hasOverruled(id)) return;
    for (const auto& [node, row] : seen.nodes)
      if (row.wave == 0) first.insert(node);
  }
  for (const std::size_t index : ran_[release.release.variants.front().digest]) {
    const NodeId& node = nodes_->at(index)->id();
    if (!first.contains(node))
      world_.violated("wave", "version " + release.release.version.toString() + " (" +
                                  std::string(toText(release.behaviour)) + ") runs on node " + std::to_string(index) +
                                  ", which is not of the first wave" + outcomesOf(release));
  }
}

void Checks::sign(const SimFleetDisk::Commit& commit) {
  for (const Mutation& mutation : commit.mutations)
    for (const Row& row : mutation.rows)
      if (const auto* assignment = std::get_if<AssignmentRecord>(&row)) signed_.insert(payloadOf(assignment->envelope));
}

void Checks::onCommitted(const SimFleetDisk::Commit& commit) {
  sign(commit);
  delivery_.onCommitted(*database_, commit);
  repeats_.onCommitted(*database_, commit, now_());
  for (const Mutation& mutation : commit.mutations)
    for (const Row& row : mutation.rows) checkRow(row);
}

void Checks::checkRow(const Row& row) {
  if (const auto* record = std::get_if<RolloutRecord>(&row)) onRollout(record->rollout);
  if (const auto* wave = std::get_if<RolloutWave>(&row)) onWave(*wave);
  if (const auto* node = std::get_if<RolloutNode>(&row)) onNode(*node);
  const auto* desired = std::get_if<DesiredWorkload>(&row);
  if (desired == nullptr || desired->rollout.empty()) return;
  // W4: nothing new for a rollout that was aborted. W7: only what the rollout is about.
  const auto at = rollouts_.find(desired->rollout);
  if (at == rollouts_.end()) return;
  if (at->second.state == RolloutState::Aborted && !desired->release.isZero() &&
      state().rollouts.at(desired->rollout).release == desired->release &&
      state().nodes.at(desired->node).desired.at(desired->workload).rollout != desired->rollout)
    world_.violated("W4",
                    "node " + desired->node.value + " is given " + desired->rollout.value + ", which was aborted");
  if (!at->second.nodes.contains(desired->node))
    world_.violated("W7", "node " + desired->node.value + " is given " + desired->rollout.value + " and is not of it");
}

void Checks::onRollout(const Rollout& rollout) {
  Seen& seen = rollouts_[rollout.id];
  // W8.
  if (seen.started && seen.plan != rollout.planDigest)
    world_.violated("W8", rollout.id.value + " has another plan than the one it began with");
  seen.started = rollout.state != RolloutState::Draft && rollout.state != RolloutState::AwaitingApproval;
  seen.plan = rollout.planDigest;
  seen.state = rollout.state;
}

void Checks::onWave(const RolloutWave& wave) {
  const TimePoint now = now_();
  Seen& seen = rollouts_[wave.rollout];
  const WaveState was = std::exchange(seen.waves[wave.place], wave).state;
  if (operators_->hasOverruled(wave.rollout)) return;
  // W2: a wave soaks as long as planned, and passes with a verdict; unless somebody said otherwise.
  if (wave.state == WaveState::Passed && was != WaveState::Passed && wave.soak > Duration{}) {
    if (now < wave.soakingAt + wave.soak)
      world_.violated("W2", wave.rollout.value + " passes wave " + wave.name + " before it soaked");
    if (wave.verdict != Verdict::Pass)
      world_.violated("W2", wave.rollout.value + " passes wave " + wave.name + " without a verdict");
  }
  if (wave.state != WaveState::Assigning || was == WaveState::Assigning || wave.place == 0) return;
  const RolloutWave& before = seen.waves[wave.place - 1];
  if (before.state == WaveState::Skipped) return;
  if (before.state != WaveState::Passed)
    return world_.violated("W2",
                           wave.rollout.value + " begins wave " + wave.name + " before " + before.name + " passed");
  std::size_t bad = 0;
  for (const auto& [id, row] : seen.nodes) bad += isBad(row.outcome) ? 1 : 0;
  const auto plan = planOf(state().rollouts.at(wave.rollout));
  if (plan && bad > plan->gates.maxFailedNodes)
    world_.violated(
        "W2", wave.rollout.value + " begins wave " + wave.name + " with " + std::to_string(bad) + " failed nodes");
}

void Checks::onNode(const RolloutNode& row) {
  rollouts_[row.rollout].nodes[row.node] = row;
  if (row.outcome != NodeOutcome::Pending) return;
  // W6: one open assignment of a workload.
  for (const auto& [id, other] : rollouts_) {
    if (id == row.rollout || !state().rollouts.contains(id)) continue;
    const auto at = other.nodes.find(row.node);
    if (at != other.nodes.end() && at->second.outcome == NodeOutcome::Pending && !hasEnded(other.state))
      world_.violated("W6", "node " + row.nodeName + " is asked by " + row.rollout.value + " and by " + id.value);
  }
}

std::string Checks::outcomesOf(const PublishedRelease& release) const {
  std::string out;
  for (const auto& [id, rollout] : state().rollouts) {
    if (rollout.release != release.digest) continue;
    for (const RolloutWave& wave : rollout.waves)
      out += "\n    " + id.value + " wave " + wave.name + " " + std::string(toText(wave.state)) + " " + wave.reason;
    for (const RolloutNode& node : rollout.nodes)
      out += "\n    " + node.nodeName + " wave " + std::to_string(node.wave) + " " + std::string(toText(node.outcome)) +
             " " + node.reason;
  }
  return out;
}

std::string Checks::historyOf(const SimNode& node) const {
  std::string out;
  const auto books = books_.find(node.index());
  if (books == books_.end()) return out;
  for (const std::string& line : books->second.history) out += "\n    " + line;
  return out;
}

void Checks::look(const FleetState& state) {
  if (state.learning) return;
  const TimePoint now = now_();
  for (const auto& [id, rollout] : state.rollouts) {
    if (rollout.state != RolloutState::Running && rollout.state != RolloutState::RollingBack) continue;
    const auto plan = planOf(rollout);
    if (!plan) continue;
    // W3: nobody is waited for beyond the deadline.
    for (const RolloutNode& node : rollout.nodes) {
      const TimePoint deadline =
          rollout.state == RolloutState::RollingBack ? rollout.deadline : node.assignedAt + plan->deadline;
      if (node.outcome == NodeOutcome::Pending && node.generation > 0 && now > deadline + 1min)
        world_.violated("W3", id.value + " still waits for " + node.nodeName + " after its deadline");
    }
  }
}

void Checks::finish(SimPlane& plane) {
  if (!plane.isUp()) return world_.violated("ended", "no control plane runs at the end");
  finishRollouts();
  for (const auto& node : *nodes_) finishNode(*node, plane);
  for (const Promise& promise : operators_->promises())
    if (promise.at > restoredAt_ && !promise.holds(state()))
      world_.violated("acknowledged", promise.what + " (after " +
                                          std::to_string(promise.at / Duration(std::chrono::minutes(1))) +
                                          " min) is not known any more");
  finishAudit(plane);
  delivery_.finish(*plane.look());
  for (const auto& node : *nodes_) {
    lasting_.finish(*node);
    node->cutPower();
  }
}

void Checks::finishRollouts() {
  for (const auto& [id, rollout] : state().rollouts)
    if (!hasEnded(rollout.state))
      world_.violated("W10", id.value + " is " + std::string(toText(rollout.state)) + " at the end: " + rollout.reason +
                                 " " + rollout.message);
}

void Checks::finishNode(SimNode& node, SimPlane& plane) {
  if (!node.isUp()) return world_.violated("ended", name(node) + " does not run at the end: " + node.problem());
  const auto entry = state().nodes.find(node.id());
  if (entry == state().nodes.end()) return world_.violated("acknowledged", name(node) + " is not known any more");
  const Duration silent = plane.clock().now() - entry->second.status.lastSeen;
  if (silent > 3 * node.settings().reportInterval)
    world_.violated("ended",
                    name(node) + " was last heard of " + std::to_string(silent / Duration(1s)) + " s before the end");
  const auto stored = node.store().load();
  if (!stored) return world_.violated("ended", name(node) + " cannot read its state");
  const auto serving = node.launcher().serving();
  for (const auto& [workload, record] : stored->workloads) {
    if (!isSettled(record.state))
      world_.violated("versions",
                      name(node) + " is " + std::string(toText(record.state)) + " at the end" + historyOf(node));
    if (!record.proven) continue;
    // Damaged by a flipped bit after the assignment had moved on: nobody brings that version again, and people know.
    if (serving.empty() && world_.faults.all().contains("bit_flip") && !LastingChecks::isWhole(node, workload))
      continue;
    if (serving.size() != 1)
      world_.violated("versions", name(node) + " has " + std::to_string(serving.size()) + " versions that answer" +
                                      historyOf(node));
    else if (serving.front() != record.holds[0].digest && serving.front() != record.holds[1].digest)
      world_.violated("versions", name(node) + " answers with a version that it does not hold");
  }
  if (node.launcher().alive() > stored->workloads.size())
    world_.violated("versions", name(node) + " has a worker too many");
}

void Checks::finishAudit(SimPlane& plane) {
  AuditVerdict verdict;
  verdict.intact = true;
  for (std::uint64_t from = 1;;) {
    const auto page = plane.fleet()->store().auditEntries(from, kAuditPage);
    if (!page) return world_.violated("audit", "cannot be read: " + page.error().message);
    if (page->empty()) break;
    verifyEntries(*page, verdict);
    from = page->back().seq + 1;
  }
  if (!verdict.intact) world_.violated("audit", "entry " + std::to_string(verdict.firstBad) + ": " + verdict.problem);
  if (verdict.head != plane.look()->auditHead) world_.violated("audit", "the head is another one");
}

}  // namespace flotilla::simulation
