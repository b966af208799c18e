// Business indicators and summaries from the command line against a real control plane: what was answered is there
// after it was killed.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;

class TstBusinessServer : public QObject {
  Q_OBJECT

  Cluster cluster_;

  Answer say(const QStringList& arguments, const QByteArray& input = {}) {
    return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData()} + arguments, input);
  }
  QString shown() { return say({"business", "show", "orders", "--period", "1h", "--step", "1h"}).out; }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(cluster_.declareFleet(), cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void indicators_are_declared_from_the_sample() {
    const QString sample = QStringLiteral(FLOTILLA_SOURCE_DIR "/resources/business/shop.yaml");
    const Answer dry = say({"business", "apply", "-f", sample, "--dry-run"});
    QVERIFY2(dry.ok() && dry.out.contains("+ orders\n") && dry.out.contains("dry run"), qPrintable(dry.out + dry.err));
    const Answer done = say({"business", "apply", "-f", sample});
    QVERIFY2(done.ok() && done.out.contains("+ cost-per-node\n"), qPrintable(done.out + done.err));
    QCOMPARE(say({"business", "apply", "-f", sample}).out, QString("nothing to change\n"));
    const Answer wrong = say({"business", "apply", "-f", "-"}, "business:\n  - {name: a}\n");
    QCOMPARE(wrong.exitCode, 1);
    QVERIFY2(wrong.err.contains("standard input: line 2"), qPrintable(wrong.err));
  }

  void what_was_answered_is_there_after_a_kill() {
    const Answer one = say({"business", "report", "orders", "41.5", "--region", "eu-west"});
    QVERIFY2(one.ok() && one.out == "1 value stored\n", qPrintable(one.out + one.err));
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(shown().contains("41.50"), qPrintable(shown()));
    QVERIFY(say({"business", "list"}).out.contains("Cost per node and day"));
  }

  void a_file_of_values_is_reported_and_changes_nothing_the_second_time() {
    const QString at = QDateTime::currentDateTimeUtc().addSecs(-3).toString("yyyy-MM-ddTHH:mm:ssZ");
    const QByteArray csv = "indicator,region,site,at,value\ncost-per-node,,," + at.toUtf8() +
                           ",0.41\ncheckouts-without-help,eu-west,," + at.toUtf8() + ",96.8\n";
    QCOMPARE(say({"business", "report", "-f", "-"}, csv).out, QString("2 values stored\n"));
    QCOMPARE(say({"business", "report", "-f", "-"}, csv).out, QString("0 values stored, 2 there already\n"));
    const Answer wrong = say({"business", "report", "-f", "-"}, "indicator,region,site,at,value\norders,,,,much\n");
    QCOMPARE(wrong.exitCode, 1);
    QVERIFY2(wrong.err.contains("line 2"), qPrintable(wrong.err));
    const Answer unknown = say({"business", "report", "order", "1"});
    QVERIFY2(!unknown.ok() && unknown.err.contains("did you mean \"orders\"?"), qPrintable(unknown.err));
    QVERIFY(!say({"business", "report", "orders", "nan"}).ok());
  }

  void a_summary_is_read_by_people_and_programs() {
    const Answer text = say({"summary"});
    QVERIFY2(text.ok(), qPrintable(text.err));
    for (const char* part : {"nodes in service", "Releases", "Incidents", "Checkouts without help", "0.41", "96.80"})
      QVERIFY2(text.out.contains(part), qPrintable(QString(part) + "\n" + text.out));
    const Answer json = cluster_.ctl({"summary", "--period", "7d"});
    QVERIFY2(json.ok(), qPrintable(json.err));
    QVERIFY(json.json["whole_fleet"].toBool());
    QCOMPARE(json.json["step"].toString(), QString("21600s"));
    QVERIFY(!json.json.contains("budget_left"));  // nothing was counted
    QVERIFY(!say({"summary", "--period", "1h"}).ok());
    QVERIFY(!say({"summary", "--region", "atlantis"}).ok());
  }
};

QTEST_GUILESS_MAIN(TstBusinessServer)
#include "tst_business_server.moc"
