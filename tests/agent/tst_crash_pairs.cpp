#include <QtTest>

#include "tests/agent/crash_rig.h"

using namespace flotilla::agent::fakes;
using Mode = FaultPlan::Mode;

// Every pair of failures: one during an update, one during the recovery from it.
class TstCrashPairs : public QObject {
  Q_OBJECT

 private slots:
  void a_recovery_survives_another_failure_at_every_durable_operation_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("the process dies") << static_cast<int>(Mode::Kill);
    QTest::newRow("the power goes and what was not synced is lost") << static_cast<int>(Mode::LoseUnsynced);
  }
  void a_recovery_survives_another_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    CrashRig rig;
    int pairs = 0;
    const std::uint64_t operations = rig.run(Mode::Kill, 0, 0);
    for (std::uint64_t n = 1; n <= operations; ++n) {
      const std::uint64_t recovery = rig.run(static_cast<Mode>(mode), n, 0);
      for (std::uint64_t m = 1; m <= recovery; ++m) {
        rig.run(static_cast<Mode>(mode), n, m);
        if (!rig.failure().isEmpty())
          QFAIL(qPrintable(QString("operations %1 and %2: %3").arg(n).arg(m).arg(rig.failure())));
        ++pairs;
      }
    }
    qInfo("%d pairs", pairs);
  }
};

QTEST_GUILESS_MAIN(TstCrashPairs)
#include "tst_crash_pairs.moc"
