#include <QtTest>

#include "models/domain/fault.h"

using namespace flotilla;
using namespace std::chrono_literals;

class TstFault : public QObject {
  Q_OBJECT

 private slots:
  void what_people_write_is_read() {
    const auto fault =
        parseFault("kill-worker for=30s every=5s workload=meter-reader after=1m where=region:eu-west name:a").value();
    QVERIFY(
        (fault == Fault{FaultKind::KillWorker, "region:eu-west name:a", 1min, 30s, 5s, WorkloadName("meter-reader")}));
    QCOMPARE(parseFault("skew-clock by=-10m where=name:a").value().amount, Duration(-10min));
    QCOMPARE(parseFault("cut-link where=name:a").value().lasts, Duration(1min));
  }

  void what_is_written_is_read_again_data() {
    QTest::addColumn<int>("unused");
    for (const char* text :
         {"cut-link for=30s where=name:a", "slow-link for=1m delay=250ms where=label.b:\"for=1s where=x\"",
          "kill-worker for=1m every=5s workload=m after=10s where=name:a", "fill-quota for=15m where=name:a",
          "skew-clock for=1s by=-23h where=name:a", "restart-agent for=1m after=1h where=name:a"})
      QTest::newRow(text) << 0;
  }
  void what_is_written_is_read_again() {
    const auto fault = parseFault(QTest::currentDataTag());
    QVERIFY2(fault.ok(), fault ? "" : fault.error().message.c_str());
    QCOMPARE(faultText(*fault), std::string(QTest::currentDataTag()));
  }

  void what_makes_no_sense_is_refused_data() {
    QTest::addColumn<QString>("reason");
    for (const char* text : {"", "burn where=name:a", "cut-link for=x where=name:a", "cut-link delay=1s where=name:a",
                             "cut-link forever where=name:a", "kill-worker where", "cut-link by=1m where=name:a"})
      QTest::newRow(text) << "bad_fault";
    for (const char* text :
         {"cut-link for=16m where=name:a", "cut-link for=500ms where=name:a", "slow-link where=name:a",
          "slow-link delay=31s where=name:a", "skew-clock where=name:a", "skew-clock by=25h where=name:a",
          "cut-link after=2h where=name:a", "cut-link workload=m where=name:a", "cut-link for=-5s where=name:a",
          "kill-worker every=-5s where=name:a"})
      QTest::newRow(text) << "fault_out_of_range";
    for (const char* text : {"cut-link", "cut-link where=", "cut-link where=a\nb"}) QTest::newRow(text) << "no_where";
  }
  void what_makes_no_sense_is_refused() {
    QFETCH(QString, reason);
    const auto fault = parseFault(QTest::currentDataTag());
    QVERIFY(!fault);
    QCOMPARE(QString::fromStdString(fault.error().reason), reason);
    QCOMPARE(fault.error().field, std::string("fault"));
    QVERIFY(!fault.error().fix.empty());
  }
};

QTEST_GUILESS_MAIN(TstFault)
#include "tst_fault.moc"
