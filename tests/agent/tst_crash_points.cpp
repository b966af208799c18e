#include <QtTest>
#include <random>

#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using Mode = FaultPlan::Mode;

// An update from 1.0.0 to 2.0.0, ended before each of its durable operations, and again while it recovers. Afterwards
// it has happened once, and at no moment was there nothing to run.
class TstCrashPoints : public QObject {
  Q_OBJECT

  const FleetKeys keys_;
  const Published v1_ = keys_.publish("1.0.0", 1);
  const Published v2_ = keys_.publish("2.0.0", 2, 2);
  std::unique_ptr<NodeRig> base_;  // 1.0.0 committed, switched off
  QString failure_;

  bool holds(bool condition, const char* what) {
    if (!condition && failure_.isEmpty()) failure_ = what;
    return condition;
  }

  std::unique_ptr<NodeRig> newNode() {
    auto rig = std::make_unique<NodeRig>(keys_, 7);
    rig->copyFrom(*base_);
    rig->reportInterval = std::chrono::minutes(1);
    return rig;
  }

  // From a boot to rest; the control plane asks again for what it does not see accepted.
  void live(NodeRig& rig) {
    rig.boot();
    holds(rig.started.ok(), "the agent starts");
    if (!rig.started) return;
    if (rig.agent->lastGeneration() < 2) rig.assign(2, v2_);
    rig.loop.runFor(std::chrono::seconds(90));
    if (rig.agent->lastGeneration() < 2) rig.assign(2, v2_);
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
    holds(rig.serving() == std::vector<std::string>{"2.0.0"}, "I1: the new version serves, alone");
    holds(rig.launcher.alive() == 1, "I1: no other worker is left");
    holds(record.state == InstallState::Committed && record.generation == 2, "the record says committed");
    holds(entry.good && !entry.trying && entry.holds[*entry.good] == v2_.release.variants[0].digest,
          "I2: the boot record names what runs");
    holds(entry.good && record.holds[*entry.good].digest == entry.holds[*entry.good], "I2: the database agrees");
    holds(entry.floor == 2 && state->floors.at(ArtifactName("vision")) == 2, "I3: the floor is raised in both places");
    holds(rig.countEvents(InstallState::Assigned, 2) == 1, "I5: one attempt");
    holds(rig.countEvents(InstallState::Committed, 2) == 1, "I6: committed is told once");
    const auto told = rig.reported();
    holds(told && told->state == InstallState::Committed && told->version.toString() == "2.0.0",
          "I6: the final state is told");
    holds(rig.disk.list(rig.data() / "dl")->empty(), "I7: nothing staged is left");
  }

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

  static void modes() {
    QTest::addColumn<int>("mode");
    QTest::newRow("the process dies") << static_cast<int>(Mode::Kill);
    QTest::newRow("the power goes and what was not synced is lost") << static_cast<int>(Mode::LoseUnsynced);
    QTest::newRow("the operation reports an error") << static_cast<int>(Mode::Error);
  }

 private slots:
  void initTestCase() {
    base_ = std::make_unique<NodeRig>(keys_);
    base_->boot();
    base_->assign(1, v1_);
    QVERIFY(base_->reaches(InstallState::Committed, 1));
    base_->kill();
  }

  void an_update_survives_a_failure_at_every_durable_operation_data() { modes(); }
  void an_update_survives_a_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    const std::uint64_t operations = run(Mode::Kill, 0, 0);
    QVERIFY2(failure_.isEmpty(), qPrintable("without a failure: " + failure_));
    QVERIFY(operations > 50);
    for (std::uint64_t n = 1; n <= operations; ++n) {
      run(static_cast<Mode>(mode), n, 0);
      if (!failure_.isEmpty()) QFAIL(qPrintable(QString("operation %1: %2").arg(n).arg(failure_)));
    }
    qInfo("%d operations failed, one in each run", static_cast<int>(operations));
  }

  void a_recovery_survives_another_failure_data() { modes(); }
  void a_recovery_survives_another_failure() {
    QFETCH(int, mode);
    if (static_cast<Mode>(mode) == Mode::Error) QSKIP("an error does not end the process, so there is no recovery");
    const std::uint64_t operations = run(Mode::Kill, 0, 0);
    const auto seed = static_cast<std::uint32_t>(std::random_device{}());
    qInfo("seed %u", seed);
    std::mt19937 engine(seed);
    for (std::uint64_t n = 1; n <= operations; ++n) {
      const std::uint64_t recovery = run(static_cast<Mode>(mode), n, 0);
      if (!failure_.isEmpty()) QFAIL(qPrintable(QString("operation %1: %2").arg(n).arg(failure_)));
      // All of them with --deep; one of each recovery otherwise.
      const bool all = qEnvironmentVariableIsSet("FLOTILLA_TEST_DEEP");
      const std::uint64_t chosen = 1 + engine() % recovery;
      for (std::uint64_t m = all ? 1 : chosen; m <= (all ? recovery : chosen); ++m) {
        run(static_cast<Mode>(mode), n, m);
        if (!failure_.isEmpty()) QFAIL(qPrintable(QString("operations %1 and %2: %3").arg(n).arg(m).arg(failure_)));
      }
    }
  }
};

QTEST_GUILESS_MAIN(TstCrashPoints)
#include "tst_crash_points.moc"
