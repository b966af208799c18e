// Taking rollouts back with real programs: what would change nothing is refused, what stays behind is named, what a
// newer rollout overtook does not go back, and a rollout that nobody takes can be cancelled. And who may do so on the
// local socket. The slots run in order.
#include <sys/stat.h>
#include <unistd.h>

#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

class TstTakingBack : public QObject {
  Q_OBJECT

  Cluster cluster_;

  // Without -o json, as people read it.
  Answer say(const QStringList& arguments) {
    return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData()} + arguments);
  }
  Answer rollBack(const QString& id) { return say({"rollback", id, "--wait", "--timeout-wait", "30s"}); }
  QString running(const QString& node) { return cluster_.workloadOf(node)["version"].toString(); }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startAll(2), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 2, .bundle = {}}), cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void what_does_not_count_up_is_not_published() {
    const QString layout = cluster_.sign({.version = "3.0.0", .counter = 2, .bundle = Cluster::sampleBundle("2.0.0")});
    QVERIFY2(!layout.isEmpty(), cluster_.lastProblem());
    const Answer refused = say({"release", "publish", layout});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("counter 2 is not higher than 2 (meter-reader 2.0.0)"), qPrintable(refused.err));
  }

  void a_way_back_names_the_nodes_that_stay() {
    const QStringList wait{"--wait", "--timeout-wait", "30s"};
    QVERIFY(say(QStringList{"deploy", "meter-reader", "1.0.0", "--selector", "name:rotterdam-1"} + wait).ok());
    QVERIFY(say(QStringList{"deploy", "meter-reader", "2.0.0"} + wait).ok());
    const Answer back = rollBack("meter-reader-2");
    QCOMPARE(back.exitCode, 1);
    QVERIFY2(back.err.startsWith("error: meter-reader-2 rolled back: 1 node on 1.0.0; 1 node stays on 2.0.0\n"),
             qPrintable(back.err));
    QVERIFY2(back.out.contains("rotterdam-2  ") && back.out.contains("nothing was proven there before"),
             qPrintable(back.out));
    QCOMPARE(running("rotterdam-1"), QString("1.0.0"));
    QCOMPARE(running("rotterdam-2"), QString("2.0.0"));
  }

  void what_runs_everywhere_is_not_deployed_again() {
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());  // the third, which changes one node
    const Answer again = say({"deploy", "meter-reader", "2.0.0", "--preview"});
    QCOMPARE(again.exitCode, 1);
    QCOMPARE(again.err, QString("error: all 2 nodes have proven meter-reader 2.0.0 already\n"
                                "  fix: nothing is to be done\n"));
    QCOMPARE(say({"deploy", "meter-reader", "2.0.0"}).err, again.err);
  }

  void an_overtaken_rollout_does_not_go_back() {
    const Answer refused = say({"rollback", "meter-reader-1"});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.startsWith("error: meter-reader-3 has moved these nodes since\n"), qPrintable(refused.err));
  }

  void a_rollout_that_a_node_does_not_take_is_cancelled() {
    cluster_.agent(1).stop();
    QVERIFY(say({"deploy", "meter-reader", "1.0.0"}).ok());
    QVERIFY2(cluster_.eventually("the node that listens goes to 1.0.0", 30s,
                                 [&] {
                                   const QJsonObject node =
                                       cluster_.rollout("meter-reader-4")["nodes"].toArray().at(0).toObject();
                                   return node["outcome"].toString() == "NODE_OUTCOME_PROVEN";
                                 }),
             cluster_.lastProblem());
    const Answer busy = say({"deploy", "meter-reader", "2.0.0"});
    QVERIFY2(busy.err.contains("meter-reader-4 of this workload has not ended (deadline "), qPrintable(busy.err));
    QVERIFY2(busy.err.contains("flotillactl rollouts abort meter-reader-4"), qPrintable(busy.err));
    const Answer cancelled = say({"rollouts", "abort", "meter-reader-4"});
    QCOMPARE(cancelled.out, QString("meter-reader-4 aborted: 1 of 2 nodes proven, 1 withdrawn\n"));
    QVERIFY2(cluster_.startAgent(1), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());  // the workload is free
    QCOMPARE(running("rotterdam-2"), QString("1.0.0"));
    QVERIFY(cluster_.auditIsIntact());
  }

  void a_revoked_node_does_not_look_alive() {
    QVERIFY(say({"nodes", "revoke", "rotterdam-2", "--yes"}).ok());
    QCOMPARE(cluster_.node("rotterdam-2")["liveness"].toString(), QString("LIVENESS_OFFLINE"));
  }

  void another_user_is_turned_away_even_when_the_modes_let_them_in() {
    if (::geteuid() != 0) QSKIP("needs root, to become somebody else");
    const QByteArray data = cluster_.serverData().toUtf8(), socket = data + "/operators.sock";
    const QByteArray folder = cluster_.path(".").toUtf8();
    struct stat before {};
    QCOMPARE(::stat(socket.constData(), &before), 0);
    QCOMPARE(before.st_mode & 0777U, 0600U);
    for (const QByteArray& open : {folder, data}) QCOMPARE(::chmod(open.constData(), 0755), 0);
    QCOMPARE(::chmod(socket.constData(), 0666), 0);
    const auto statusAs = [&](uid_t user) {
      QProcess process;
      process.setChildProcessModifier([user] {
        if (::setresuid(user, user, user) != 0) ::_exit(99);
      });
      process.start(Cluster::program("flotillactl"), {"--data", QString::fromUtf8(data), "status"});
      if (!process.waitForFinished(30'000)) return -1;
      return process.exitCode();
    };
    const int stranger = statusAs(65534), owner = statusAs(0);
    for (const QByteArray& closed : {folder, data}) QCOMPARE(::chmod(closed.constData(), 0700), 0);
    QCOMPARE(stranger, 3);
    QCOMPARE(owner, 0);
    QVERIFY(cluster_.server().log().contains("another user was turned away"));
  }
};

QTEST_GUILESS_MAIN(TstTakingBack)
#include "tst_taking_back.moc"
