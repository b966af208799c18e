// A queue is filled beyond its quota, drained, and acknowledged, and ended before every one of its durable operations.
// Whatever was durable is stored once afterwards, and what was dropped is counted.
#include <QtTest>

#include "tests/agent/queue_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using Mode = FaultPlan::Mode;

namespace {

struct Life {
  QueueRig rig;
  Stored stored;
  std::uint64_t made = 0;    // requests that a report took
  std::uint64_t unsure = 0;  // at most so many more: their append was under way
  std::uint64_t events = 0;  // that append took

  void work() {
    for (int round = 0; round < 4; ++round) {
      for (int i = 0; i < 30; ++i) {
        unsure = 1;
        if (rig.queue->append(countsOf(1))) ++made;
        unsure = 0;
      }
      if (rig.queue->append(NodeReport{}, newsOf(events + 1))) ++events;
      if (round == 0 || round == 2) continue;
      const auto pending = rig.queue->pending(8);
      if (!pending) continue;
      for (const NodeReport& report : *pending) stored.take(report);
      (void)rig.queue->acknowledge(stored.newest);
    }
    stored.takeAll(*rig.queue);
    stored.takeAll(*rig.queue);
  }
  // Runs once with a fault; afterwards to the end without.
  std::uint64_t run(Mode mode, std::uint64_t at) {
    rig.options.quota = {10 << 10, 8 << 10, 4 << 10};
    if (!rig.open()) qFatal("no queue");
    rig.plan.arm(mode, at);
    try {
      work();
    } catch (const PowerCut&) {
      rig.losePower();
    }
    const std::uint64_t operations = rig.plan.count();
    rig.plan.disarm();
    if (!rig.open()) qFatal("the queue does not open again");
    events = std::max(events, rig.queue->newsThrough()[0]);  // one may have been taken without a word
    if (!rig.queue->append(countsOf(1))) qFatal("nothing can be appended");
    ++made;
    stored.takeAll(*rig.queue);
    return operations;
  }
};

}  // namespace

class TstQueueCrashPoints : public QObject {
  Q_OBJECT

 private slots:
  void nothing_durable_is_lost_or_doubled_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("the process dies") << static_cast<int>(Mode::Kill);
    QTest::newRow("the power goes") << static_cast<int>(Mode::LoseUnsynced);
    QTest::newRow("the operation fails") << static_cast<int>(Mode::Error);
  }
  void nothing_durable_is_lost_or_doubled() {
    QFETCH(int, mode);
    Life whole;
    const std::uint64_t operations = whole.run(static_cast<Mode>(mode), 0);
    QVERIFY(operations > 60);
    QVERIFY(whole.stored.missing > 0 && whole.stored.missing == whole.rig.queue->status().droppedMetrics);
    for (std::uint64_t at = 1; at <= operations; ++at) {
      Life life;
      life.run(static_cast<Mode>(mode), at);
      const std::string where = "operation " + std::to_string(at);
      for (std::uint64_t id = 1; id <= life.events; ++id)
        QVERIFY2(life.stored.events[id] == 1, (where + ": event " + std::to_string(id)).c_str());
      const QueueStatus status = life.rig.queue->status();
      const std::uint64_t accounted = life.stored.requests + life.stored.missing;
      // Reports of the last second before the power went are not durable yet.
      if (static_cast<Mode>(mode) == Mode::LoseUnsynced)
        QVERIFY2(accounted <= life.made + life.unsure, where.c_str());
      else
        QVERIFY2(accounted >= life.made && accounted <= life.made + life.unsure,
                 (where + ": " + std::to_string(accounted) + " of " + std::to_string(life.made)).c_str());
      QVERIFY2(life.stored.missing <= status.droppedMetrics + status.lost, where.c_str());
      QVERIFY2(status.depth == 0 && status.gaps.empty(),
               (where + ": " + std::to_string(status.depth) + " wait, " + std::to_string(status.gaps.size()) + " gaps")
                   .c_str());
    }
    qInfo("%llu operations", static_cast<unsigned long long>(operations));
  }
};

QTEST_GUILESS_MAIN(TstQueueCrashPoints)
#include "tst_queue_crash_points.moc"
