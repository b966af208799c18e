#include <QtTest>
#include <random>

#include "tests/agent/crash_rig.h"

using namespace flotilla::agent::fakes;
using Mode = FaultPlan::Mode;

// A sample of failures during recovery; tst_crash_pairs takes all of them.
class TstCrashPoints : public QObject {
  Q_OBJECT

  // One run for each durable operation of the attempt; returns how many.
  static std::uint64_t failEach(CrashRig& rig, Mode mode, QString& failure) {
    const std::uint64_t operations = rig.run(mode, 0, 0);
    if (!rig.failure().isEmpty()) failure = "without a failure: " + rig.failure();
    for (std::uint64_t n = 1; n <= operations && failure.isEmpty(); ++n) {
      rig.run(mode, n, 0);
      if (!rig.failure().isEmpty()) failure = QString("operation %1: %2").arg(n).arg(rig.failure());
    }
    return operations;
  }
  // Over in seconds, so that they fit into the life of a rig.
  static flotilla::Stages shortStages() {
    flotilla::Stages stages;
    stages.shadow.emplace().minTime = std::chrono::seconds(2);
    flotilla::WeightStage& weights = stages.weights.emplace();
    weights.steps = {25, 100};
    weights.minTime = std::chrono::seconds(2);
    weights.minRequests = 10;
    return stages;
  }
  static void modes() {
    QTest::addColumn<int>("mode");
    QTest::newRow("the process dies") << static_cast<int>(Mode::Kill);
    QTest::newRow("the power goes and what was not synced is lost") << static_cast<int>(Mode::LoseUnsynced);
    QTest::newRow("the operation reports an error") << static_cast<int>(Mode::Error);
  }

 private slots:
  void an_update_survives_a_failure_at_every_durable_operation_data() { modes(); }
  void an_update_survives_a_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    CrashRig rig(true);
    QString failure;
    QVERIFY(failEach(rig, static_cast<Mode>(mode), failure) > 50);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
  }

  void a_roll_back_survives_a_failure_at_every_durable_operation_data() { modes(); }
  void a_roll_back_survives_a_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    CrashRig rig(false);
    QString failure;
    QVERIFY(failEach(rig, static_cast<Mode>(mode), failure) > 50);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
  }

  void an_update_in_stages_survives_a_failure_at_every_durable_operation_data() { modes(); }
  void an_update_in_stages_survives_a_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    CrashRig rig(true, shortStages());
    QString failure;
    QVERIFY(failEach(rig, static_cast<Mode>(mode), failure) > 50);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
  }

  void a_roll_back_out_of_weights_survives_a_failure_at_every_durable_operation_data() { modes(); }
  void a_roll_back_out_of_weights_survives_a_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    flotilla::Stages stages = shortStages();
    stages.shadow.reset();
    CrashRig rig(false, stages);
    QString failure;
    QVERIFY(failEach(rig, static_cast<Mode>(mode), failure) > 50);
    QVERIFY2(failure.isEmpty(), qPrintable(failure));
  }

  void a_recovery_survives_another_failure() {
    CrashRig rig(true);
    const std::uint64_t operations = rig.run(Mode::Kill, 0, 0);
    const auto seed = static_cast<std::uint32_t>(std::random_device{}());
    qInfo("seed %u", seed);
    std::mt19937 engine(seed);
    for (std::uint64_t n = 1; n <= operations; ++n) {
      const Mode mode = engine() % 2 == 0 ? Mode::Kill : Mode::LoseUnsynced;
      const std::uint64_t m = 1 + engine() % operations;
      rig.run(mode, n, m);
      if (!rig.failure().isEmpty())
        QFAIL(qPrintable(QString("operations %1 and %2: %3").arg(n).arg(m).arg(rig.failure())));
    }
  }
};

QTEST_GUILESS_MAIN(TstCrashPoints)
#include "tst_crash_points.moc"
