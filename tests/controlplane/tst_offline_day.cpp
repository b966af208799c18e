// A day without a link, and then everything comes: the agent's core with its queue on disk, over messages of the wire,
// into the control plane's core and its books. What comes is complete or declared as a gap, in its order, in its own
// hours, and nothing comes twice.
#include <QtTest>

#include <numeric>

#include "tests/controlplane/link_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;
using agent::fakes::FleetKeys;
using agent::fakes::kNodeId;
using agent::fakes::kWorkload;
using agent::fakes::NodeRig;

namespace {

constexpr int kOrders = 4;  // installations of the day

struct HalfFullMachine final : agent::MachineGauge {
  agent::MachineUse read() override {
    ++looks;
    return {std::nullopt, agent::UsedOf{50, 100}, std::nullopt};
  }
  std::uint64_t looks = 0;
};

struct OfflineDay {
  const FleetKeys& keys;
  NodeRig node{keys};
  HalfFullMachine machine;
  std::unique_ptr<RememberingStore> memory;
  QTemporaryDir folder{NodeRig::place()};
  CertificateAuthority ca = CertificateAuthority::create("test CA", node.loop.now());
  SigningKey key = SigningKey::generate();
  std::unique_ptr<LinkedPlane> plane;
  std::unique_ptr<Link> link;
  std::uint64_t generation = 0;
  agent::fakes::Published v1 = keys.publish("1.0.0", 1), v2 = keys.publish("2.0.0", 2);

  explicit OfflineDay(const FleetKeys& fleet) : keys(fleet) {
    node.gauge = &machine;
    startPlane();
    plane->declare(NodeId(kNodeId), agent::fakes::kFingerprint, WorkloadName(kWorkload));
  }
  ~OfflineDay() {
    link.reset();
    node.kill();
  }

  void bootNode() {
    node.boot();
    if (!node.started) qFatal("%s", node.started.error().message.c_str());
    memory = std::make_unique<RememberingStore>(*node.sql);
    node.store.use(memory.get());
  }
  void startPlane() {
    link.reset();
    plane.reset();
    plane = std::make_unique<LinkedPlane>(node.loop, folder.path().toStdString(), ca, key);
  }
  void connect() {
    link.reset();
    link = std::make_unique<Link>(node, *plane);
  }
  bool install() {
    ++generation;
    node.assign(generation, generation % 2 == 1 ? v1 : v2);
    for (int i = 0; i < 120 && node.record().state != InstallState::Committed; ++i) node.loop.runFor(1s);
    return node.record().state == InstallState::Committed && node.record().generation == generation;
  }
  // With `kOrders` installations. Nothing answers.
  bool passDay() {
    link.reset();
    bool installed = true;
    for (int hour = 0; hour < 24; ++hour) {
      const TimePoint end = node.loop.now() + 1h;
      if (hour % (24 / kOrders) == 2) installed = install() && installed;
      node.loop.runFor(end - node.loop.now());
    }
    return installed;
  }
  // Workers answer nothing more, and the machine is not looked at any more than can be told.
  void fallSilent() {
    for (const char* version : {"1.0.0", "2.0.0"}) node.launcher.scripts[version].silent = true;
    node.loop.runFor(30s);
  }
  // True once the control plane has so many records.
  bool deliver(std::uint64_t records) {
    return node.loop.runUntil([&] { return link->acknowledged() >= records; }, 10min);
  }
  bool deliverAll() {
    return node.loop.runUntil([&] { return node.queue->status().depth <= 1; }, 10min);
  }

  const NodeStatus& status() const { return plane->fleet.state().nodes.at(NodeId(kNodeId)).status; }
  // In the order in which they were stored.
  std::vector<NodeEvent> storedEvents() {
    plane->fleet.flush();
    auto events = plane->store->nodeEvents(NodeId(kNodeId)).value();
    std::reverse(events.begin(), events.end());
    return events;
  }
  // What the books have of a kind, by hour: requests and errors of the counts.
  std::map<std::int64_t, Tally> booked(RawKind kind) {
    plane->telemetry.close();
    std::map<std::int64_t, Tally> out;
    const Status read = plane->books->each(kind, 0, kNoEnd, [&](const RawHour& hour) {
      for (const auto& [slot, counts] : hour.bySlot) {
        out[hour.key.hour].total += counts.requests;
        out[hour.key.hour].bad += counts.errors;
      }
    });
    if (!read) qFatal("%s", read.error().message.c_str());
    return out;
  }
  static Tally sum(const std::map<std::int64_t, Tally>& hours) {
    Tally out;
    for (const auto& [hour, tally] : hours) {
      out.total += tally.total;
      out.bad += tally.bad;
    }
    return out;
  }
};

}  // namespace

class TstOfflineDay : public QObject {
  Q_OBJECT

  const FleetKeys keys_;

