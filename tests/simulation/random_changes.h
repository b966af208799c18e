// Changes of both databases by chance, over few names, so that rows replace and remove each other. Thread: values.
#pragma once

#include "services/agent/core/agent_state.h"
#include "services/controlplane/core/judge/readings.h"
#include "services/crypto/audit_chain.h"
#include "tests/controlplane/sample_rows.h"
#include "tests/simulation/dice.h"

namespace flotilla::simulation {

inline std::string anyKey(Dice& dice, std::uint64_t of = 3) {
  return std::string(1, static_cast<char>('k' + dice.below(of)));
}

inline Digest anyDigest(Dice& dice) {
  return sha256(anyKey(dice, 20));
}

class RandomRows {
 public:
  explicit RandomRows(Dice dice) : dice_(dice) {}

  // The last mutations were not stored: the audit goes on where it was.
  void takeBack() { entry_ = kept_; }
  void keep() { kept_ = entry_; }

  controlplane::Mutation next() {
    controlplane::Mutation out;
    const double share = dice_.unit();
    for (std::uint64_t samples = 1 + dice_.below(3); samples > 0; --samples)
      for (controlplane::Row& row : rows())
        if (dice_.chance(share)) out.rows.push_back(std::move(row));
    while (dice_.chance(0.3)) out.removals.push_back(removal());
    if (dice_.chance(0.5)) {
      entry_ = chainEntry({"a", "b", "c", "d", {}, {}}, entry_.seq, entry_.hash, time());
      out.rows.emplace_back(entry_);
    }
    if (dice_.chance(0.03)) out.rows.emplace_back(entry_);  // its number is taken
    return out;
  }

 private:
  TimePoint time() { return controlplane::test::kNow + std::chrono::seconds(dice_.below(10)); }

  // One of every type, in an order in which the schema takes them, unless the node is not there.
  std::vector<controlplane::Row> rows() {
    using namespace controlplane;
    test::Sample s = sample();
    const auto small = [&](std::uint64_t below) { return static_cast<std::uint32_t>(dice_.below(below)); };
    s.node.name = "name " + anyKey(dice_, 9);
    s.op.name = "name " + anyKey(dice_, 9);
    s.account->token.name = "name " + anyKey(dice_, 9);
    s.release.release.artifact = ArtifactName(s.release.digest.toString().substr(0, 8));
    if (dice_.chance(0.1)) s.status.node = NodeId("nobody");
    s.rollout.state = static_cast<RolloutState>(dice_.below(kRolloutStateNames.size()));
    s.rollout.outcomes[2] = dice_.below(2);
    s.rolloutNode.node = NodeId(anyKey(dice_) + "n");
    s.rolloutNode.rollout = RolloutId(anyKey(dice_) + "o");
    s.wave.place = s.look.look.wave = small(3);
    s.wave.state = static_cast<WaveState>(dice_.below(kWaveStateNames.size()));
    s.look.look.number = 1 + dice_.below(4);
    std::vector<Reading> readings(1 + dice_.below(3));
    for (Reading& reading : readings)
      reading = {small(3), dice_.chance(0.5), true, 0, dice_.below(100), dice_.below(9)};
    s.look.readings = encodeReadings(readings);
    s.event.place = small(3);
    s.event.seq = dice_.below(400);
    AlertFiring& firing = s.alerts->firing;
    if (dice_.chance(0.6)) firing.ended = firing.began + (dice_.chance(0.1) ? kAlertHistoryKept : Duration(1));
    s.incident->event.seq = 1 + dice_.below(4);
    s.run->evidence.seq = 1 + dice_.below(4);
    s.gameDay->fault.name = "name";  // a node keeps its name
    std::vector<Row> out = s.mutation().rows;
    out.pop_back();  // the audit entry
    return out;
  }

  controlplane::test::Sample sample() {
    const std::string key = anyKey(dice_);
    return controlplane::test::sampleOf({"t" + anyKey(dice_),
                                         key,
                                         "b" + anyKey(dice_),
                                         dice_.below(20),
                                         static_cast<std::uint32_t>(dice_.below(4)),
                                         dice_.unit(),
                                         time(),
                                         anyDigest(dice_),
                                         Version{1, 0, static_cast<std::uint32_t>(dice_.below(9)), ""},
                                         dice_.chance(0.5),
                                         {{"rack", anyKey(dice_)}},
                                         {{Role::Operator, {RegionName(key + "r")}}}});
  }

