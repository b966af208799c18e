// For what share of time a machine was used too much: the count of slots, and its way into reports.
#include <QtTest>

#include "services/agent/core/saturation_watch.h"
#include "services/agent/storage/queued_report.h"
#include "services/agent/storage/report_merge.h"
#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using namespace std::chrono_literals;

namespace {

constexpr auto kCpu = static_cast<std::size_t>(Resource::Cpu);
constexpr auto kMemory = static_cast<std::size_t>(Resource::Memory);
constexpr auto kDisk = static_cast<std::size_t>(Resource::Disk);

// A machine whose processors do what they are told.
struct Machine final : MachineGauge {
  MachineUse read() override {
    ++reads;
    time.used += busy;
    time.total += 100;
    return {knowsCpu ? std::optional(time) : std::nullopt, memory, disk};
  }
  std::uint64_t busy = 10;  // of 100 ticks between two looks
  bool knowsCpu = true;
  std::optional<UsedOf> memory = UsedOf{50, 100};
  std::optional<UsedOf> disk = UsedOf{50, 100};
  UsedOf time{1000, 5000};
  int reads = 0;
};

struct Watched {
  Machine machine;
  SaturationWatch watch{PerResource<std::uint32_t>{90, 90, 90}};
  SteadyPoint now{};
  void look(Duration after = 1s) {
    now += after;
    watch.look(machine.read(), now);
  }
  SlotCounts of(std::size_t resource) const { return watch.counts().each[resource]; }
};

FleetKeys& keys() {
  static FleetKeys made;
  return made;
}

}  // namespace

class TstSaturation : public QObject {
  Q_OBJECT

 private slots:
  void a_slot_is_saturated_when_more_than_the_threshold_is_in_use() {
    Watched one;
    one.look();  // of processors one look says nothing
    QVERIFY(one.watch.counts() == Saturation{});
    one.machine.busy = 90;
    one.look();
    QVERIFY((one.of(kCpu) == SlotCounts{1, 0}));
    one.machine.busy = 91;
    one.machine.memory = {{901, 1000}};
    one.look();
    QVERIFY((one.of(kCpu) == SlotCounts{2, 1}));
    QVERIFY((one.of(kMemory) == SlotCounts{2, 1}));
    QVERIFY((one.of(kDisk) == SlotCounts{2, 0}));
    QVERIFY((one.watch.counts().any == SlotCounts{2, 1}));  // one slot, whatever was over in it
    QCOMPARE(one.watch.counts().permille[kCpu].value(), 910U);
    QCOMPARE(one.watch.counts().permille[kMemory].value(), 901U);
  }

  void with_a_threshold_of_0_anything_is_too_much_and_with_100_nothing() {
    for (const std::uint32_t percent : {0U, 100U}) {
      SaturationWatch watch(PerResource<std::uint32_t>{percent, percent, percent});
      Machine machine;
      machine.memory = {{100, 100}};
      machine.disk = {{100, 100}};
      machine.busy = 100;
      watch.look(machine.read(), SteadyPoint{} + 1s);
      watch.look(machine.read(), SteadyPoint{} + 2s);
      for (const SlotCounts& counts : watch.counts().each) QVERIFY((counts == SlotCounts{1, percent == 0 ? 1U : 0U}));
    }
  }

  void what_cannot_be_measured_counts_neither_way() {
    Watched one;
    one.machine.knowsCpu = false;
    one.machine.disk = UsedOf{0, 0};
    one.look();
    one.look();
    QVERIFY(one.of(kCpu) == SlotCounts{});
    QVERIFY(one.of(kDisk) == SlotCounts{});
    QVERIFY((one.watch.counts().any == SlotCounts{1, 0}));
    QVERIFY(!one.watch.counts().permille[kCpu] && !one.watch.counts().permille[kDisk]);
    one.machine.memory.reset();
    one.look();
    QVERIFY((one.watch.counts().any == SlotCounts{1, 0}));
    QVERIFY(!one.watch.counts().permille[kMemory]);  // what was known a second ago is not known now
  }

  void processor_time_that_goes_back_says_nothing() {
    Watched one;
    one.look();
    one.machine.time = {0, 0};
    one.look();
    QVERIFY(one.of(kCpu) == SlotCounts{});
    one.look();
    QVERIFY((one.of(kCpu) == SlotCounts{1, 0}));
  }

  void a_look_that_comes_late_stands_for_all_the_time() {
    Watched one;
    one.look();
    one.machine.busy = 100;
    one.look(4s + 600ms);
    QVERIFY((one.of(kCpu) == SlotCounts{5, 5}));
    one.look(1h);
    QVERIFY((one.of(kCpu) == SlotCounts{65, 65}));
    one.look(100ms);  // less than half a slot
    QVERIFY((one.of(kCpu) == SlotCounts{65, 65}));
  }

  void reports_tell_each_slot_once() {
    NodeRig rig(keys());
    Machine machine;
    machine.memory = {{95, 100}};
    rig.gauge = &machine;
    rig.boot();
    QVERIFY(rig.started);
    rig.loop.runFor(65s);
    rig.collect();
    Saturation sum;
    for (const NodeReport& report : rig.delivered) sum.add(report.saturation);
    QCOMPARE(machine.reads, 66);
    QVERIFY((sum.any == SlotCounts{59, 59}));  // the last report went before the look of its second
    QVERIFY((sum.each[kCpu] == SlotCounts{59, 0}));
    QCOMPARE(sum.permille[kMemory].value(), 950U);
  }

  void events_travel_without_the_slots_of_their_report() {
    NodeRig rig(keys());
    Machine machine;
    rig.gauge = &machine;
    rig.boot();
    rig.assign(1, keys().publish("1.0.0", 1));
    QVERIFY(rig.reaches(InstallState::Committed, 1));
    rig.loop.runFor(20s);
    rig.collect();
    Saturation sum;
    bool events = false;
    for (const NodeReport& report : rig.delivered) {
      events = events || !report.events.empty();
      QVERIFY(report.events.empty() || report.saturation.any.total == 0);
      sum.add(report.saturation);
    }
    QVERIFY(events);
    QVERIFY(sum.any.total > 0 && sum.any.total < static_cast<std::uint64_t>(machine.reads));
  }

  void counts_survive_the_queue_and_add_up_when_reports_are_merged() {
    NodeReport older;
    older.seq = 4;
    older.saturation.any = {10, 2};
    older.saturation.each = {SlotCounts{10, 2}, SlotCounts{9, 0}, SlotCounts{}};
    older.saturation.permille = {500, 600, std::nullopt};
    NodeReport back = toReport(toRecord(older)).value();
    QVERIFY(back.saturation == older.saturation);
    NodeReport newer = older;
    newer.seq = 5;
    newer.saturation.permille = {100, std::nullopt, 700};
    const Saturation sum = mergeReports(back, newer).saturation;
    QVERIFY((sum.any == SlotCounts{20, 4}));
    QVERIFY((sum.each == PerResource<SlotCounts>{SlotCounts{20, 4}, SlotCounts{18, 0}, SlotCounts{}}));
    QVERIFY(sum.permille == newer.saturation.permille);
    NodeReport plain;
    plain.seq = 6;
    QVERIFY(toReport(toRecord(plain)).value().saturation == Saturation{});
  }
};

QTEST_GUILESS_MAIN(TstSaturation)
#include "tst_saturation.moc"