 private slots:
  void everything_of_the_day_comes_once_in_order_and_in_its_hours() {
    OfflineDay day(keys_);
    day.bootNode();
    day.connect();
    QVERIFY(day.install());
    day.node.loop.runFor(5min);
    QVERIFY(day.node.queue->status().depth <= 1);
    const std::int64_t firstHour = hourOf(day.node.loop.now()) + 1;
    QVERIFY(day.passDay());
    day.fallSilent();
    const QueueStatus full = day.node.queue->status();
    qInfo("%llu records, %llu KiB waited after a day", static_cast<unsigned long long>(full.depth),
          static_cast<unsigned long long>(full.bytes >> 10));
    QVERIFY(full.depth > 8640);

    // The link comes and goes, and the control plane dies on the way.
    const std::uint64_t before = day.status().lastSeq;
    day.connect();
    QVERIFY(day.deliver(before + 1000));
    QVERIFY(day.link->sent() > day.link->acknowledged());  // reports are on their way, their answers too
    day.connect();
    QVERIFY(day.deliver(before + 3000));
    day.startPlane();
    day.connect();
    QVERIFY(day.deliverAll());
    day.node.loop.runFor(5s);

    QVERIFY(day.storedEvents() == day.memory->events);
    QVERIFY(day.memory->events.size() >= 4 * (kOrders + 1));
    QCOMPARE(OfflineDay::sum(day.booked(RawKind::Served)).total, day.node.launcher.answered);
    const auto seconds = day.booked(RawKind::NodeSaturation);
    for (std::int64_t hour = firstHour; hour < firstHour + 23; ++hour) {
      const auto at = seconds.find(hour);
      const std::uint64_t told = at == seconds.end() ? 0 : at->second.total;
      QVERIFY2(told >= 3590 && told <= 3610, qPrintable(QString("%1 s of hour %2").arg(told).arg(hour - firstHour)));
    }
    const std::uint64_t told = OfflineDay::sum(seconds).total;
    QVERIFY(told < day.machine.looks && told + 12 > day.machine.looks);  // the first is none, the last not told yet
    const Tally delivered = OfflineDay::sum(day.booked(RawKind::NodeDelivery));
    QCOMPARE(delivered, (Tally{day.status().lastSeq, 0}));
    QCOMPARE(day.status().telemetry.undeclaredMissing + day.status().telemetry.declaredMissing, 0U);
  }

  // The same with a queue for some two hours, and an agent that loses its power in the middle of the day.
  void what_a_full_queue_gave_up_is_declared_and_no_event_is_among_it() {
    OfflineDay day(keys_);
    day.node.quota = {.metricBytes = 192 << 10, .eventBytes = 64 << 10, .segmentBytes = 32 << 10};
    day.bootNode();
    day.connect();
    QVERIFY(day.install());
    day.node.loop.runFor(1min);
    QVERIFY(day.passDay());
    const QueueStatus full = day.node.queue->status();
    QVERIFY(full.droppedMetrics > 0 && full.droppedEvents == 0);
    QVERIFY(full.bytes <= (192U << 10) + (64U << 10));
    day.fallSilent();
    day.connect();
    QVERIFY(day.deliverAll());
    day.node.loop.runFor(5s);
    const NodeTelemetry& told = day.status().telemetry;
    qInfo("%llu records were given up, %llu never came", static_cast<unsigned long long>(told.droppedMetrics),
          static_cast<unsigned long long>(told.declaredMissing));
    QVERIFY(day.storedEvents() == day.memory->events);
    QVERIFY(told.declaredMissing > 0);
    QCOMPARE(told.declaredMissing, day.node.queue->status().droppedMetrics);
    QCOMPARE(told.undeclaredMissing, 0U);
    QCOMPARE(OfflineDay::sum(day.booked(RawKind::NodeDelivery)),
             (Tally{day.status().lastSeq, static_cast<std::uint64_t>(told.declaredMissing)}));
    const std::uint64_t served = OfflineDay::sum(day.booked(RawKind::Served)).total;
    QVERIFY(served > 0 && served < day.node.launcher.answered);
  }

  void a_node_that_loses_its_power_on_the_way_loses_what_was_not_synced_and_tells_nothing_twice() {
    OfflineDay day(keys_);
    day.node.plan.arm(agent::fakes::FaultPlan::Mode::LoseUnsynced, 0);
    day.bootNode();
    day.connect();
    QVERIFY(day.install());
    QVERIFY(day.passDay());
    std::vector<NodeEvent> events = day.memory->events;
    const std::uint64_t looks = day.machine.looks;
    day.connect();
    QVERIFY(day.deliver(day.status().lastSeq + 2000));
    day.link.reset();
    day.plane.reset();
    day.node.kill();  // and the control plane with it
    day.startPlane();
    day.bootNode();
    day.connect();
    QVERIFY(day.deliverAll());
    const std::uint64_t lookedAgain = day.machine.looks - looks;
    day.node.loop.runFor(5s);
    events.insert(events.end(), day.memory->events.begin(), day.memory->events.end());
    const std::vector<NodeEvent> stored = day.storedEvents();
    QVERIFY(stored.size() >= events.size() - day.memory->events.size());
    QVERIFY(
        std::equal(stored.begin(), stored.end(), events.begin(), events.begin() + static_cast<long>(stored.size())));
    const std::uint64_t told = OfflineDay::sum(day.booked(RawKind::NodeSaturation)).total;
    QVERIFY2(told <= looks + lookedAgain && told + 30 > looks, qPrintable(QString::number(told)));
    QCOMPARE(day.status().telemetry.undeclaredMissing, 0U);
    QCOMPARE(OfflineDay::sum(day.booked(RawKind::NodeDelivery)), (Tally{day.status().lastSeq, 0}));
  }
};

QTEST_GUILESS_MAIN(TstOfflineDay)
#include "tst_offline_day.moc"
