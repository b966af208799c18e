// Which requests leave a trace, and what it says.
#include <QtTest>
#include <set>

#include "services/agent/worker/tracer.h"

using namespace flotilla;
using namespace flotilla::worker;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint kAt{1'700'000'000s};
constexpr SteadyPoint kBegin{1h};

std::optional<Traced> request(Tracer& tracer, SteadyPoint at, Duration length, const char* reason = nullptr) {
  tracer.begin(kAt, at);
  tracer.part("source", at + 10us);
  tracer.part("infer", at + length);
  if (reason != nullptr) tracer.failed(reason, "it did not");
  return tracer.end();
}

}  // namespace

class TstTracer : public QObject {
  Q_OBJECT

 private slots:
  void an_id_is_the_same_for_the_same_request_and_another_for_every_other() {
    QCOMPARE(correlationId(kAt, "node-1", 7), correlationId(kAt, "node-1", 7));
    std::set<std::string> ids;
    for (const char* seed : {"node-1", "node-2"})
      for (std::uint64_t i = 0; i < 5000; ++i) ids.insert(correlationId(kAt, seed, i));
    QCOMPARE(ids.size(), 10'000U);
    for (const std::string& id : ids) QVERIFY(id.size() == 26 && isCorrelationId(id));
    QVERIFY(correlationId(kAt, "a", 1).substr(0, 10) < correlationId(kAt + 1ms, "a", 1).substr(0, 10));
  }

  void the_share_of_the_ids_is_the_one_that_was_asked_for() {
    int sampled = 0;
    for (std::uint64_t i = 0; i < 100'000; ++i) sampled += isSampled(correlationId(kAt, "node", i), 0.01) ? 1 : 0;
    QVERIFY2(sampled > 850 && sampled < 1150, qPrintable(QString::number(sampled)));
    QVERIFY(!isSampled("01H", 0));
    QVERIFY(isSampled("01H", 1));
  }

  void a_failure_is_told_with_the_part_that_failed() {
    Tracer tracer({.share = 0, .slow = 1s, .perMinute = 30}, "node");
    QVERIFY(!request(tracer, kBegin, 900us));
    const auto trace = request(tracer, kBegin, 900us, "request_failed");
    QVERIFY(trace);
    QCOMPARE(trace->outcome, std::string("failed"));
    QCOMPARE(trace->message, std::string("it did not"));
    QCOMPARE(trace->corr, correlationId(kAt, "node", 2));
    QVERIFY((trace->spans == std::vector<TraceSpan>{{"request", 0, 0us, 900us, "request_failed"},
                                                    {"source", 1, 0us, 10us, {}},
                                                    {"infer", 1, 10us, 890us, "request_failed"}}));
  }

  void a_request_that_takes_too_long_is_told() {
    Tracer tracer({.share = 0, .slow = 100ms, .perMinute = 30}, "node");
    QVERIFY(!request(tracer, kBegin, 99ms));
    const auto trace = request(tracer, kBegin, 100ms);
    QVERIFY(trace);
    QCOMPARE(trace->outcome, std::string("slow"));
  }

  void what_is_too_much_for_a_minute_is_counted_and_told_later() {
    Tracer tracer({.share = 0, .slow = 100ms, .perMinute = 3}, "node");
    int told = 0;
    for (int i = 0; i < 10; ++i) told += request(tracer, kBegin + i * 1ms, 1ms, "request_failed") ? 1 : 0;
    QCOMPARE(told, 3);
    QVERIFY(request(tracer, kBegin + 1s, 200ms));  // slow ones have room of their own
    const auto next = request(tracer, kBegin + 61s, 1ms, "request_failed");
    QVERIFY(next);
    QCOMPARE(next->leftOut, 0U);  // the slow one told the seven
  }

  void a_trace_survives_the_way_to_the_agent() {
    Tracer tracer({.share = 1, .slow = 1s, .perMinute = 3}, "node");
    const auto trace = request(tracer, kBegin, 5ms);
    QVERIFY(trace);
    const auto read = decode(encode(*trace));
    QVERIFY(read.ok());
    const auto* traced = std::get_if<Traced>(&*read);
    QVERIFY(traced != nullptr);
    QCOMPARE(traced->corr, trace->corr);
    QVERIFY(traced->spans == trace->spans);
  }

  void a_trace_with_more_spans_than_there_may_be_is_a_damaged_frame() {
    Traced trace;
    trace.spans.assign(kMaxSpans + 1, {"infer", 1, 0us, 1us, {}});
    QVERIFY(!decode(encode(trace)).ok());
  }
};

QTEST_APPLESS_MAIN(TstTracer)
#include "tst_tracer.moc"
