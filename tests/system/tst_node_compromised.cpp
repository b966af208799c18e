// A node that may be somebody else's, on real processes, by the runbook for it: it is isolated and serves nobody, gets
// another certificate once somebody else agrees, and is readmitted; restarts on the way change nothing.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/operator.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

class TstNodeCompromised : public QObject {
  Q_OBJECT

  Cluster cluster_;
  OperatorAtWork alice_, bob_;
  const RunAtWork run_{alice_, "RUN-1"};

  QJsonValue node() { return cluster_.node("rotterdam-1"); }
  // Whether it answers requests now.
  bool serves() {
    const qint64 before = cluster_.requests("rotterdam-1", "2.0.0");
    return cluster_.eventually("another request", 20s,
                               [&] { return cluster_.requests("rotterdam-1", "2.0.0") > before; });
  }
  // Several reports in which the count of its requests stays the same.
  bool isSilent() {
    qint64 before = -1, same = 0;
    QString last;
    return cluster_.eventually("it serves nobody", 60s, [&] {
      const QString seen = node()["last_seen"].toString();
      if (seen == last) return false;
      last = seen;
      const qint64 now = cluster_.requests("rotterdam-1", "2.0.0");
      same = now == before ? same + 1 : 0;
      before = now;
      return same >= 3;
    });
  }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startAll(2), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
    QCOMPARE(alice_.join(cluster_, "alice", {"operator", "security-admin"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"security-admin", "approver"}), QString());
    const Answer applied =
        cluster_.ctl({"runbooks", "apply", FLOTILLA_SOURCE_DIR "/resources/runbooks/node-compromised.yaml"});
    QVERIFY2(applied.ok(), qPrintable(applied.err));
    const Answer started = alice_.ctl({"runs", "start", "node-compromised", "--set", "node=rotterdam-1"});
    QVERIFY2(started.ok(), qPrintable(started.err));
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void what_it_logged_is_kept_first() {
    QVERIFY(run_.say("step"));
    QCOMPARE(run_.at(), QString("keep"));
    QVERIFY(run_.say("step"));
    QVERIFY(run_.wait());
    QCOMPARE(run_.at(), QString("isolate"));
    const QJsonArray evidence = run_.shown()["evidence"].toArray();
    const bool kept = std::any_of(evidence.begin(), evidence.end(), [](const QJsonValue& one) {
      return one["title"].toString() == "logs of rotterdam-1" && one["text"].toString().contains("install event");
    });
    QVERIFY(kept);
    const QJsonArray audit =
        cluster_.ctl({"audit", "list", "--filter", "action:GetNodeLogs"}).json["entries"].toArray();
    QCOMPARE(audit.size(), 1);
    QVERIFY(audit[0]["detail"].toString().contains("RUN-1, step keep"));
  }

  void it_is_isolated_and_serves_nobody() {
    QVERIFY(serves());
    QVERIFY(run_.say("step"));
    QVERIFY(run_.act());
    QVERIFY(run_.wait());
    QVERIFY(node()["isolated"].toBool());
    QCOMPARE(node()["identity"].toString(), QString("NODE_IDENTITY_QUARANTINED"));
    QVERIFY2(isSilent(), cluster_.lastProblem());
    QVERIFY(cluster_.requests("rotterdam-2", "2.0.0") > 0);
  }

  void a_restart_of_its_agent_does_not_end_that() {
    cluster_.agent(0).kill();
    QVERIFY2(cluster_.startAgent(0), cluster_.lastProblem());
    QVERIFY2(isSilent(), cluster_.lastProblem());
    QVERIFY(node()["isolated"].toBool());
  }

  void it_gets_another_certificate_once_somebody_else_agrees() {
    const QString before = node()["fingerprint"].toString();
    QVERIFY(run_.say("choose", {"Its key may be known"}));
    QCOMPARE(run_.at(), QString("rotate"));
    QVERIFY(run_.say("step"));
    const QString subject = run_.digest();
    QVERIFY(!alice_.ctl({"runs", "act", "RUN-1", "--digest", subject}).ok());
    const Answer agreed = bob_.ctl({"runs", "approve", "RUN-1", "--digest", subject});
    QVERIFY2(agreed.ok(), qPrintable(agreed.err));
    QVERIFY(run_.say("act", {"--digest", subject}));
    QVERIFY(run_.wait());
    const QString after = node()["fingerprint"].toString();
    QVERIFY(!after.isEmpty() && after != before);
    QVERIFY(node()["isolated"].toBool());
  }

  void it_is_readmitted_and_serves_again() {
    QCOMPARE(run_.at(), QString("readmit"));
    QVERIFY(run_.say("step"));
    QVERIFY(run_.act());
    QVERIFY(run_.wait());
    QCOMPARE(node()["identity"].toString(), QString("NODE_IDENTITY_ACTIVE"));
    QVERIFY2(serves(), cluster_.lastProblem());
    QVERIFY(run_.say("note", {"it was a lost disk"}));
    QCOMPARE(run_.state(), QString("RUN_STATE_SUCCEEDED"));
    QVERIFY(run_.shown()["intact"].toBool() && cluster_.auditIsIntact());
  }

  void a_workload_is_started_anew_on_request() {
    const Answer refused = alice_.ctl({"nodes", "restart", "rotterdam-1", "other"});
    QVERIFY2(!refused.ok() && refused.err.contains("no workload"), qPrintable(refused.err));
    const Answer asked = alice_.ctl({"nodes", "restart", "rotterdam-1", "meter-reader"});
    QVERIFY2(asked.ok() && asked.json["orders_wait"].toBool(), qPrintable(asked.err));
    QVERIFY2(cluster_.eventually("it has done it", 20s, [&] { return !node()["orders_wait"].toBool(); }),
             cluster_.lastProblem());
    QVERIFY2(serves(), cluster_.lastProblem());
  }
};

QTEST_GUILESS_MAIN(TstNodeCompromised)
#include "tst_node_compromised.moc"
