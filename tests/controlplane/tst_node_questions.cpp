// Questions that nodes have not answered yet: one per node, each with an end.
#include <QtTest>

#include "models/domain/input_samples.h"
#include "models/domain/node_logs.h"
#include "services/controlplane/core/inventory/node_questions.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

constexpr SteadyPoint kBegin{1h};
constexpr Duration kWithin = 10s;
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

class TstNodeQuestions : public QObject {
  Q_OBJECT

 private slots:
  void a_node_is_searched_once_at_a_time() {
    NodeQuestions<LogExcerpt> searches;
    Asked asked;
    const auto id = searches.begin(kNode, kBegin, kWithin, asked.done);
    QCOMPARE(searches.mayBegin(kNode).error().reason, std::string("busy"));
    QCOMPARE(searches.mayBegin(kNode).error().code, ErrorCode::Exhausted);
    QVERIFY(searches.mayBegin(NodeId("node-2")).ok());
    searches.end(kNode, id, LogExcerpt{});
    QCOMPARE(asked.reason(), QString());
    QVERIFY(searches.mayBegin(kNode).ok());
  }

  void an_answer_to_another_search_changes_nothing() {
    NodeQuestions<LogExcerpt> searches;
    Asked first, second;
    const auto late = searches.begin(kNode, kBegin, kWithin, first.done);
    searches.expire(kBegin + kWithin);
    QCOMPARE(first.reason(), QString("no_answer"));
    (void)searches.begin(kNode, kBegin + kWithin, kWithin, second.done);
    searches.end(kNode, late, LogExcerpt{});
    searches.end(NodeId("node-2"), late, LogExcerpt{});
    QVERIFY(second.answers.empty());
    QCOMPARE(first.answers.size(), 1U);
  }

  void a_node_that_leaves_ends_its_search() {
    NodeQuestions<LogExcerpt> searches;
    Asked asked;
    (void)searches.begin(kNode, kBegin, kWithin, asked.done);
    searches.gone(NodeId("node-2"));
    QVERIFY(asked.answers.empty());
    searches.gone(kNode);
    QCOMPARE(asked.reason(), QString("node_offline"));
    QVERIFY(searches.mayBegin(kNode).ok());
  }

  void there_is_an_end_to_how_many_run() {
    NodeQuestions<LogExcerpt> searches;
    Asked asked;
    for (std::size_t i = 0; i < kMaxNodeQuestions; ++i)
      (void)searches.begin(NodeId("node-" + std::to_string(i)), kBegin, kWithin, asked.done);
    QCOMPARE(searches.mayBegin(NodeId("another")).error().reason, std::string("busy"));
    searches.expire(kBegin + kWithin - 1ms);
    QVERIFY(asked.answers.empty());
    searches.expire(kBegin + kWithin);
    QCOMPARE(asked.answers.size(), kMaxNodeQuestions);
  }

  void what_keeps_a_node_from_being_searched_is_said_in_words() {
    NodeEntry node = entry();
    const TimePoint now{1'700'000'000s};
    QVERIFY(nodeOffline(node, now, "its logs are").message.ends_with("it was never seen"));
    node.status.lastSeen = now - 90s;
    QVERIFY(nodeOffline(node, now, "its logs are").message.find("last seen 90s ago") != std::string::npos);
    QCOMPARE(nodeOffline(node, now, "its logs are").code, ErrorCode::Unavailable);
    QCOMPARE(agentTooOld(node, "search its logs").code, ErrorCode::Precondition);
    QVERIFY(agentTooOld(node, "search its logs").message.find("0.1.0") != std::string::npos);
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

  void a_capture_that_makes_no_sense_is_refused_with_its_field() {
    const auto field = [](const SampleQuery& query) {
      const Status status = checkSampleQuery(query);
      return status ? QString() : QString::fromStdString(status.error().field);
    };
    const WorkloadName reader("meter-reader");
    QCOMPARE(field({reader, 1, 1s}), QString());
    QCOMPARE(field({reader, kMaxSamples, 5min}), QString());
    QCOMPARE(field({WorkloadName(), 1, 1s}), QString("workload"));
    QCOMPARE(field({reader, 0, 1s}), QString("samples"));
    QCOMPARE(field({reader, kMaxSamples + 1, 1s}), QString("samples"));
    QCOMPARE(field({reader, 1, 999ms}), QString("within"));
    QCOMPARE(field({reader, 1, 6min}), QString("within"));
  }
};

QTEST_APPLESS_MAIN(TstNodeQuestions)
#include "tst_node_questions.moc"
