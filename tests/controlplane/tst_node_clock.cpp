// A node whose clock is wrong by hours, from the agent's core over the messages of the wire into the books: what it
// counts lands in the slot in which it happened.
#include <QtTest>

#include "services/controlplane/core/inventory/numbering.h"
#include "services/controlplane/core/objectives/observe.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "services/wire/agent_wire.h"
#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace std::chrono_literals;
using agent::fakes::FleetKeys;
using agent::fakes::NodeRig;
using controlplane::Ledger;
using controlplane::LedgerConfig;

namespace {

struct WrongClock final : Clock {
  explicit WrongClock(const Clock& clock) : right(clock) {}
  const Clock& right;
  Duration wrong{};
  TimePoint now() const override { return right.now() + wrong; }
  SteadyPoint steady() const override { return right.steady(); }
};

}  // namespace

class TstNodeClock : public QObject {
  Q_OBJECT

  const FleetKeys keys_;
  const agent::fakes::Published v1_ = keys_.publish("1.0.0", 1);

 private slots:
  void counts_land_in_the_slot_in_which_they_happened_data() {
    QTest::addColumn<qint64>("hours");
    QTest::addColumn<bool>("measured");
    QTest::newRow("hours ahead") << qint64{5} << true;
    QTest::newRow("hours behind") << qint64{-5} << true;
    QTest::newRow("a node of 1970") << qint64{-526'000} << true;
    QTest::newRow("right") << qint64{0} << true;
    QTest::newRow("behind, and nobody could measure") << qint64{-5} << false;
  }
  void counts_land_in_the_slot_in_which_they_happened() {
    QFETCH(qint64, hours);
    QFETCH(bool, measured);
    NodeRig rig(keys_);
    WrongClock clock(rig.loop);
    rig.clock = &clock;
    rig.reportInterval = 20s;
    rig.boot();
    rig.assign(1, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 1));
    rig.agent->setKeyFingerprint(agent::fakes::kFingerprint);
    rig.loop.runFor(2min);
    rig.collect();
    // Now the clock is wrong, and nobody listens for ten minutes.
    clock.wrong = std::chrono::hours(hours);
    const TimePoint from = rig.loop.now();
    rig.loop.runFor(10min);
    const TimePoint to = rig.loop.now();
    if (measured)
      rig.agent->onExchange({rig.loop.steady(), rig.loop.now() + 3ms, rig.loop.now() + 4ms, rig.loop.steady() + 7ms});

    QTemporaryDir folder;
    const auto store =
        controlplane::SqliteTelemetryStore::open((folder.path() + "/telemetry.db").toStdString()).value();
    Ledger ledger(*store, LedgerConfig{.slot = 60s, .lag = 30s});
    Objective objective;
    objective.name = ObjectiveName("answers");
    objective.workload = WorkloadName(agent::fakes::kWorkload);
    objective.period = 24h;
    QVERIFY(ledger.open({objective}, to));
    controlplane::NodeRecord node;
    node.id = NodeId(agent::fakes::kNodeId);
    node.region = RegionName("eu-west");
    controlplane::NodeStatus status;
    std::uint64_t sent = 0;
    const auto pending = rig.agent->pendingReports(1000);
    for (const NodeReport& report : *pending) {
      const auto received = wire::fromProto(wire::toProto(report));
      QVERIFY2(received.ok(), received ? "" : received.error().message.c_str());
      const NodeReport placed = controlplane::onOurClock(*controlplane::onOurNumbers(status, *received));
      QCOMPARE(placed.clock.state, measured ? ClockState::Measured : ClockState::Unknown);
      for (const ArmReport& arm : placed.arms) sent += arm.counts.requests;
      QVERIFY(ledger.take(node.id, controlplane::spanOf(node, placed, 0), controlplane::observationsOf(node, placed, 0),
                          to));
    }
    QVERIFY(sent > 100);
    QVERIFY(ledger.flush());
    std::uint64_t placed = 0;
    std::size_t busy = 0;
    QVERIFY(store->each(controlplane::RawKind::Served, 0, controlplane::kNoEnd, [&](const controlplane::RawHour& hour) {
      for (const auto& [number, counts] : hour.bySlot) {
        const TimePoint begin = controlplane::startOfHour(hour.key.hour) + number * hour.slot;
        if (begin + hour.slot <= from || begin > to) continue;
        placed += counts.requests;
        ++busy;
      }
    }));
    if (!measured) {
      QVERIFY(placed < sent);  // and each of them is counted as uncorrected
      return;
    }
    QCOMPARE(placed, sent);
    QVERIFY2(busy >= 10, std::to_string(busy).c_str());  // minute by minute, not all at once
  }
};

QTEST_GUILESS_MAIN(TstNodeClock)
#include "tst_node_clock.moc"
