// The logs of a node as the console shows them: asked only on demand, safe whatever the lines hold, with the trace of a
// request, and a state for every way in which nothing comes back.
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/view/log_search.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

namespace {

constexpr int kWait = 30'000;  // ms; on a busy machine

LogLine lineOf(LogLevel level, const char* message, const char* corr = "") {
  LogLine out{kNow - 90s, level, message};
  out.corr = corr;
  return out;
}

NodeLogs logsOf() {
  NodeLogs out;
  out.node = "lyon-1";
  LogLine failed = lineOf(LogLevel::Error, "inference failed", "req-1");
  failed.workload = WorkloadName("gate-sensor");
  failed.version = "1.9.1";
  failed.fields = {{"code", "source_timeout"}};
  LogLine trace = lineOf(LogLevel::Info, "request failed", "req-1");
  trace.spans = {{"request", 0, 0ms, 100ms, "no frame"},
                 {"source", 1, 0ms, 75ms, "camera did not answer"},
                 {"sink", 1, 75ms, 25ms}};
  out.excerpt.lines = {failed, trace, lineOf(LogLevel::Warn, "no connection")};
  out.excerpt.searchedFrom = kNow - 1h;
  out.excerpt.oldest = kNow - 9h;
  return out;
}

struct LogRig : Rig {
  FakeApi api;
  LogSearch logs{api, mirror};

  LogRig() {
    api.logs = logsOf();
    logs.setNode("lyon-1");
  }
  void search() {
    logs.search();
    QVERIFY(QTest::qWaitFor([this] { return logs.state() != "searching"; }, kWait));
  }
  QString cell(int row, LogSearch::Role role) { return logs.data(logs.index(row), role).toString(); }
};

}  // namespace

class TstLogSearch : public QObject {
  Q_OBJECT

 private slots:
  void a_node_is_asked_only_when_somebody_says_so() {
    LogRig rig;
    rig.logs.setText("timeout");
    rig.logs.setLevel("warn");
    rig.logs.setMinutes(15);
    QCoreApplication::processEvents();
    QVERIFY(rig.api.calls.empty());
    rig.search();
    QCOMPARE(rig.api.calls, std::vector<std::string>{"logs lyon-1"});
    const LogQuery& asked = rig.api.logQueries.front();
    QCOMPARE(asked.text, std::string("timeout"));
    QVERIFY(asked.minLevel == LogLevel::Warn);
    QVERIFY(asked.since == kNow - 15min);
    QCOMPARE(rig.logs.commandLine(),
             QString("flotillactl nodes logs lyon-1 --text 'timeout' --level warn --since 15m"));
  }

