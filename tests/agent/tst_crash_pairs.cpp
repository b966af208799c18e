#include <QtTest>

#include "tests/agent/crash_rig.h"

using namespace flotilla::agent::fakes;
using Mode = FaultPlan::Mode;

// Every pair of failures: one during an update, one during the recovery from it.
class TstCrashPairs : public QObject {
  Q_OBJECT

  CrashRig rig_{true};

 private slots:
  void a_recovery_survives_another_failure_at_every_durable_operation_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<quint64>("first");
    const std::uint64_t operations = rig_.run(Mode::Kill, 0, 0);
    for (quint64 n = 1; n <= operations; ++n) {
      QTest::addRow("the process dies at %llu", n) << static_cast<int>(Mode::Kill) << n;
      QTest::addRow("the power goes at %llu", n) << static_cast<int>(Mode::LoseUnsynced) << n;
    }
  }
  void a_recovery_survives_another_failure_at_every_durable_operation() {
    QFETCH(int, mode);
    QFETCH(quint64, first);
    const std::uint64_t recovery = rig_.run(static_cast<Mode>(mode), first, 0);
    for (std::uint64_t second = 1; second <= recovery; ++second) {
      rig_.run(static_cast<Mode>(mode), first, second);
      if (!rig_.failure().isEmpty()) QFAIL(qPrintable(QString("then at %1: %2").arg(second).arg(rig_.failure())));
    }
  }
};

QTEST_GUILESS_MAIN(TstCrashPairs)
#include "tst_crash_pairs.moc"
