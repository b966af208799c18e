// The drill of the runbook telemetry-gap on real processes: the worker of a node is stopped, so that its agent reports
// and counts nothing; that is told, and not as good or bad; it is started anew, and the silence is undone. The slots
// run in order.
#include <signal.h>

#include <QJsonArray>
#include <QtTest>

#include "tests/support/stuttering_process.h"
#include "tests/support/two_regions.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kBoston = 1;  // the only node of us-east

}  // namespace

class TstTelemetryGap : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"alerts.telemetry_gap_for=4s"}, .agents = {}, .serverData = {}}};
  OperatorAtWork alice_, bob_;
  const RunAtWork drill_{alice_, "RUN-1"}, run_{alice_, "RUN-2"};

  QJsonArray gaps(const QString& more = {}) {
    return cluster_.ctl({"alerts", "list", "--filter", "alertname:TelemetryGap state:firing " + more})
        .json["alerts"]
        .toArray();
  }
  bool counts(const QString& node) {
    const qint64 before = cluster_.requests(node, "2.0.0");
    return cluster_.eventually("another request on " + node, 30s,
                               [&] { return cluster_.requests(node, "2.0.0") > before; });
  }
  pid_t worker() {
    const auto children = childrenOf(cluster_.agent(kBoston).pid());
    return children.size() == 1 ? children[0] : 0;
  }

 private slots:
  void initTestCase() {
    QVERIFY2(startTwoRegions(cluster_, {.objectives = {}}, {"rotterdam", "boston"}), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
    QCOMPARE(alice_.join(cluster_, "alice", {"operator"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"operator"}), QString());
    QCOMPARE(applyRunbook(cluster_, "telemetry-gap"), QString());
    QVERIFY2(counts("rotterdam-1") && counts("boston-1"), cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  // A check that passes while all is well would see nothing when it is not.
  void before_the_fault_its_checks_do_not_hold() {
    const Answer started = alice_.ctl({"runs", "start", "telemetry-gap", "--drill", "--set", "region=us-east", "--set",
                                       "workload=meter-reader", "--set", "node=boston-1"});
    QVERIFY2(started.ok(), qPrintable(started.err));
    QVERIFY(drill_.say("step") && drill_.say("step"));
    QCOMPARE(drill_.at(), QString("say"));
    QCOMPARE(drill_.holdsBack({"quiet", "anew"}, "0 alerts"), QString());
  }

  void a_worker_that_hangs_is_told_while_its_node_reports() {
    QVERIFY(worker() > 0 && ::kill(worker(), SIGSTOP) == 0);
    QVERIFY2(cluster_.eventually("a ticket", 60s, [&] { return gaps("node:boston-1").size() == 1; }),
             cluster_.lastProblem());
    QCOMPARE(gaps().size(), 1);
    QCOMPARE(cluster_.node("boston-1")["liveness"].toString(), QString("LIVENESS_LIVE"));
    const Answer opened = alice_.ctl({"incidents", "open", "--alert", gaps().at(0)["alert"]["id"].toString()});
    QVERIFY2(opened.ok(), qPrintable(opened.err));
    QCOMPARE(cluster_.ctl({"incidents", "show", "INC-1"}).json["runbooks"].toArray(), QJsonArray{"telemetry-gap"});
    const Answer started = alice_.ctl({"runs", "start", "telemetry-gap", "--incident", "INC-1"});
    QVERIFY2(started.ok(), qPrintable(started.err));
    QCOMPARE(run_.shown()["run"]["inputs"]["node"].toString(), QString("boston-1"));
  }

  void it_is_told_no_more_while_somebody_works_on_it() {
    QVERIFY(run_.say("step") && run_.say("step") && run_.say("step") && run_.wait());
    QVERIFY(run_.say("choose", {"It hangs"}) && run_.say("step"));
    QCOMPARE(run_.at(), QString("quiet"));
    const Answer refused = bob_.ctl({"runs", "act", "RUN-2", "--digest", run_.digest()});
    QVERIFY2(!refused.ok() && refused.err.contains("alice takes the steps"), qPrintable(refused.err));
    QVERIFY(run_.act() && run_.wait());
    QCOMPARE(gaps("suppressed:yes").size(), 1);
  }

  void it_is_started_anew_and_counts_again() {
    const pid_t before = worker();
    QCOMPARE(run_.at(), QString("anew"));
    QVERIFY(run_.say("step"));
    QCOMPARE(run_.shown()["preview"]["targets"].toArray().size(), 1);
    QVERIFY(run_.act() && run_.wait());
    QVERIFY2(counts("boston-1"), cluster_.lastProblem());
    QVERIFY(worker() != before);
    QVERIFY(gaps().isEmpty());
  }

  void the_silence_is_undone() {
    QCOMPARE(run_.undo("quiet"), QString());
    const QStringList active{"silences", "list", "--filter", "state:active"};
    QVERIFY(cluster_.ctl(active).json["silences"].toArray().isEmpty());
    QVERIFY(run_.say("note", {"it hung"}));
    QCOMPARE(run_.state(), QString("RUN_STATE_SUCCEEDED"));
    QVERIFY(run_.shown()["intact"].toBool() && cluster_.auditIsIntact());
  }
};

QTEST_GUILESS_MAIN(TstTelemetryGap)
#include "tst_telemetry_gap.moc"