  controlplane::Removal removal() {
    const std::string key = anyKey(dice_);
    switch (dice_.below(14)) {
      case 0:
        return {RegionName(key + "r")};
      case 1:
        return {SiteName(key + "s")};
      case 2:
        return {WorkloadName(key + "w")};
      case 3:
        return {key + "q"};
      case 4:
        return {OperatorId(key)};
      case 5:
        return {controlplane::RolloutParts{RolloutId(key + "o")}};
      case 6:
        return {ObjectiveName(key + "j")};
      case 7:
        return {SilenceId(key)};
      case 8:
        return {AlertId(key)};
      case 9:
        return {controlplane::NotificationKey{key, "t" + anyKey(dice_)}};
      case 10:
        return {BudgetOverrideId(key + "v")};
      case 11:
        return {SessionId(key)};
      case 12:
        return {ApiTokenId(key)};
      default:
        return {BusinessName(key + "b")};
    }
  }

  Dice dice_;
  AuditEntry entry_;  // the newest
  AuditEntry kept_;   // that was stored
};

inline agent::WorkloadRecord anyRecord(Dice& dice) {
  agent::WorkloadRecord out;
  out.workload = WorkloadName(anyKey(dice));
  out.state = static_cast<InstallState>(dice.below(5));
  out.generation = dice.below(100);
  out.installId = anyKey(dice, 20);
  for (AssignmentTarget* target : {&out.target, &out.holds[0], &out.holds[1]}) {
    if (dice.chance(0.3)) continue;
    target->workload = out.workload;
    target->version.major = static_cast<std::uint32_t>(dice.below(9));
    target->digest = anyDigest(dice);
    target->config.gain = dice.unit();
    if (dice.chance(0.3)) target->config.minConfidence = dice.unit();
  }
  out.floor = dice.below(9);
  out.targetSlot = static_cast<std::uint8_t>(dice.below(2));
  out.transitions = static_cast<std::uint32_t>(dice.below(30));
  out.reason = anyKey(dice);
  out.proven = dice.chance(0.5);
  return out;
}

inline NodeEvent anyEvent(Dice& dice, std::size_t length) {
  NodeEvent out;
  if (dice.chance(0.5)) out.workload = WorkloadName(anyKey(dice));
  out.state = dice.chance(0.3) ? InstallState::Refused : InstallState::Committed;
  out.generation = dice.below(1000);
  out.message = std::string(length, 'm');
  return out;
}

inline agent::StateChange anyChange(Dice& dice) {
  agent::StateChange out;
  if (dice.chance(0.3)) out.highestEpoch = dice.below(10);
  if (dice.chance(0.2))
    out.assignment = agent::StoredAssignment{anyKey(dice), {anyKey(dice), anyKey(dice)}, dice.below(9), dice.below(9)};
  while (dice.chance(0.5)) out.workloads.push_back(anyRecord(dice));
  while (dice.chance(0.3)) out.floors.emplace_back(ArtifactName(anyKey(dice)), dice.below(50));
  while (dice.chance(0.3)) out.failed.emplace_back(dice.below(4), anyDigest(dice).toString());
  if (dice.chance(0.1)) out.policy = agent::StoredPolicy{dice.below(9), anyKey(dice)};
  if (dice.chance(0.1)) out.orders = agent::StoredOrders{dice.below(9), dice.chance(0.5), dice.below(9), dice.below(9)};
  while (dice.chance(0.6)) out.proven.emplace_back(WorkloadName(anyKey(dice)), anyDigest(dice));
  while (dice.chance(0.6)) out.events.push_back(anyEvent(dice, dice.below(20)));
  if (dice.chance(0.01))
    for (int i = 0; i < 600; ++i) out.events.push_back(anyEvent(dice, 10));
  if (dice.chance(0.01))
    for (int i = 0; i < 8; ++i) out.events.push_back(anyEvent(dice, 60'000));
  while (dice.chance(0.3)) out.evidence.emplace_back(std::string(dice.chance(0.1) ? 70'000 : 9, 'e'), anyKey(dice));
  return out;
}

}  // namespace flotilla::simulation
