// Searches of nodes' logs that are under way: one per node, each with an end.
#include <QtTest>

#include "services/controlplane/core/inventory/log_searches.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

constexpr SteadyPoint kBegin{1h};
const NodeId kNode("node-1");

struct Asked {
  std::vector<Result<LogExcerpt>> answers;
  Done<LogExcerpt> done = [this](Result<LogExcerpt> answer) { answers.push_back(std::move(answer)); };
  QString reason() const {
    return answers.size() != 1 ? QString("%1 answers").arg(answers.size())
           : answers[0]        ? QString()
                               : QString::fromStdString(answers[0].error().reason);
  }
};

NodeEntry entry() {
  NodeEntry out;
  out.record.name = "rotterdam-2";
  out.record.agentVersion = "0.1.0";
  return out;
}

}  // namespace

class TstLogSearches : public QObject {
  Q_OBJECT

 private slots:
  void a_node_is_searched_once_at_a_time() {
    LogSearches searches;
    Asked asked;
    const auto id = searches.begin(kNode, kBegin, asked.done);
    QCOMPARE(searches.mayBegin(kNode).error().reason, std::string("busy"));
    QCOMPARE(searches.mayBegin(kNode).error().code, ErrorCode::Exhausted);
    QVERIFY(searches.mayBegin(NodeId("node-2")).ok());
    searches.end(kNode, id, LogExcerpt{});
    QCOMPARE(asked.reason(), QString());
    QVERIFY(searches.mayBegin(kNode).ok());
  }

  void an_answer_to_another_search_changes_nothing() {
    LogSearches searches;
    Asked first, second;
    const auto late = searches.begin(kNode, kBegin, first.done);
    searches.expire(kBegin + kLogSearchDeadline);
    QCOMPARE(first.reason(), QString("no_answer"));
    (void)searches.begin(kNode, kBegin + kLogSearchDeadline, second.done);
    searches.end(kNode, late, LogExcerpt{});
    searches.end(NodeId("node-2"), late, LogExcerpt{});
    QVERIFY(second.answers.empty());
    QCOMPARE(first.answers.size(), 1U);
  }

  void a_node_that_leaves_ends_its_search() {
    LogSearches searches;
    Asked asked;
    (void)searches.begin(kNode, kBegin, asked.done);
    searches.gone(NodeId("node-2"));
    QVERIFY(asked.answers.empty());
    searches.gone(kNode);
    QCOMPARE(asked.reason(), QString("node_offline"));
    QVERIFY(searches.mayBegin(kNode).ok());
  }

  void there_is_an_end_to_how_many_run() {
    LogSearches searches;
    Asked asked;
    for (std::size_t i = 0; i < kMaxLogSearches; ++i)
      (void)searches.begin(NodeId("node-" + std::to_string(i)), kBegin, asked.done);
    QCOMPARE(searches.mayBegin(NodeId("another")).error().reason, std::string("busy"));
    searches.expire(kBegin + kLogSearchDeadline - 1ms);
    QVERIFY(asked.answers.empty());
    searches.expire(kBegin + kLogSearchDeadline);
    QCOMPARE(asked.answers.size(), kMaxLogSearches);
  }

  void what_keeps_a_node_from_being_searched_is_said_in_words() {
    NodeEntry node = entry();
    const TimePoint now{1'700'000'000s};
    QVERIFY(nodeOffline(node, now).message.ends_with("it was never seen"));
    node.status.lastSeen = now - 90s;
    QVERIFY(nodeOffline(node, now).message.find("last seen 90s ago") != std::string::npos);
    QCOMPARE(nodeOffline(node, now).code, ErrorCode::Unavailable);
    QCOMPARE(agentTooOld(node).code, ErrorCode::Precondition);
    QVERIFY(agentTooOld(node).message.find("0.1.0") != std::string::npos);
  }

  void a_question_that_makes_no_sense_is_refused_with_its_field() {
    const auto field = [](const LogQuery& query) {
      const Status status = checkLogQuery(query);
      return status ? QString() : QString::fromStdString(status.error().field);
    };
    LogQuery query;
    QCOMPARE(field(query), QString());
    query.limit = kMaxLogLimit + 1;
    QCOMPARE(field(query), QString("limit"));
    query = {};
    query.text = std::string(kMaxLogText + 1, 'x');
    QCOMPARE(field(query), QString("text"));
    query = {};
    query.corr = "a b";
    QCOMPARE(field(query), QString("corr"));
    query = {};
    query.since = query.until = TimePoint(1s);
    QCOMPARE(field(query), QString("since"));
    query = {};
    query.workload = WorkloadName("../etc");
    QCOMPARE(field(query), QString("workload"));
  }
};

QTEST_APPLESS_MAIN(TstLogSearches)
#include "tst_log_searches.moc"
