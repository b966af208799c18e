// A restore drill with real programs: a backup from before a deployment is restored, no node goes back, and a new
// deployment reaches them all. The slots run in order.
#include <sys/stat.h>

#include <QDir>
#include <QJsonArray>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

class TstRestore : public QObject {
  Q_OBJECT

  Cluster cluster_;
  QString backup_;
  qint64 epoch_ = 0;

  Answer say(const QStringList& arguments) {
    return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData()} + arguments);
  }
  Answer deployed(const QString& version) {
    return say({"deploy", "meter-reader", version, "--wait", "--timeout-wait", "30s"});
  }
  QString running(const QString& node) { return cluster_.workloadOf(node)["version"].toString(); }
  qint64 epoch() { return number(cluster_.ctl({"status"}).json["epoch"]); }
  long count(const QString& log, const QString& what) { return log.count(what); }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startAll(2), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.publish({.version = "2.0.0", .counter = 2, .bundle = {}}), cluster_.lastProblem());
    const Answer first = deployed("1.0.0");
    QVERIFY2(first.ok(), qPrintable(first.err));
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void a_backup_is_made_while_everything_runs() {
    const Answer made = say({"backup", "create"});
    QVERIFY2(made.ok(), qPrintable(made.err));
    backup_ = made.out.trimmed();
    QVERIFY(QDir(backup_).exists("flotilla.db"));
    struct stat info {};
    QCOMPARE(::stat(qPrintable(backup_ + "/keys/assignment.key"), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0600U);
  }

  void a_control_plane_that_runs_is_not_restored_over() {
    const Answer refused = say({"backup", "restore", backup_});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("is in use by process"), qPrintable(refused.err));
  }

  void an_old_backup_drags_no_node_back() {
    cluster_.server().stop();  // two more starts, which the backup does not know
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    cluster_.server().stop();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    epoch_ = epoch();
    const Answer second = deployed("2.0.0");
    QVERIFY2(second.ok(), qPrintable(second.err));
    cluster_.server().stop();

    const Answer restored = say({"backup", "restore", backup_});
    QVERIFY2(restored.ok(), qPrintable(restored.err));
    const long begun = count(cluster_.agent(0).log(), "\"state\":\"assigned\"");
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(epoch() > epoch_, qPrintable(QString::number(epoch())));
    QVERIFY2(cluster_.eventually("both nodes are there", 20s,
                                 [&] { return number(cluster_.ctl({"status"}).json["connected"]) == 2; }),
             cluster_.lastProblem());
    for (int look = 0; look < 5; ++look) {
      QCOMPARE(running("rotterdam-1"), QString("2.0.0"));
      QCOMPARE(running("rotterdam-2"), QString("2.0.0"));
      QTest::qWait(200);
    }
    QCOMPARE(count(cluster_.agent(0).log(), "\"state\":\"assigned\""), begun);
    QVERIFY(say({"nodes", "events", "rotterdam-1"}).out.contains("restored"));
    QVERIFY(say({"audit", "list"}).out.contains("2 nodes were given what this database does not know"));
    QVERIFY(cluster_.auditIsIntact());
  }

  void a_new_deployment_reaches_both() {
    const Answer third = deployed("1.0.0");
    QVERIFY2(third.ok(), qPrintable(third.err));
    QCOMPARE(running("rotterdam-1"), QString("1.0.0"));
    QCOMPARE(running("rotterdam-2"), QString("1.0.0"));
    // Nothing was refused. The code alone is in some id of a trace, too.
    for (const int node : {0, 1}) QVERIFY(!cluster_.agent(node).log().contains("\"reason\":\"V2"));
  }

  void a_machine_that_was_lost_comes_back_from_its_backup() {
    cluster_.server().stop();
    QVERIFY(QDir().rename(cluster_.serverData(), cluster_.path("lost")));
    const QString kept = cluster_.path("lost") + "/backups/" + QDir(backup_).dirName();
    const Answer restored = say({"backup", "restore", kept});
    QVERIFY2(restored.ok(), qPrintable(restored.err));
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("the nodes know it again", 20s,
                                 [&] { return number(cluster_.ctl({"status"}).json["connected"]) == 2; }),
             cluster_.lastProblem());
    QCOMPARE(running("rotterdam-1"), QString("1.0.0"));
    QVERIFY(cluster_.auditIsIntact());
  }
};

QTEST_GUILESS_MAIN(TstRestore)
#include "tst_restore.moc"
