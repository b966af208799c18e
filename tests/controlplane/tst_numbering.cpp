#include <QtTest>

#include "services/controlplane/core/inventory/numbering.h"
#include "services/controlplane/core/objectives/observe.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

class TstNumbering : public QObject {
  Q_OBJECT

  static NodeStatus statusAt(std::uint64_t lastSeq, const std::string& queue = "a") {
    NodeStatus status;
    status.lastSeq = lastSeq;
    status.queue = queue;
    return status;
  }
  static NodeReport reportOf(std::uint64_t seq, std::uint64_t first = 0, std::vector<SequenceGap> gaps = {}) {
    NodeReport report;
    report.seq = seq;
    report.firstSeq = first;
    report.queue = QueueStatus{};
    report.queue->gaps = std::move(gaps);
    return report;
  }

 private slots:
  void the_same_queue_changes_nothing() {
    const NodeStatus status = withQueue(statusAt(17), {"a", 1, false});
    QCOMPARE(status.seqBase, std::uint64_t{0});
    QCOMPARE(status.telemetry.queuesLost, 0U);
  }

  void another_queue_goes_on_behind_the_one_before_and_that_one_counts_as_lost() {
    const NodeStatus status = withQueue(statusAt(17), {"b", 1, false});
    QCOMPARE(status.telemetry.queuesLost, 1U);
    QCOMPARE(onOurNumbers(status, reportOf(1))->seq, std::uint64_t{18});
    QCOMPARE(onTheirNumbers(status, 18), std::uint64_t{1});
    QCOMPARE(onTheirNumbers(status, 17), std::uint64_t{0});
    const NodeStatus later = withQueue(status, {"c", 100, false});
    QCOMPARE(onOurNumbers(later, reportOf(100))->seq, later.lastSeq + 1);
    QCOMPARE(later.telemetry.queuesLost, 2U);
  }

  void an_upgraded_agent_goes_on_with_its_numbers() {
    const NodeStatus status = withQueue(statusAt(17, ""), {"a", 15, true});
    QCOMPARE(onOurNumbers(status, reportOf(18))->seq, std::uint64_t{18});
    QCOMPARE(status.telemetry.queuesLost, 0U);
    QCOMPARE(withQueue(statusAt(0, ""), {"a", 1, false}).telemetry.queuesLost, 0U);
    QCOMPARE(withQueue(statusAt(17, ""), {"a", 1, false}).telemetry.queuesLost, 1U);
  }

  void gaps_are_declared_or_not() {
    const auto missing = [](const NodeReport& report) {
      NodeTelemetry telemetry;
      countMissing(telemetry, 10, report);
      return std::pair(telemetry.declaredMissing, telemetry.undeclaredMissing);
    };
    using Missing = std::pair<std::uint64_t, std::uint64_t>;
    QVERIFY(missing(reportOf(11)) == Missing(0, 0));
    QVERIFY(missing(reportOf(20, 11)) == Missing(0, 0));  // merged
    QVERIFY(missing(reportOf(20, 5)) == Missing(0, 0));
    QVERIFY(missing(reportOf(14)) == Missing(0, 3));
    QVERIFY(missing(reportOf(14, 0, {{11, 13, 3, RecordClass::Metric, false}})) == Missing(3, 0));
    QVERIFY(missing(reportOf(14, 0, {{11, 12, 2, RecordClass::Metric, true}})) == Missing(2, 1));
    QVERIFY(missing(reportOf(14, 0, {{5, 90, 2, RecordClass::Metric, false}})) == Missing(2, 1));
    NodeReport old = reportOf(14);
    old.queue.reset();  // its gaps are merged reports
    QVERIFY(missing(old) == Missing(0, 0));
  }

  void numbers_that_cannot_be_are_refused() {
    QCOMPARE(onOurNumbers(statusAt(1), reportOf(kMostSeq + 1)).error().field, std::string("seq"));
    QCOMPARE(onOurNumbers(statusAt(1), reportOf(5, 6)).error().field, std::string("first_seq"));
    QCOMPARE(onOurNumbers(statusAt(1), reportOf(5, 0, {{4, 3, 1, RecordClass::Metric, false}})).error().field,
             std::string("queue.gaps"));
  }

  void times_are_put_right_by_the_measured_offset() {
    const TimePoint now(24h * 20000);
    NodeReport report = reportOf(1);
    report.at = now + 3h;
    NodeEvent event;
    event.at = now + 2h;
    report.events = {event};
    QVERIFY(onOurClock(report).at == now + 3h);  // nobody measured
    report.clock = {ClockState::Measured, -3h, 5ms};
    QVERIFY(onOurClock(report).at == now);
    QVERIFY(onOurClock(report).events.front().at == now - 1h);
    report.clock.offset = 400ms;
    QVERIFY(onOurClock(report).at == now + 3h + 400ms);
    QVERIFY(onOurClock(report).events.front().at == now + 2h);
  }

  void delivery_counts_every_number_once() {
    const auto span = [](std::uint64_t first, std::uint64_t last, std::uint64_t before = 0) {
      ReportSpan out(last);
      out.first = first;
      out.before = before;
      return out;
    };
    QVERIFY((deliveryOf(10, span(11, 11)) == Tally{1, 0}));
    QVERIFY((deliveryOf(10, span(14, 14)) == Tally{4, 3}));
    QVERIFY((deliveryOf(10, span(11, 20)) == Tally{10, 0}));
    QVERIFY((deliveryOf(10, span(5, 12)) == Tally{2, 0}));
    QVERIFY((deliveryOf(0, span(4, 4)) == Tally{4, 3}));              // its first report of all
    QVERIFY((deliveryOf(0, span(5001, 5001, 5000)) == Tally{1, 0}));  // telemetry.db began anew
    QVERIFY((deliveryOf(0, span(7, 7, 7)) == Tally{1, 0}));           // stored before, and counted now
  }
};

QTEST_GUILESS_MAIN(TstNumbering)
#include "tst_numbering.moc"
