// Alerting from the command line against a real control plane: the document, silences, and that a killed one keeps
// both.
#include <QJsonArray>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

// Needs no notifier, so that it can be applied wherever this runs.
const QByteArray kDocument = R"(receivers:
  - {name: ops}
  - {name: vision}
route:
  receiver: ops
  routes:
    - {matchers: ['owner="vision"', 'region=~"eu-.*"'], receiver: vision}
)";

}  // namespace

class TstAlerting : public QObject {
  Q_OBJECT

  Cluster cluster_;
  QString silence_;

  Answer say(const QStringList& arguments) {
    return cluster_.run("flotillactl", QStringList{"--data", cluster_.serverData()} + arguments);
  }
  QJsonArray silences(const QString& filter) {
    return cluster_.ctl({"silences", "list", "--filter", filter}).json["silences"].toArray();
  }

 private slots:
  void initTestCase() {
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY2(cluster_.declareFleet(), cluster_.lastProblem());
    QVERIFY(writeFile(cluster_.path("alerting.yaml"), kDocument));
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void what_holds_without_a_document_is_shown() {
    const Answer shown = say({"alerting", "show"});
    QVERIFY2(shown.ok() && shown.out.startsWith("# nothing is declared") && shown.out.contains("inhibitions:"),
             qPrintable(shown.out + shown.err));
  }

  void a_document_is_checked_without_a_control_plane() {
    const Answer checked = cluster_.run("flotillactl", {"alerting", "check", cluster_.path("alerting.yaml")});
    QVERIFY2(checked.ok(), qPrintable(checked.err));
    QVERIFY2(checked.out.startsWith("2 receivers, 2 routes"), qPrintable(checked.out));
    QVERIFY(checked.out.contains("note: receiver ops tells nobody"));
    const Answer json =
        cluster_.run("flotillactl", {"alerting", "check", cluster_.path("alerting.yaml"), "-o", "json"});
    QVERIFY(json.json["text"].toString().contains("receivers:\n"));
    QCOMPARE(json.json["notes"].toArray().size(), 2);
    const Answer bad = cluster_.run("flotillactl", {"alerting", "check", "-"}, "route: {receiver: nobody}\n");
    QCOMPARE(bad.exitCode, 2);
    QVERIFY2(bad.err.contains("standard input: line 1: route.receiver: no receiver \"nobody\" is declared here"),
             qPrintable(bad.err));
  }

  void the_document_is_applied_and_shown_as_it_was_written() {
    const QString file = cluster_.path("alerting.yaml");
    const Answer dry = say({"alerting", "apply", file, "--dry-run"});
    QVERIFY2(dry.out.contains("+ receiver ops") && dry.out.contains("not applied"), qPrintable(dry.out + dry.err));
    const Answer done = say({"alerting", "apply", file});
    QVERIFY2(done.ok() && done.out.contains("+ receiver ops"), qPrintable(done.err));
    QVERIFY(say({"alerting", "apply", file}).out.startsWith("nothing to change"));
    QCOMPARE(say({"alerting", "test-route", "owner=vision", "region=eu-west"}).out, "vision\n");
    QCOMPARE(say({"alerting", "test-route", "owner=vision", "region=us-east"}).out, "ops\n");
    QCOMPARE(cluster_.ctl({"alerting", "show"}).json["text"].toString().toUtf8(), kDocument);
    const Answer late = say({"alerting", "apply", "-", "--expected-revision", "1"});
    QVERIFY(!late.ok());
  }

  void a_silence_is_added_changed_and_ended() {
    const Answer made = say({"silences", "add", "alertname=NodeOffline", "region=~\"eu-.*\"", "site!=delft", "--for",
                             "2h", "--comment", "new roof"});
    QVERIFY2(made.ok(), qPrintable(made.err));
    QVERIFY2(made.out.contains("alertname=\"NodeOffline\", region=~\"eu-.*\", site!=\"delft\"") &&
                 made.out.contains("active"),
             qPrintable(made.out));
    QCOMPARE(silences("state:active").size(), 1);
    silence_ = silences("state:active")[0].toObject()["id"].toString();
    const Answer changed =
        say({"silences", "update", silence_, "--comment", "newer roof", "--until", "2100-01-01T00:00:00Z"});
    QVERIFY2(!changed.ok() && changed.err.contains("--until") && changed.err.contains("400 days"),
             qPrintable(changed.err));
    const Answer commented = say({"silences", "update", silence_, "--comment", "newer roof"});
    QVERIFY2(commented.ok() && commented.out.contains("newer roof") && commented.out.contains("NodeOffline"),
             qPrintable(commented.out + commented.err));
    const Answer endless = say({"silences", "add", "a=b", "--comment", "x"});
    QVERIFY2(endless.exitCode == 2 && endless.err.contains("--for"), qPrintable(endless.err));
    QCOMPARE(say({"silences", "add", "a=b", "--for", "1h"}).exitCode, 2);
    QCOMPARE(say({"silences", "add", "a", "--for", "1h", "--comment", "x"}).exitCode, 2);
  }

  void lists_are_empty_and_unknown_alerts_are_told() {
    QVERIFY(cluster_.ctl({"alerts", "groups"}).ok());
    QVERIFY(cluster_.ctl({"alerts", "history", "--filter", "region:eu-west"}).ok());
    const Answer unknown = say({"alerts", "ack", "0123456789abcdef", "--note", "mine"});
    QVERIFY2(unknown.exitCode == 1 && unknown.err.contains("there is no alert 0123456789abcdef"),
             qPrintable(unknown.err));
    QCOMPARE(say({"alerts", "ack"}).exitCode, 2);
    QVERIFY(!say({"alerts", "why", "0123456789abcdef"}).ok());
    const Answer nothing = say({"alerts", "why", "no-objective"});
    QVERIFY2(nothing.exitCode == 1 && nothing.err.contains("no objective no-objective"), qPrintable(nothing.err));
  }

  void a_killed_control_plane_keeps_document_and_silences() {
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QCOMPARE(cluster_.ctl({"alerting", "show"}).json["text"].toString().toUtf8(), kDocument);
    QCOMPARE(silences("state:active comment:\"newer roof\"").size(), 1);
    const Answer ended = say({"silences", "expire", silence_});
    QVERIFY2(ended.ok() && ended.out.contains("expired"), qPrintable(ended.out + ended.err));
    QCOMPARE(silences("state:active").size(), 0);
    QCOMPARE(silences("state:expired").size(), 1);
    QVERIFY(cluster_.auditIsIntact());
    const auto audit = cluster_.ctl({"audit", "list", "--filter", "action:ExpireSilence"}).json["entries"].toArray();
    QCOMPARE(audit[0].toObject()["object"].toString(), "silence/" + silence_);
  }
};

QTEST_GUILESS_MAIN(TstAlerting)
#include "tst_alerting.moc"
