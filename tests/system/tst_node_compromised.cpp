// The drill of the runbook node-compromised on real processes: a copy of a node runs beside it and uses its identity,
// which is a page; both serve nobody any more, the identity is revoked, and the machine is enrolled anew. Then another
// node that only people suspect: it is isolated, gets another certificate and is readmitted; restarts on the way change
// nothing. The slots run in order.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/stuttering_process.h"
#include "tests/support/two_regions.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

class TstNodeCompromised : public QObject {
  Q_OBJECT

  Cluster cluster_;
  Pager pager_;
  OperatorAtWork alice_, bob_;
  const RunAtWork drill_{alice_, "RUN-1"}, copied_{alice_, "RUN-2"}, run_{alice_, "RUN-3"};
  int copy_ = -1;

  QJsonValue node() { return cluster_.node("rotterdam-2"); }
  // Whether it answers requests now.
  bool serves() {
    const qint64 before = cluster_.requests("rotterdam-2", "2.0.0");
    return cluster_.eventually("another request", 20s,
                               [&] { return cluster_.requests("rotterdam-2", "2.0.0") > before; });
  }
  // Several reports in which the count of its requests stays the same.
  bool isSilent() {
    qint64 before = -1, same = 0;
    QString last;
    return cluster_.eventually("it serves nobody", 60s, [&] {
      const QString seen = node()["last_seen"].toString();
      if (seen == last) return false;
      last = seen;
      const qint64 now = cluster_.requests("rotterdam-2", "2.0.0");
      same = now == before ? same + 1 : 0;
      before = now;
      return same >= 3;
    });
  }
  qsizetype toldTwice() {
    return cluster_.ctl({"alerts", "list", "--filter", "alertname:IdentityUsedTwice state:firing"})
        .json["alerts"]
        .toArray()
        .size();
  }
  bool runsSomething(int agent) { return !childrenOf(cluster_.agent(agent).pid()).isEmpty(); }
  // The logs of a node that comes and goes may have to be asked for again.
  bool keepsLogs(const RunAtWork& run) {
    return cluster_.eventually("its logs are kept", 120s, [&] {
      if (run.at() != "keep") return true;
      alice_.ctl({"runs", "step", run.shown()["run"]["id"].toString()});
      return cluster_.eventually("they came, or not", 30s, [&] {
        return run.at() != "keep" || run.attempt()["state"] == "STEP_STATE_FAILED";
      }) && run.at() != "keep";
    });
  }
  // With the agreement of the other one.
  bool actsTogether(const RunAtWork& run, const char* id) {
    const QString subject = run.digest();
    const Answer alone = alice_.ctl({"runs", "act", id, "--digest", subject});
    const Answer other = bob_.ctl({"runs", "act", id, "--digest", subject});
    if (alone.ok() || !other.err.contains("alice takes the steps")) return false;
    return bob_.ctl({"runs", "approve", id, "--digest", subject}).ok() && run.act() && run.wait();
  }
  static Answer breakGlass(const OperatorAtWork& who, const RunAtWork& run, const char* id) {
    return who.ctl({"runs", "break-glass", id, "--digest", run.digest(), "--reason", "nobody answers"});
  }
  bool undo(const RunAtWork& run, const char* id, const QString& step) {
    const Answer asked = alice_.ctl({"runs", "undo", id, step});
    return asked.ok() && run.say("undo", {step, "--digest", asked.json["digest"].toString()});
  }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startAll(2), cluster_.lastProblem());
    QCOMPARE(pager_.start(cluster_), QString());
    QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
    QCOMPARE(alice_.join(cluster_, "alice", {"operator", "security-admin"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"operator", "security-admin", "approver"}), QString());
    QCOMPARE(applyRunbook(cluster_, "node-compromised"), QString());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  // A check that passes while all is well would see nothing when it is not. An agent that is started anew is no copy.
  void before_the_fault_its_check_does_not_hold() {
    for (int i = 0; i < 4; ++i) {
      const QString seen = cluster_.node("rotterdam-1")["last_seen"].toString();
      cluster_.agent(0).stop();
      QVERIFY2(cluster_.startAgent(0), cluster_.lastProblem());
      QVERIFY2(cluster_.eventually("it reports again", 30s,
                                   [&] { return cluster_.node("rotterdam-1")["last_seen"].toString() > seen; }),
               cluster_.lastProblem());
    }
    QVERIFY(alice_.ctl({"runs", "start", "node-compromised", "--drill", "--set", "node=rotterdam-1"}).ok());
    QVERIFY(drill_.say("step") && drill_.say("step") && drill_.wait() && drill_.say("step"));
    QCOMPARE(drill_.at(), QString("sure"));
    QVERIFY(drill_.say("jump", {"isolate", "--reason", "to see that it refuses"}));
    alice_.ctl({"runs", "step", "RUN-1"});
    QCOMPARE(drill_.attempt()["state"].toString(), QString("STEP_STATE_FAILED"));
    QVERIFY(drill_.attempt()["outcome"].toString().contains("0 alerts"));
    QVERIFY(drill_.say("jump", {"say", "--reason", "all is well"}) && drill_.say("note", {"all is well"}));
    QCOMPARE(toldTwice(), 0);
  }

  void a_copy_of_a_node_is_a_page_and_the_runbook_is_offered() {
    cluster_.agent(0).stop();
    copy_ = cluster_.copyNode(0);
    QVERIFY2(copy_ > 0 && cluster_.startAgent(0) && cluster_.startAgent(copy_), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("an incident", 120s,
                                 [&] {
                                   return cluster_.ctl({"incidents", "show", "INC-1"}).ok();
                                 }),
             cluster_.lastProblem());
    QCOMPARE(toldTwice(), 1);
    const QJsonObject incident = cluster_.ctl({"incidents", "show", "INC-1"}).json;
    QCOMPARE(incident["incident"].toObject()["title"].toString(), QString("rotterdam-1 is used by two machines"));
    QCOMPARE(incident["runbooks"].toArray(), QJsonArray{"node-compromised"});
    QVERIFY(alice_.ctl({"runs", "start", "node-compromised", "--incident", "INC-1"}).ok());
    QCOMPARE(copied_.shown()["run"]["inputs"]["node"].toString(), QString("rotterdam-1"));
  }

  void both_are_isolated_and_that_can_be_undone() {
    QVERIFY(copied_.say("step"));
    QVERIFY2(keepsLogs(copied_), cluster_.lastProblem());
    QVERIFY(copied_.say("step"));
    QCOMPARE(copied_.at(), QString("isolate"));
    const auto isolates = [&] {
      if (!copied_.say("step") || !copied_.act() || !copied_.wait()) return false;
      return cluster_.eventually("neither runs anything", 60s,
                                 [&] { return !runsSomething(0) && !runsSomething(copy_); });
    };
    QVERIFY2(isolates(), cluster_.lastProblem());
    QVERIFY(undo(copied_, "RUN-2", "isolate"));
    QVERIFY2(cluster_.eventually("it serves again", 60s, [&] { return runsSomething(0); }), cluster_.lastProblem());
    QVERIFY(copied_.say("jump", {"isolate", "--reason", "it was only to see that it can be undone"}));
    QVERIFY2(isolates(), cluster_.lastProblem());
  }

  void its_identity_is_revoked_for_both() {
    QVERIFY(copied_.say("choose", {"Two machines use its identity"}) && copied_.say("step"));
    QCOMPARE(copied_.at(), QString("revoke"));
    QVERIFY(alice_.ctl({"incidents", "edit", "INC-1", "--commander", "alice"}).ok());
    const Answer alone = breakGlass(alice_, copied_, "RUN-2");
    QVERIFY2(!alone.ok() && alone.err.contains("cannot be undone"), qPrintable(alone.err));
    QVERIFY(actsTogether(copied_, "RUN-2"));
    QCOMPARE(cluster_.node("rotterdam-1")["identity"].toString(), QString("NODE_IDENTITY_REVOKED"));
    QVERIFY2(cluster_.eventually("the alert is over", 60s, [&] { return toldTwice() == 0; }), cluster_.lastProblem());
    for (const int agent : {0, copy_})
      QVERIFY2(cluster_.eventually("it is refused", 60s,
                                   [&] { return cluster_.agent(agent).log().contains("refuses this node"); }),
               cluster_.lastProblem());
  }

  void the_machine_is_enrolled_anew_under_another_name() {
    QCOMPARE(copied_.at(), QString("replace"));
    QVERIFY(copied_.say("step"));
    QCOMPARE(copied_.attempt()["state"].toString(), QString("STEP_STATE_VERIFYING"));
    for (const int agent : {0, copy_}) cluster_.agent(agent).stop();
    const int anew = copy_ + 1;
    QVERIFY2(cluster_.enrolNode(anew, "rotterdam", {"--label", "replaces=rotterdam-1"}), cluster_.lastProblem());
    QVERIFY2(cluster_.startAgent(anew), cluster_.lastProblem());
    QVERIFY(copied_.wait());
    QCOMPARE(QJsonValue(cluster_.node("rotterdam-3"))["labels"]["replaces"].toString(), QString("rotterdam-1"));
    QCOMPARE(cluster_.node("rotterdam-1")["identity"].toString(), QString("NODE_IDENTITY_REVOKED"));
    QVERIFY2(cluster_.deploy("2.0.0") && cluster_.requests("rotterdam-3", "2.0.0") >= 0, cluster_.lastProblem());
    QVERIFY(runsSomething(anew));
    QVERIFY(copied_.say("note", {"a disk was copied"}));
    QCOMPARE(copied_.state(), QString("RUN_STATE_SUCCEEDED"));
    QVERIFY(copied_.shown()["intact"].toBool());
  }

  void a_node_that_people_suspect_is_isolated_once_a_second_one_agrees() {
    QVERIFY(alice_.ctl({"runs", "start", "node-compromised", "--incident", "INC-1", "--set", "node=rotterdam-2"}).ok());
    QVERIFY(run_.say("step") && run_.say("step") && run_.wait() && run_.say("step"));
    QCOMPARE(run_.at(), QString("sure"));
    const QJsonArray evidence = run_.shown()["evidence"].toArray();
    const bool kept = std::any_of(evidence.begin(), evidence.end(), [](const QJsonValue& one) {
      return one["title"].toString() == "logs of rotterdam-2" && one["text"].toString().contains("install event");
    });
    QVERIFY(kept);
    QVERIFY(serves());
    QVERIFY(run_.say("choose", {"Somebody: it was stolen, or entered"}) && run_.say("step"));
    QVERIFY(actsTogether(run_, "RUN-3"));
    QVERIFY(node()["isolated"].toBool());
    QCOMPARE(node()["identity"].toString(), QString("NODE_IDENTITY_QUARANTINED"));
    QVERIFY2(isSilent(), cluster_.lastProblem());
  }

  void a_restart_of_its_agent_does_not_end_that() {
    cluster_.agent(1).kill();
    QVERIFY2(cluster_.startAgent(1), cluster_.lastProblem());
    QVERIFY2(isSilent(), cluster_.lastProblem());
    QVERIFY(node()["isolated"].toBool());
  }

  // Who leads goes on alone; that is to be seen, and somebody else looks at it.
  void it_gets_another_certificate_though_nobody_is_there_to_agree() {
    const QString before = node()["fingerprint"].toString();
    QVERIFY(run_.say("choose", {"Its key may be known"}));
    QCOMPARE(run_.at(), QString("rotate"));
    QVERIFY(run_.say("step"));
    const Answer watcher = breakGlass(bob_, run_, "RUN-3");
    QVERIFY2(!watcher.ok() && watcher.err.contains("alice leads INC-1"), qPrintable(watcher.err));
    QVERIFY(alice_.text({"runs", "show", "RUN-3"}).out.contains("runs break-glass RUN-3"));
    QVERIFY(!bob_.text({"runs", "show", "RUN-3"}).out.contains("runs break-glass RUN-3"));
    const Answer alone = breakGlass(alice_, run_, "RUN-3");
    QVERIFY2(alone.ok(), qPrintable(alone.err));
    QCOMPARE(node()["fingerprint"].toString(), before);  // the second gesture is still to come
    QVERIFY(run_.act() && run_.wait());
    const QString after = node()["fingerprint"].toString();
    QVERIFY(!after.isEmpty() && after != before);
    QVERIFY(node()["isolated"].toBool());
  }

  void that_somebody_went_on_alone_is_to_be_seen_and_looked_at() {
    QStringList told;
    for (const QJsonValue event : cluster_.ctl({"incidents", "show", "INC-1"}).json["events"].toArray())
      if (event["kind"] == "INCIDENT_EVENT_KIND_BREAK_GLASS") told << event["text"].toString();
    QVERIFY2(told.size() == 1 && told[0].contains("nobody answers"), qPrintable(told.join('\n')));
    const QJsonArray tasks = cluster_.ctl({"tasks", "list", "--filter", "about:run/RUN-3"}).json["tasks"].toArray();
    QCOMPARE(tasks.size(), 1);
    const QString task = tasks[0]["id"].toString();
    QCOMPARE(tasks[0]["title"].toString(), QString("Review the break-glass of RUN-3, step rotate"));
    QVERIFY(tasks[0]["owner"].toString().isEmpty());
    const Answer own = alice_.ctl({"tasks", "done", task});
    QVERIFY2(!own.ok() && own.err.contains("somebody else looks at that"), qPrintable(own.err));
    QVERIFY(bob_.ctl({"tasks", "done", task}).ok());
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

  void what_its_follower_missed_is_told_where_the_runbook_is_changed() {
    const Answer wrong = alice_.ctl({"runs", "feedback", "RUN-3", "--unclear", "rotat"});
    QVERIFY2(!wrong.ok() && wrong.err.contains("rotate"), qPrintable(wrong.err));
    const Answer said = alice_.ctl({"runs", "feedback", "RUN-3", "--unclear", "rotate", "--missing", "whom to call"});
    QVERIFY2(said.ok(), qPrintable(said.err));
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    const QString shown = bob_.text({"runbooks", "show", "node-compromised"}).out;
    QVERIFY2(shown.contains("rotate was unclear; missing: whom to call\n  - key: rotate"), qPrintable(shown));
    const QString paper = alice_.text({"incidents", "postmortem", "INC-1"}).out;
    for (const char* text : {"went on without approval", "was unclear: whom to call (alice)", "RUN-3, step rotate"})
      QVERIFY2(paper.contains(text), qPrintable(paper));
  }

  void a_workload_is_started_anew_on_request() {
    const Answer refused = alice_.ctl({"nodes", "restart", "rotterdam-2", "other"});
    QVERIFY2(!refused.ok() && refused.err.contains("no workload"), qPrintable(refused.err));
    const Answer asked = alice_.ctl({"nodes", "restart", "rotterdam-2", "meter-reader"});
    QVERIFY2(asked.ok() && asked.json["orders_wait"].toBool(), qPrintable(asked.err));
    QVERIFY2(cluster_.eventually("it has done it", 20s, [&] { return !node()["orders_wait"].toBool(); }),
             cluster_.lastProblem());
    QVERIFY2(serves(), cluster_.lastProblem());
  }
};

QTEST_GUILESS_MAIN(TstNodeCompromised)
#include "tst_node_compromised.moc"
