#include "tests/simulation/checks_repeats.h"

#include <algorithm>

#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/crypto/hash.h"

namespace flotilla::simulation {
namespace {

using namespace controlplane;

// Words that ask for a state: in that state they change nothing.
const std::set<std::string> kTurns{"StartRollout", "PauseRollout", "ResumeRollout", "CancelRollout", "RollBackRollout"};

}  // namespace

void RepeatChecks::onCommitted(const SimFleetDisk& database, const SimFleetDisk::Commit& commit, TimePoint now) {
  for (const Mutation& mutation : commit.mutations)
    for (const Row& row : mutation.rows) {
      check(row);
      if (const auto* wave = std::get_if<RolloutWave>(&row)) checkWave(database.state(), *wave, now);
      if (const auto* node = std::get_if<RolloutNode>(&row)) checkScope(database.state(), *node);
    }
  for (const Mutation& mutation : commit.mutations) checkWhole(mutation);
}

void RepeatChecks::onRestored() {
  carriedOut_.clear();
  signed_.clear();
  approvals_.clear();
  begun_.clear();
}

void RepeatChecks::check(const Row& row) {
  if (const auto* answer = std::get_if<AnswerRecord>(&row))
    if (!carriedOut_.insert(answer->requestId).second)
      world_.violated("W5", answer->method + " was carried out twice for one request id");
  if (const auto* assignment = std::get_if<AssignmentRecord>(&row)) checkAssignment(*assignment);
  if (const auto* entry = std::get_if<AuditEntry>(&row)) checkAudit(*entry);
  if (const auto* said = std::get_if<RolloutApproval>(&row)) checkApproval(*said);
}

// W9: a generation means one thing, and numbers only grow.
void RepeatChecks::checkAssignment(const AssignmentRecord& assignment) {
  Signed& before = signed_[assignment.node];
  const Numbers numbers{assignment.epoch, assignment.generation};
  const auto [at, isNew] = before.all.emplace(numbers, sha256(assignment.envelope));
  const std::string what = "generation " + std::to_string(assignment.generation) + " of epoch " +
                           std::to_string(assignment.epoch) + " for node " + assignment.node.value;
  if (!isNew && at->second != sha256(assignment.envelope)) world_.violated("W9", what + " was signed twice");
  if (numbers.first < before.newest.first || numbers.second < before.newest.second)
    world_.violated("W9", what + " was signed after " + std::to_string(before.newest.second) + " of " +
                              std::to_string(before.newest.first));
  before.newest = numbers;
}

// What an operator asked for, its answer and its audit entry are one transaction: the answer is how a second one is
// known.
void RepeatChecks::checkWhole(const Mutation& mutation) {
  bool isAnswered = false, isAudited = false;
  std::string asked;
  for (const Row& row : mutation.rows) {
    isAnswered = isAnswered || std::holds_alternative<AnswerRecord>(row);
    const auto* entry = std::get_if<AuditEntry>(&row);
    isAudited = isAudited || entry != nullptr;
    if (entry != nullptr && kTurns.contains(entry->action)) asked = entry->action;
  }
  if (isAnswered && !isAudited) world_.violated("audit", "a request changed something without an audit entry");
  if (!asked.empty() && !isAnswered) world_.violated("W5", asked + " is stored without its request id");
}

// W7: a plan for some regions has nodes of these only.
void RepeatChecks::checkScope(const FleetState& state, const RolloutNode& row) {
  const auto rollout = state.rollouts.find(row.rollout);
  const auto node = state.nodes.find(row.node);
  if (row.outcome != NodeOutcome::Planned || rollout == state.rollouts.end() || node == state.nodes.end()) return;
  if (rollout->second.plan.empty()) return;
  const auto plan = planOf(rollout->second);
  if (!plan || plan->regions.empty()) return;
  if (std::find(plan->regions.begin(), plan->regions.end(), node->second.record.region) == plan->regions.end())
    world_.violated("W7", row.rollout.value + " means node " + row.nodeName + ", whose region it does not name");
}

// Everybody who has to agree has, to this very plan, before the first node is asked.
void RepeatChecks::checkWave(const FleetState& state, const RolloutWave& wave, TimePoint now) {
  const auto rollout = state.rollouts.find(wave.rollout);
  if (wave.state != WaveState::Assigning || rollout == state.rollouts.end()) return;
  if (!begun_.emplace(wave.rollout, wave.place).second) return;
  std::set<std::string> agreed;
  for (const RolloutApproval& said : rollout->second.approvals)
    if (said.wave == wave.place && said.approved && said.plan == rollout->second.planDigest && now < said.expires)
      agreed.insert(said.by);
  if (agreed.size() < wave.approvalsNeeded)
    world_.violated("approved", wave.rollout.value + " begins wave " + wave.name + " with " +
                                    std::to_string(agreed.size()) + " of " + std::to_string(wave.approvalsNeeded) +
                                    " people who have to agree");
}

void RepeatChecks::checkAudit(const AuditEntry& entry) {
  if (kTurns.contains(entry.action) && entry.before == entry.after)
    world_.violated("W5", entry.action + " of " + entry.object + " changed something where it had been said already");
  const bool isForged = world_.faults.all().contains("attack_equivocation");
  if (entry.action == "equivocation" && !hasTwin_ && !isForged)
    world_.violated("W9", "one control plane contradicted itself: " + entry.detail);
}

void RepeatChecks::checkApproval(const RolloutApproval& said) {
  RolloutApproval& before = approvals_[{said.rollout, said.wave, said.by}];
  const bool stood = before.plan == said.plan && before.approved == said.approved && said.at < before.expires;
  if (stood && said.at > before.at)
    world_.violated("W5", said.by + " agreed twice to wave " + std::to_string(said.wave) + " of " + said.rollout.value);
  before = said;
}

}  // namespace flotilla::simulation
