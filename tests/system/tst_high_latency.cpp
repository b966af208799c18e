// The drill of the runbook high-latency on real processes: a version that is only slower is a page of the objective for
// latency, two people take it back and undo that again; then the worker of one node hardly runs, and is started anew.
// The slots run in order.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/stuttering_process.h"
#include "tests/support/two_regions.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kBoston = 2;  // the only node of us-east
// Of at most `limit` ms. Less than one request comes between two turns of a worker that stutters.
TwoRegions fleet(const char* limit) {
  return {.ratePerSecond = 20,
          .objectives = {QString("{name: in-time, title: Answers in time, indicator: latency, limit: %1, "
                                 "workload: meter-reader, target: 0.95, period: 1h}")
                             .arg(limit)}};
}

}  // namespace

class TstHighLatency : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"objectives.slot=1s"}, .agents = {}, .serverData = {}}};
  Pager pager_;
  OperatorAtWork alice_, bob_;
  const RunAtWork drill_{alice_, "RUN-1"}, run_{alice_, "RUN-2"}, second_{alice_, "RUN-3"};

  bool isLate(const QString& region = "us-east") {
    const QString filter = "alertname:BudgetBurn severity:page label.indicator:latency state:firing region:" + region;
    return !cluster_.ctl({"alerts", "list", "--filter", filter}).json["alerts"].toArray().isEmpty();
  }
  QJsonObject incident(const QString& id) { return cluster_.ctl({"incidents", "show", id}).json; }
  QString versionOfBoston() { return cluster_.workloadOf("boston-1")["version"].toString(); }
  bool getsVersion(const QString& version) {
    return cluster_.eventually("boston-1 has " + version, 60s, [&] { return versionOfBoston() == version; });
  }
  pid_t workerOfBoston() {
    const auto children = childrenOf(cluster_.agent(kBoston).pid());
    return children.size() == 1 ? children[0] : 0;
  }
  // From the beginning to where somebody says what is slow.
  bool looksAround(const RunAtWork& run) {
    return run.say("step") && run.say("step") && run.say("step") && run.wait() && run.at() == "cause";
  }

 private slots:
  void initTestCase() {
    QVERIFY2(startTwoRegions(cluster_, fleet("0.8"), {"rotterdam", "rotterdam", "boston"}), cluster_.lastProblem());
    QCOMPARE(pager_.start(cluster_), QString());
    for (const auto& [version, counter] : {std::pair{"2.0.0", 1}, std::pair{"2.1.0", 2}})
      QVERIFY2(cluster_.publish({.version = version, .counter = counter, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
    QCOMPARE(alice_.join(cluster_, "alice", {"operator"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"operator", "approver"}), QString());
    QCOMPARE(applyRunbook(cluster_, "high-latency"), QString());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  // A check that passes while all is well would see nothing when it is not.
  void before_the_fault_its_checks_do_not_hold() {
    const Answer started = alice_.ctl({"runs", "start", "high-latency", "--drill", "--set", "region=us-east", "--set",
                                       "workload=meter-reader", "--set", "objective=in-time", "--set",
                                       "rollout=meter-reader-1", "--set", "version=2.0.0", "--set", "node=boston-1"});
    QVERIFY2(started.ok(), qPrintable(started.err));
    QVERIFY(drill_.say("step") && drill_.say("step"));
    QCOMPARE(drill_.at(), QString("say"));
    QVERIFY(drill_.attempt()["outcome"].toString().contains("0 alerts"));
    QCOMPARE(drill_.holdsBack({"back", "anew"}, "0 alerts"), QString());
  }

  void a_slower_version_is_a_page_and_the_runbook_is_offered() {
    const Answer forced = cluster_.ctl({"deploy", "meter-reader", "2.1.0", "--region", "us-east", "--wait"});
    QVERIFY2(forced.ok(), qPrintable(forced.err));
    QVERIFY2(cluster_.eventually("an incident", 180s, [&] { return incident("INC-1").contains("incident"); }),
             cluster_.lastProblem());
    QVERIFY(isLate() && !isLate("eu-west"));
    QCOMPARE(incident("INC-1")["runbooks"].toArray(), QJsonArray{"high-latency"});
    const Answer started = alice_.ctl({"runs", "start", "high-latency", "--incident", "INC-1", "--set", "window=20s"});
    QVERIFY2(started.ok(), qPrintable(started.err));
    const QJsonObject inputs = run_.shown()["run"]["inputs"].toObject();
    QCOMPARE(inputs["objective"].toString(), QString("in-time"));
    QCOMPARE(inputs["rollout"].toString(), QString("meter-reader-2"));
    QCOMPARE(inputs["version"].toString(), QString("2.1.0"));
  }

  void two_people_take_it_back() {
    QVERIFY(looksAround(run_) && run_.say("choose", {"What a rollout brought"}) && run_.say("step"));
    QCOMPARE(run_.at(), QString("back"));  // the rollout is over, so nothing is to be held
    QVERIFY(run_.say("step"));
    const QString subject = run_.digest();
    Answer refused = bob_.ctl({"runs", "act", "RUN-2", "--digest", subject});
    QVERIFY2(!refused.ok() && refused.err.contains("alice takes the steps"), qPrintable(refused.err));
    refused = alice_.ctl({"runs", "act", "RUN-2", "--digest", subject});
    QVERIFY2(!refused.ok() && refused.err.contains("agreed"), qPrintable(refused.err));
    QVERIFY(bob_.ctl({"runs", "approve", "RUN-2", "--digest", subject}).ok());
    QVERIFY(run_.act() && run_.wait());
    QCOMPARE(versionOfBoston(), QString("2.0.0"));
    QVERIFY(!isLate());
    QCOMPARE(run_.at(), QString("met"));
    QVERIFY(run_.say("step") && run_.wait());
    QCOMPARE(run_.at(), QString("say"));
  }

  void taking_it_back_can_be_undone() {
    QCOMPARE(run_.undo("back"), QString());
    QVERIFY2(getsVersion("2.1.0"), cluster_.lastProblem());
    QVERIFY(run_.say("note", {"the version is slower"}));
    QCOMPARE(run_.state(), QString("RUN_STATE_SUCCEEDED"));
    QVERIFY(run_.shown()["intact"].toBool());
    // It is found good enough, and goes to everybody.
    QVERIFY2(cluster_.declare(yamlOf(fleet("5"))) && cluster_.deploy("2.1.0"), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("it is over", 180s,
                                 [&] {
                                   return cluster_.ctl({"incidents", "resolve", "INC-1"}).ok() && !isLate();
                                 }),
             cluster_.lastProblem());
  }

  // With the same version as elsewhere: what is slow is this node.
  void the_worker_of_one_node_stutters_and_is_started_anew() {
    const pid_t before = workerOfBoston();
    QVERIFY(before > 0);
    const StutteringProcess fault(before);
    QVERIFY(fault.works());
    QVERIFY2(cluster_.eventually("an incident", 180s, [&] { return incident("INC-2").contains("incident"); }),
             cluster_.lastProblem());
    QVERIFY(isLate() && !isLate("eu-west"));
    const Answer started = alice_.ctl(
        {"runs", "start", "high-latency", "--incident", "INC-2", "--set", "window=20s", "--set", "node=boston-1"});
    QVERIFY2(started.ok(), qPrintable(started.err));
    QVERIFY(looksAround(second_) && second_.say("choose", {"One node"}) && second_.say("step"));
    QCOMPARE(second_.shown()["preview"]["targets"].toArray().size(), 1);
    QVERIFY(second_.act() && second_.wait());
    QVERIFY(workerOfBoston() != before && !isLate());
    QVERIFY(second_.say("step") && second_.wait());
    QVERIFY(second_.say("note", {"it hardly got the processor"}));
    QCOMPARE(second_.state(), QString("RUN_STATE_SUCCEEDED"));
    QVERIFY(second_.shown()["intact"].toBool() && cluster_.auditIsIntact());
  }
};

QTEST_GUILESS_MAIN(TstHighLatency)
#include "tst_high_latency.moc"
