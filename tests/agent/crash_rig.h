// An update from 1.0.0 to 2.0.0 that is ended before one of its durable operations, and perhaps again while it
// recovers, and what must hold then and afterwards (invariants I1 to I8 of the crash points).
#pragma once

#include <QString>

#include "tests/agent/node_rig.h"

namespace flotilla::agent::fakes {

class CrashRig {
 public:
  using Mode = FaultPlan::Mode;

  // `healthy`: whether 2.0.0 serves well, so that it ends committed, or rolled back.
  // `stages`: through which it goes first.
  explicit CrashRig(bool healthy, Stages stages = {})
      : healthy_(healthy), stages_(std::move(stages)), base_(std::make_unique<NodeRig>(keys_)) {
    base_->boot();
    base_->assign(1, v1_);
    holds(base_->reaches(InstallState::Committed, 1), "1.0.0 is committed");
    base_->kill();
  }

  // The first thing that did not hold in the last run; empty if all did.
  const QString& failure() const { return failure_; }

  // Fails operation `first` of an update and operation `second` of the recovery (0: none). Returns the operations of
  // the last life.
  std::uint64_t run(Mode mode, std::uint64_t first, std::uint64_t second) {
    failure_.clear();
    auto rig = newNode();
    rig->plan.arm(mode, first);
    bool alive = rig->survives([&] { live(*rig); });
    if (!alive) checkSwitchedOff(*rig);
    if (!alive && second != 0) {
      rig->plan.arm(mode, second);
      alive = rig->survives([&] { live(*rig); });
      if (!alive) checkSwitchedOff(*rig);
    }
    if (!alive) {
      rig->plan.arm(mode, 0);
      alive = rig->survives([&] { live(*rig); });
    }
    holds(alive, "the last life ends at rest");
    if (alive) checkAtRest(*rig);
    return rig->plan.count();
  }

 private:
  bool holds(bool condition, const char* what) {
    if (!condition && failure_.isEmpty()) failure_ = what;
    return condition;
  }

  std::unique_ptr<NodeRig> newNode() {
    auto rig = std::make_unique<NodeRig>(keys_, 7);
    rig->copyFrom(*base_);
    rig->reportInterval = std::chrono::minutes(1);
    rig->launcher.scripts["2.0.0"].successRatio = healthy_ ? 1 : 0;
    if (!healthy_ && stages_.weights) rig->launcher.scripts["2.0.0"].differs = 1;
    return rig;
  }

  // From a boot to rest; the control plane asks again for what it does not see accepted.
  void live(NodeRig& rig) {
    rig.boot();
    holds(rig.started.ok(), "the agent starts");
    if (!rig.started) return;
    AssignmentTarget target = rig.keys.target(v2_, kWorkload);
    target.stages = stages_;
    if (rig.agent->lastGeneration() < 2) rig.assign(2, v2_, target);
    rig.loop.runFor(std::chrono::seconds(90));
    if (rig.agent->lastGeneration() < 2) rig.assign(2, v2_, target);
    const bool slow = rig.plan.mode() == Mode::Error && rig.plan.fired();
    rig.loop.runFor(slow ? std::chrono::minutes(15) : std::chrono::minutes(1));
    rig.collect();
  }

  // I1, I4, I8: on the disk that is left, something runs.
  void checkSwitchedOff(NodeRig& rig) {
    BootRecordFile boot(rig.disk, rig.data());
    const BootEntry* entry = boot.read().find(WorkloadName(kWorkload));
    if (!holds(entry != nullptr && entry->good.has_value(), "I1: a good slot is recorded")) return;
    holds(checkSlot(rig.disk, rig.slotFolder(*entry->good), entry->holds[*entry->good]).ok(),
          "I4: the good slot is whole at every moment");
    const auto sql = SqliteAgentStore::open(rig.disk, rig.data() / "state.db");
    holds(sql.ok() && !rig.disk.exists(rig.data() / "state.db.broken-1"), "I8: state.db opens");
  }

  void checkAtRest(NodeRig& rig) {
    const BootEntry entry = rig.bootEntry();
    auto state = rig.sql->load();
    const WorkloadRecord record = state->workloads[WorkloadName(kWorkload)];
    const Digest& runs = (healthy_ ? v2_ : v1_).release.variants[0].digest;
    const std::string version = healthy_ ? "2.0.0" : "1.0.0";
    const InstallState end = healthy_ ? InstallState::Committed : InstallState::RolledBack;
    const std::uint64_t floor = healthy_ ? 2 : 0;
    holds(rig.serving() == std::vector<std::string>{version}, "I1: the right version serves, alone");
    holds(rig.launcher.alive() == 1, "I1: no other worker is left");
    holds(record.state == end && record.generation == 2, "the record says how it ended");
    holds(entry.good && !entry.trying && entry.holds[*entry.good] == runs, "I2: the boot record names what runs");
    holds(entry.good && record.holds[*entry.good].digest == entry.holds[*entry.good], "I2: the database agrees");
    holds(entry.floor == floor && state->floors[ArtifactName("vision")] == floor, "I3: the floor, in both places");
    holds(state->failed.size() == (healthy_ ? 0 : 1), "what failed is remembered");
    holds(rig.countEvents(InstallState::Assigned, 2) == 1, "I5: one attempt");
    holds(rig.countEvents(end, 2) == 1, "I6: the end is told once");
    const auto told = rig.reported();
    holds(told && told->state == end && told->version.toString() == version, "I6: the final state is told");
    holds(rig.disk.list(rig.data() / "dl")->empty(), "I7: nothing staged is left");
  }

  const bool healthy_;
  const Stages stages_;
  const FleetKeys keys_;
  const Published v1_ = keys_.publish("1.0.0", 1);
  const Published v2_ = keys_.publish("2.0.0", 2, 2);
  std::unique_ptr<NodeRig> base_;  // 1.0.0 committed, switched off
  QString failure_;
};

}  // namespace flotilla::agent::fakes