  void lines_have_a_level_a_time_and_an_author() {
    LogRig rig;
    const QAbstractItemModelTester tester(&rig.logs, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rig.search();
    QCOMPARE(rig.logs.rowCount(), 3);
    QCOMPARE(rig.cell(0, LogSearch::StatusRole), QString("failed"));
    QCOMPARE(rig.cell(0, LogSearch::AboutRole), QString("gate-sensor"));
    QCOMPARE(rig.cell(2, LogSearch::AboutRole), QString("agent"));
    QCOMPARE(rig.cell(2, LogSearch::StatusRole), QString("warning"));
    QVERIFY(rig.logs.data(rig.logs.index(1), LogSearch::TraceRole).toBool());
    QVERIFY(rig.logs.lineAt(0).endsWith("error gate-sensor: inference failed code=source_timeout corr=req-1"));
    QVERIFY(rig.logs.allLines().startsWith(rig.logs.lineAt(2)));
    QVERIFY(rig.logs.reach().startsWith("3 lines, all since"));
  }

  void a_hostile_line_stays_on_one_line_and_turns_nothing() {
    LogRig rig;
    rig.api.logs->excerpt.lines = {lineOf(LogLevel::Error, "a\nb\x1b[31mred\u202egnp.exe\x01 <b>bold</b>")};
    rig.api.logs->excerpt.lines.front().message += std::string(100'000, 'x') + "\xff\xfe";
    rig.search();
    const QString shown = rig.cell(0, LogSearch::MessageRole);
    QVERIFY2(shown.startsWith("a⏎b\\x1b[31mred\\x202egnp.exe\\x01 <b>bold</b>"), qPrintable(shown.left(80)));
    QVERIFY(!rig.logs.allLines().contains(QChar(0x1b)) && !rig.logs.allLines().contains('\n'));
  }

  void choosing_a_line_shows_the_trace_of_its_request() {
    LogRig rig;
    rig.search();
    QVERIFY(rig.logs.spans().isEmpty());
    rig.logs.setCurrent(0);
    QCOMPARE(rig.logs.traceTitle(), QString("Trace req-1"));
    const QVariantList spans = rig.logs.spans();
    QCOMPARE(spans.size(), 3);
    QCOMPARE(spans[1].toMap()["part"].toDouble(), 0.75);
    QCOMPARE(spans[1].toMap()["status"].toString(), QString("failed"));
    QCOMPARE(spans[2].toMap()["from"].toDouble(), 0.75);
    QCOMPARE(spans[2].toMap()["length"].toString(), QString("25.0 ms"));
    rig.logs.setCurrent(2);
    QVERIFY(rig.logs.spans().isEmpty() && rig.logs.currentCorr().isEmpty());
    rig.logs.setCurrent(99);
    QCOMPARE(rig.logs.current(), -1);
  }

  void a_request_is_followed_with_all_of_its_lines_however_old() {
    LogRig rig;
    rig.logs.setLevel("error");
    rig.search();
    rig.logs.setCurrent(0);
    rig.logs.followRequest();
    QTRY_COMPARE_WITH_TIMEOUT(rig.logs.state(), QString("ready"), kWait);
    const LogQuery& asked = rig.api.logQueries.back();
    QCOMPARE(asked.corr, std::string("req-1"));
    QVERIFY(asked.minLevel == LogLevel::Debug && asked.since == TimePoint{});
    QCOMPARE(rig.logs.current(), 1);  // its trace
    QCOMPARE(rig.logs.commandLine(), QString("flotillactl nodes trace lyon-1 'req-1'"));
  }

  void every_way_to_get_nothing_has_its_state_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("state");
    const auto row = [](ErrorCode code, const char* reason, const char* state) {
      QTest::newRow(state) << static_cast<int>(code) << QString(reason) << QString(state);
    };
    row(ErrorCode::Unavailable, "node_offline", "offline");
    row(ErrorCode::Exhausted, "busy", "busy");
    row(ErrorCode::Precondition, "agent_too_old", "old");
    row(ErrorCode::Denied, "needs_role", "denied");
    row(ErrorCode::Invalid, "bad_text", "wrong");
    row(ErrorCode::Unavailable, "no_answer", "failed");
  }
  void every_way_to_get_nothing_has_its_state() {
    QFETCH(int, code);
    QFETCH(QString, reason);
    QFETCH(QString, state);
    LogRig rig;
    rig.search();
    rig.api.logs = Error{static_cast<ErrorCode>(code), reason.toStdString(), "nothing came back", {}, "try again"};
    rig.search();
    QCOMPARE(rig.logs.state(), state);
    QCOMPARE(rig.logs.problem(), QString("Nothing came back"));
    QCOMPARE(rig.logs.fix(), QString("Try again"));
    QCOMPARE(rig.logs.rowCount(), 3);  // what was found before stays
  }

  void what_cannot_be_asked_is_said_without_asking() {
    LogRig rig;
    rig.logs.setText(QString(300, 'x'));
    rig.logs.search();
    QCOMPARE(rig.logs.state(), QString("wrong"));
    QVERIFY(rig.logs.problem().contains("300 bytes"));
    QVERIFY(rig.api.calls.empty());
  }

  void an_answer_about_the_node_before_is_dropped() {
    LogRig rig;
    rig.api.holdBack = true;
    rig.logs.search();
    rig.logs.setNode("lyon-2");
    rig.api.answerAll();
    QCoreApplication::processEvents();
    QCOMPARE(rig.logs.rowCount(), 0);
    QCOMPARE(rig.logs.state(), QString("idle"));
  }

  void what_is_not_in_the_excerpt_is_told() {
    LogRig rig;
    rig.api.logs->excerpt.truncated = true;
    rig.api.logs->excerpt.dropped = 4;
    rig.api.logs->excerpt.suppressed = 1;
    rig.api.logs->excerpt.withheld = 2;
    rig.search();
    QVERIFY(rig.logs.reach().startsWith("The newest 3 lines, back to"));
    QCOMPARE(rig.logs.gaps(), QString("4 lines could not be kept; 1 line that only repeated others were left out; 2 "
                                      "lines may not leave the node: a residency rule."));
    rig.api.logs->excerpt = {};
    rig.search();
    QCOMPARE(rig.logs.reach(), QString("It keeps no lines."));
  }
};

QTEST_GUILESS_MAIN(TstLogSearch)
#include "tst_log_search.moc"
