// Logs of nodes of the demonstration fleet: searched as a node searches them.
#include <QtTest>
#include <set>

#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

class TestDemoLogs : public QObject {
  Q_OBJECT

  StoppedClock clock_;
  DemoFleet fleet_{{2'000, 1, std::nullopt}, clock_};
  std::string node_;

  Result<NodeLogs> ask(const LogQuery& query, const std::string& node) {
    return answerOf<NodeLogs>([&](auto done) { fleet_.nodeLogs(node, query, done); });
  }
  std::string first(const std::string& filter) {
    ListQuery query;
    query.filter = filter;
    const auto page = answerOf<Page<Node>>([&](auto done) { fleet_.listNodes(query, done); });
    return page && !page->items.empty() ? page->items.front().name : std::string();
  }

 private slots:
  void initTestCase() {
    node_ = first("status:healthy workload:checkout-vision site:antwerp agent:0.1.0");
    if (node_.empty()) node_ = first("status:healthy workload:checkout-vision");
    QVERIFY(!node_.empty());
  }

  void lines_come_newest_first_and_all_of_them_fit() {
    LogQuery query;
    query.text = "INFERENCE FAILED";
    query.minLevel = LogLevel::Error;
    query.since = clock_.now() - 6h;
    const auto found = ask(query, node_);
    QVERIFY2(found.ok(), found ? "" : found.error().message.c_str());
    QVERIFY(!found->excerpt.lines.empty());
    QVERIFY(std::is_sorted(found->excerpt.lines.begin(), found->excerpt.lines.end(),
                           [](const LogLine& a, const LogLine& b) { return a.at > b.at; }));
    for (const LogLine& line : found->excerpt.lines) {
      QVERIFY(line.level == LogLevel::Error && line.at >= query.since && line.at <= clock_.now());
      QVERIFY(isCorrelationId(line.corr));
    }
    QVERIFY(ask(query, node_)->excerpt == found->excerpt);
  }

  void a_request_has_its_line_and_its_trace() {
    LogQuery query;
    query.minLevel = LogLevel::Error;
    const auto failed = ask(query, node_);
    QVERIFY(failed.ok() && !failed->excerpt.lines.empty());
    LogQuery one;
    one.corr = failed->excerpt.lines.front().corr;
    const auto request = ask(one, node_);
    QCOMPARE(request->excerpt.lines.size(), std::size_t{2});
    const auto& spans = request->excerpt.lines.front().spans;
    QVERIFY(spans.size() > 1 && !spans.front().note.empty());
    for (const TraceSpan& span : spans) QVERIFY(span.start + span.length <= spans.front().length + 1us);
  }

  void a_limit_that_is_reached_says_how_far_it_came() {
    LogQuery query;
    query.limit = 5;
    const auto found = ask(query, node_);
    QCOMPARE(found->excerpt.lines.size(), std::size_t{5});
    QVERIFY(found->excerpt.truncated);
    QVERIFY(found->excerpt.searchedFrom == found->excerpt.lines.back().at);
    query.limit = 0;
    QCOMPARE(ask(query, node_).error().field, std::string("limit"));
  }

  void a_node_that_is_away_says_since_when() {
    const std::string away = first("status:offline");
    const auto answer = ask({}, away);
    QCOMPARE(answer.error().reason, std::string("node_offline"));
    QVERIFY(answer.error().message.find("last seen 20") != std::string::npos);
    QCOMPARE(ask({}, "nowhere-1").error().reason, std::string("no_node"));
  }
};

QTEST_GUILESS_MAIN(TestDemoLogs)
#include "tst_demo_logs.moc"
