#include <QtTest>

#include "tests/simulation/sim_agent_store.h"
#include "tests/simulation/sim_fleet_store.h"

using namespace flotilla;
using namespace flotilla::simulation;

class TstSimStores : public QObject {
  Q_OBJECT

  FaultCounts counts_;

 private slots:
  void two_control_planes_share_a_disk_and_the_older_is_fenced() {
    SimFleetDisk disk(Dice(1), counts_);
    SimFleetStore first(disk), second(disk);
    QCOMPARE(*first.raiseEpoch(), std::uint64_t{1});
    QVERIFY(first.commit({}, 1, 1));
    QCOMPARE(*second.raiseEpoch(), std::uint64_t{2});
    const Status late = first.commit({}, 1, 2);
    QVERIFY(!late.ok());
    QCOMPARE(late.error().reason, std::string("fenced"));
    QVERIFY(second.commit({}, 2, 2));
  }
};

QTEST_GUILESS_MAIN(TstSimStores)
#include "tst_sim_stores.moc"
