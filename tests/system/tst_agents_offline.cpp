// The drill of the runbook agents-offline on real processes: an agent is killed, people are kept from being told of it
// again, it comes back, and the silence is undone.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/operator.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const QByteArray kFleet = R"(regions:
  - {name: us-east, title: Eastern North America, offline_after: 4s}
sites:
  - {name: boston, region: us-east, title: Boston, latitude: 42.4, longitude: -71.1}
)";

}  // namespace

class TstAgentsOffline : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"alerts.node_offline_for=2s"}, .agents = {}, .serverData = {}}};
  OperatorAtWork alice_, bob_;
  const RunAtWork drill_{alice_, "RUN-1"}, run_{alice_, "RUN-2"};

  bool start() { return alice_.ctl({"runs", "start", "agents-offline", "--drill", "--set", "region=us-east"}).ok(); }
  QJsonArray alerts(const QString& more) {
    return cluster_.ctl({"alerts", "list", "--filter", "alertname:NodeOffline state:firing " + more})
        .json["alerts"]
        .toArray();
  }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(writeFile(cluster_.path("fleet.yaml"), kFleet));
    QVERIFY(cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")}).ok());
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    for (int node = 0; node < 2; ++node) {
      QVERIFY2(cluster_.enrolNode(node, "boston"), cluster_.lastProblem());
      QVERIFY2(cluster_.startAgent(node), cluster_.lastProblem());
    }
    QVERIFY2(cluster_.eventually("both report", 30s,
                                 [&] {
                                   const QStringList live{"nodes", "list", "--filter", "liveness:live"};
                                   return cluster_.ctl(live).json["nodes"].toArray().size() == 2;
                                 }),
             cluster_.lastProblem());
    QCOMPARE(alice_.join(cluster_, "alice", {"operator"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"operator"}), QString());
    const Answer book =
        cluster_.ctl({"runbooks", "apply", FLOTILLA_SOURCE_DIR "/resources/runbooks/agents-offline.yaml"});
    QVERIFY2(book.ok() && book.json["notes"].toArray().isEmpty(), qPrintable(book.err));
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  // A check that passes while all is well would see nothing when it is not.
  void before_the_fault_its_check_does_not_hold() {
    QVERIFY(start());
    QVERIFY(drill_.say("step") && drill_.say("step"));
    QCOMPARE(drill_.at(), QString("say"));
    QCOMPARE(drill_.holdsBack({"quiet"}, "0 nodes"), QString());
  }

  void a_node_that_is_gone_is_told_once() {
    cluster_.agent(1).kill();
    QVERIFY2(cluster_.eventually("a ticket", 60s, [&] { return alerts("node:boston-2").size() == 1; }),
             cluster_.lastProblem());
    QVERIFY(start());
    QVERIFY(run_.say("step") && run_.say("step") && run_.say("choose", {"One node"}));
    QCOMPARE(run_.at(), QString("quiet"));
    QVERIFY(run_.say("step"));
    QVERIFY(run_.shown()["preview"]["changes"].toArray()[0].toString().contains("us-east"));
    const Answer refused = bob_.ctl({"runs", "act", "RUN-2", "--digest", run_.digest()});
    QVERIFY2(!refused.ok() && refused.err.contains("alice takes the steps"), qPrintable(refused.err));
    QVERIFY(run_.act() && run_.wait());
    QCOMPARE(alerts("suppressed:yes").size(), 1);
  }

  void it_is_seen_to_come_back() {
    QCOMPARE(run_.at(), QString("back"));
    QVERIFY(run_.say("step"));
    QCOMPARE(run_.attempt()["state"].toString(), QString("STEP_STATE_VERIFYING"));
    QVERIFY2(cluster_.startAgent(1), cluster_.lastProblem());
    QVERIFY(run_.wait());
    QCOMPARE(run_.at(), QString("say"));
  }

  void the_silence_is_undone() {
    QCOMPARE(run_.undo("quiet"), QString());
    const QStringList active{"silences", "list", "--filter", "state:active"};
    QVERIFY(cluster_.ctl(active).json["silences"].toArray().isEmpty());
    QVERIFY(run_.say("note", {"a cable"}));
    QCOMPARE(run_.state(), QString("RUN_STATE_SUCCEEDED"));
    QVERIFY(run_.shown()["intact"].toBool() && cluster_.auditIsIntact());
  }
};

QTEST_GUILESS_MAIN(TstAgentsOffline)
#include "tst_agents_offline.moc"
