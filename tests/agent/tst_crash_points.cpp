#include <QtTest>
#include <random>

#include "tests/agent/crash_rig.h"

using namespace flotilla::agent::fakes;
using Mode = FaultPlan::Mode;

// A sample of failures during recovery; tst_crash_pairs takes all of them.
class TstCrashPoints : public QObject {
  Q_OBJECT

  std::unique_ptr<CrashRig> rig_;

 private slots:
  void initTestCase() {
    rig_ = std::make_unique<CrashRig>();
    QVERIFY2(rig_->failure().isEmpty(), qPrintable(rig_->failure()));
  }

  void an_update_survives_a_failure_at_every_durable_operation_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("the process dies") << static_cast<int>(Mode::Kill);
    QTest::newRow("the power goes and what was not synced is lost") << static_cast<int>(Mode::LoseUnsynced);
    QTest::newRow("the operation reports an error") << static_cast<int>(Mode::Error);
  }
  void an_update_survives_a_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    const std::uint64_t operations = rig_->run(Mode::Kill, 0, 0);
    QVERIFY2(rig_->failure().isEmpty(), qPrintable("without a failure: " + rig_->failure()));
    QVERIFY(operations > 50);
    for (std::uint64_t n = 1; n <= operations; ++n) {
      rig_->run(static_cast<Mode>(mode), n, 0);
      if (!rig_->failure().isEmpty()) QFAIL(qPrintable(QString("operation %1: %2").arg(n).arg(rig_->failure())));
    }
    qInfo("%d operations failed, one in each run", static_cast<int>(operations));
  }

  void a_recovery_survives_another_failure() {
    const std::uint64_t operations = rig_->run(Mode::Kill, 0, 0);
    const auto seed = static_cast<std::uint32_t>(std::random_device{}());
    qInfo("seed %u", seed);
    std::mt19937 engine(seed);
    for (std::uint64_t n = 1; n <= operations; ++n) {
      const Mode mode = engine() % 2 == 0 ? Mode::Kill : Mode::LoseUnsynced;
      const std::uint64_t m = 1 + engine() % operations;
      rig_->run(mode, n, m);
      if (!rig_->failure().isEmpty())
        QFAIL(qPrintable(QString("operations %1 and %2: %3").arg(n).arg(m).arg(rig_->failure())));
    }
  }
};

QTEST_GUILESS_MAIN(TstCrashPoints)
#include "tst_crash_points.moc"
