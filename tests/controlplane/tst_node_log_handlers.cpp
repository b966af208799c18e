// Who may read the logs of a node and capture inputs there, what is written down about it, and what ends a question.
#include <QtTest>

#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const NodeId kRotterdam("id-of-rotterdam-1");

class AskedSession final : public AgentSession {
 public:
  std::vector<std::pair<std::uint64_t, LogQuery>> asked;
  std::vector<std::pair<std::uint64_t, SampleQuery>> captures;

  void welcome(std::uint64_t, TimePoint, std::uint64_t) override {}
  void acknowledge(std::uint64_t) override {}
  void assign(const Delivery&) override {}
  void policy(const std::string&) override {}
  void renewed(const std::string&) override {}
  void searchLogs(std::uint64_t id, const LogQuery& query) override { asked.emplace_back(id, query); }
  void orders(const NodeOrders&) override {}
  void fault(const FaultOrder&) override {}
  void endFaults(const std::string&) override {}
  void captureInputs(std::uint64_t id, const SampleQuery& query) override { captures.emplace_back(id, query); }
  void close(const Error&) override {}
};

v1::GetNodeLogsRequest about(const std::string& node, const std::string& text = {}) {
  v1::GetNodeLogsRequest request;
  request.set_node(node);
  request.mutable_query()->set_text(text);
  return request;
}

LogExcerpt oneLine() {
  LogExcerpt out;
  out.lines.push_back({kNow, LogLevel::Warn, "the lens is dirty"});
  return out;
}

}  // namespace

class TstNodeLogHandlers : public QObject {
  Q_OBJECT

  std::unique_ptr<PlaneRig> rig_;
  std::unique_ptr<AskedSession> session_;
  std::vector<Result<std::string>> answers_;

  void ask(const v1::GetNodeLogsRequest& request, const Credentials& who = {true, {}}) {
    rig_->dispatcher.call("flotilla.v1.NodeService/GetNodeLogs", request.SerializeAsString(), who,
                          [this](Result<std::string> answer) { answers_.push_back(std::move(answer)); });
    rig_->loop.advance(1s);
  }
  QString reason() const { return answers_.empty() ? QString("none") : reasonOf(answers_.back()); }
  void connect(bool searchesLogs = true) {
    AgentHello hello;
    hello.agentVersion = "0.1.0";
    hello.searchesLogs = hello.capturesInputs = searchesLogs;
    rig_->agents.connect({kRotterdam, rig_->fleet.state().nodes.at(kRotterdam).record.fingerprint}, hello, *session_);
    rig_->loop.advance(1s);
  }
  void answer(Result<LogExcerpt> found) {
    rig_->agents.foundLogs(kRotterdam, *session_, session_->asked.back().first, std::move(found));
  }

 private slots:
  void init() {
    answers_.clear();
    session_ = std::make_unique<AskedSession>();
    rig_ = std::make_unique<PlaneRig>();
  }
  void cleanup() { rig_.reset(); }

  void the_excerpt_of_the_node_is_the_answer_and_the_question_is_audited_before() {
    connect();
    const std::uint64_t before = rig_->fleet.state().auditSeq;
    ask(about("rotterdam-1", "lens"));
    QCOMPARE(session_->asked.size(), 1U);
    QCOMPARE(session_->asked[0].second.text, std::string("lens"));
    QCOMPARE(session_->asked[0].second.limit, 100U);
    QCOMPARE(rig_->fleet.state().auditSeq, before + 1);
    const auto entries = rig_->store->auditEntries(before, 10);
    QCOMPARE(entries->back().action, std::string("GetNodeLogs"));
    QCOMPARE(entries->back().object, std::string("node/rotterdam-1"));
    QVERIFY(entries->back().detail.find("text \"lens\"") != std::string::npos);
    QVERIFY(answers_.empty());
    answer(oneLine());
    QCOMPARE(reason(), QString("ok"));
    v1::GetNodeLogsResponse response;
    QVERIFY(response.ParseFromString(*answers_.back()));
    QCOMPARE(response.node(), std::string("rotterdam-1"));
    QCOMPARE(response.excerpt().lines(0).message(), std::string("the lens is dirty"));
  }

  void what_cannot_be_asked_is_neither_asked_nor_audited() {
    const std::uint64_t before = rig_->fleet.state().auditSeq;
    ask(about("rotterdam-1"));
    QCOMPARE(reason(), QString("node_offline"));
    connect(false);
    const std::uint64_t connected = rig_->fleet.state().auditSeq;
    QCOMPARE(connected, before);
    ask(about("rotterdam-1"));
    QCOMPARE(reason(), QString("agent_too_old"));
    ask(about("rotterdam-9"));
    QCOMPARE(answers_.back().error().code, ErrorCode::NotFound);
    ask(about("rotterdam-1", std::string(kMaxLogText + 1, 'x')));
    QCOMPARE(answers_.back().error().field, std::string("text"));
    QVERIFY(session_->asked.empty());
    QCOMPARE(rig_->fleet.state().auditSeq, before);
  }

