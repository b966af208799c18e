// Which nodes are expected to count, and since when they have not.
#include <QtTest>

#include "services/controlplane/core/alerts/count_watch.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const WorkloadName kWorkload("w");

// One live node that has proven the workload.
struct Fleet {
  FleetState state;
  CountWatch watch;
  TimePoint now{std::chrono::hours(1000)};

  Fleet() {
    state.regions[RegionName("eu")] = {.name = RegionName("eu"), .title = "", .offlineAfter = 5min};
    state.workloads[kWorkload] = {kWorkload, {}, {}};
    NodeEntry& node = entry();
    node.record.id = NodeId("n");
    node.record.region = RegionName("eu");
    node.record.identity = NodeIdentity::Active;
    node.workloads[kWorkload].state = InstallState::Committed;
    node.workloads[kWorkload].proven = true;
  }
  NodeEntry& entry() { return state.nodes[NodeId("n")]; }
  void count(const char* version) { ++entry().totals[{kWorkload, parseVersion(version).value()}].requests; }
  // A report, and a look at it.
  std::vector<CountGap> look(Duration later = 10s, Duration silent = 0s) {
    now += later;
    entry().status.lastSeen = now - silent;
    return watch.look(state, now, 10s);
  }
  // For how long it has counted nothing; nothing if that is not asked of it.
  std::optional<Duration> gap(Duration silent = 0s) {
    const auto gaps = look(10s, silent);
    if (gaps.empty()) return std::nullopt;
    return now - gaps[0].since;
  }
};

}  // namespace

class TstCountWatch : public QObject {
  Q_OBJECT

 private slots:
  void it_counts_from_the_newest_request_of_any_version() {
    Fleet fleet;
    QVERIFY(fleet.look()[0].fromStart);
    fleet.count("1.0.0");
    QVERIFY(fleet.gap() == 0s);
    QVERIFY(fleet.gap() == 10s && fleet.gap() == 20s);
    fleet.count("2.0.0");
    const auto gaps = fleet.look();
    QVERIFY(gaps[0].since == fleet.now && !gaps[0].fromStart);
  }

  void only_what_should_count_is_asked() {
    Fleet fleet;
    WorkloadReport& report = fleet.entry().workloads[kWorkload];
    QVERIFY(fleet.gap());
    report.state = InstallState::Trying;
    QVERIFY(!fleet.gap());
    report.state = InstallState::Committed;
    report.proven = false;
    QVERIFY(!fleet.gap());
    report.proven = true;
    fleet.state.workloads[kWorkload].config.ratePerSecond = 0;
    QVERIFY(!fleet.gap());
    fleet.state.workloads[kWorkload].config.ratePerSecond = 5;
    fleet.entry().orders.isolated = true;
    QVERIFY(!fleet.gap());
    fleet.entry().orders.isolated = false;
    fleet.entry().record.identity = NodeIdentity::Quarantined;
    QVERIFY(!fleet.gap());
    fleet.entry().record.identity = NodeIdentity::Active;
    QVERIFY(fleet.gap() == 0s);  // it was not asked meanwhile
  }

  // What is late may bring its counts; what was gone begins anew, because its counts may be on their way.
  void a_late_report_hides_a_gap_and_silence_ends_it() {
    Fleet fleet;
    QVERIFY(fleet.gap() == 0s && fleet.gap() == 10s);
    QVERIFY(!fleet.gap(30s));
    QVERIFY(fleet.gap() == 30s);
    QVERIFY(!fleet.gap(6min));
    QVERIFY(fleet.gap() == 0s);
  }
};

QTEST_GUILESS_MAIN(TstCountWatch)
#include "tst_count_watch.moc"
