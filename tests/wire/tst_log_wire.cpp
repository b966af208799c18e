// Questions about logs and their excerpts, to protobuf and back.
#include <QtTest>

#include "services/wire/operator_wire.h"

using namespace flotilla;
using namespace std::chrono_literals;

class TstLogWire : public QObject {
  Q_OBJECT

 private slots:
  void a_question_comes_back_as_it_was() {
    LogQuery query;
    query.text = "timeout";
    query.minLevel = LogLevel::Warn;
    query.corr = "01HF7YAT31";
    query.workload = WorkloadName("vision");
    query.tracesOnly = true;
    query.since = TimePoint(1'700'000'000s);
    query.until = TimePoint(1'700'000'100s);
    query.limit = 17;
    QVERIFY(*wire::fromProto(wire::toProto(query)) == query);
    QVERIFY(*wire::fromProto(wire::toProto(LogQuery{})) == LogQuery{});
  }

  void a_question_without_anything_is_about_the_last_hundred_lines() {
    QVERIFY(*wire::fromProto(v1::LogQuery()) == LogQuery{});
  }

  void a_question_that_makes_no_sense_is_refused() {
    v1::LogQuery query;
    query.set_limit(kMaxLogLimit + 1);
    QCOMPARE(wire::fromProto(query).error().field, std::string("limit"));
    query.set_limit(1);
    query.set_min_level(static_cast<v1::LogLevel>(99));
    QCOMPARE(wire::fromProto(query).error().field, std::string("min_level"));
  }

  void an_excerpt_comes_back_as_it_was() {
    LogExcerpt excerpt;
    LogLine line{TimePoint(1'700'000'000s), LogLevel::Error, "request failed"};
    line.corr = "01HF7YAT31";
    line.workload = WorkloadName("vision");
    line.arm = "candidate";
    line.version = "2.1.0";
    line.fields = {{"reason", "x"}, {"why", ""}};
    line.spans = {{"request", 0, 0us, 900us, "x"}, {"infer", 1, 10us, 890us, {}}};
    excerpt.lines = {line, {TimePoint(1'600'000'000s), LogLevel::Debug, ""}};
    excerpt.truncated = true;
    excerpt.searchedFrom = TimePoint(1'500'000'000s);
    excerpt.oldest = TimePoint(1'400'000'000s);
    excerpt.searchedBytes = 1;
    excerpt.dropped = 2;
    excerpt.suppressed = 3;
    excerpt.withheld = 4;
    QVERIFY(*wire::fromProto(wire::toProto(excerpt)) == excerpt);
    QVERIFY(*wire::fromProto(wire::toProto(LogExcerpt{})) == LogExcerpt{});
  }

  void a_line_with_too_much_in_it_is_refused() {
    v1::LogExcerpt excerpt;
    v1::LogLine& line = *excerpt.add_lines();
    line.set_level(v1::LOG_LEVEL_INFO);
    for (int i = 0; i < 65; ++i) line.add_fields()->set_name("f");
    QCOMPARE(wire::fromProto(excerpt).error().reason, std::string("bad_line"));
  }
};

QTEST_APPLESS_MAIN(TstLogWire)
#include "tst_log_wire.moc"