  void captured_inputs_are_the_answer_and_the_reason_is_audited() {
    const auto capture = [this](const std::string& why) {
      v1::GetInputSamplesRequest request;
      request.set_node("rotterdam-1");
      *request.mutable_query() = wire::toProto(SampleQuery{WorkloadName("meter-reader"), 2, 30s});
      request.set_reason(why);
      rig_->dispatcher.call("flotilla.v1.DriftService/GetInputSamples", request.SerializeAsString(), {true, {}},
                            [this](Result<std::string> answer) { answers_.push_back(std::move(answer)); });
      rig_->loop.advance(1s);
    };
    capture("is the lens dirty");
    QCOMPARE(reason(), QString("node_offline"));
    connect();
    capture("");
    QCOMPARE(answers_.back().error().field, std::string("reason"));
    QVERIFY(session_->captures.empty());
    const std::uint64_t before = rig_->fleet.state().auditSeq;
    capture("is the lens dirty");
    QCOMPARE(session_->captures.size(), 1U);
    QCOMPARE(session_->captures[0].second.samples, 2U);
    const auto entries = rig_->store->auditEntries(before, 10);
    QVERIFY(entries->back().detail.find("the next 2 inputs of meter-reader") != std::string::npos);
    QVERIFY(entries->back().detail.find("is the lens dirty") != std::string::npos);
    InputSamples samples{WorkloadName("meter-reader"), "2.0.0", {{kNow, {0.5F, 1}, {1}, 0, {}}}, "the time was over"};
    rig_->agents.capturedInputs(kRotterdam, *session_, session_->captures[0].first, samples);
    QCOMPARE(reason(), QString("ok"));
    v1::GetInputSamplesResponse response;
    QVERIFY(response.ParseFromString(*answers_.back()));
    QVERIFY(wire::fromProto(response)->captured == samples);
    QCOMPARE(response.node(), std::string("rotterdam-1"));
  }

  void a_node_that_leaves_ends_a_capture() {
    connect();
    v1::GetInputSamplesRequest request;
    request.set_node("rotterdam-1");
    *request.mutable_query() = wire::toProto(SampleQuery{WorkloadName("meter-reader")});
    request.set_reason("a look");
    rig_->dispatcher.call("flotilla.v1.DriftService/GetInputSamples", request.SerializeAsString(), {true, {}},
                          [this](Result<std::string> answer) { answers_.push_back(std::move(answer)); });
    rig_->loop.advance(1s);
    QVERIFY(answers_.empty());
    rig_->agents.disconnect(kRotterdam, *session_);
    QCOMPARE(reason(), QString("node_offline"));
  }

  void one_question_at_a_time() {
    connect();
    ask(about("rotterdam-1"));
    ask(about("rotterdam-1"));
    QCOMPARE(reason(), QString("busy"));
    QCOMPARE(session_->asked.size(), 1U);
    answer(oneLine());
    QCOMPARE(answers_.size(), 2U);
    ask(about("rotterdam-1"));
    QCOMPARE(session_->asked.size(), 2U);
  }

  void a_viewer_of_it_and_an_operator_of_elsewhere_may_not() {
    connect();
    ask(about("rotterdam-1"), rig_->operatorWith("vera", Role::Viewer, {kWest}));
    QCOMPARE(answers_.back().error().code, ErrorCode::Denied);
    ask(about("rotterdam-1"), rig_->operatorWith("ed", Role::Operator, {kEast}));
    QCOMPARE(answers_.back().error().code, ErrorCode::NotFound);
    QVERIFY(session_->asked.empty());
    ask(about("rotterdam-1"), rig_->operatorWith("olga", Role::Operator, {kWest}));
    QCOMPARE(session_->asked.size(), 1U);
  }

  void a_node_that_says_nothing_is_not_waited_for_longer_than_ten_seconds() {
    connect();
    ask(about("rotterdam-1"));
    rig_->clock.advance(9s);
    rig_->agents.tick();
    QVERIFY(answers_.empty());
    rig_->clock.advance(1s);
    rig_->agents.tick();
    QCOMPARE(reason(), QString("no_answer"));
    answer(oneLine());
    QCOMPARE(answers_.size(), 1U);
  }

  void a_node_that_leaves_or_says_why_not_ends_the_question() {
    connect();
    ask(about("rotterdam-1"));
    answer(Error{ErrorCode::Unavailable, "no_logs", "this node keeps no logs"});
    QCOMPARE(reason(), QString("no_logs"));
    ask(about("rotterdam-1"));
    rig_->agents.disconnect(kRotterdam, *session_);
    QCOMPARE(reason(), QString("node_offline"));
  }
};

QTEST_GUILESS_MAIN(TstNodeLogHandlers)
#include "tst_node_log_handlers.moc"
