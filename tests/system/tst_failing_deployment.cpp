// The drill of the runbook failing-deployment on real processes: a bad model in one region is a page, the page an
// incident, and two people take it back step by step, across a kill of the control plane, and undo it again. The slots
// run in order.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "tests/support/two_regions.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const TwoRegions kFleet{.objectives = {"{name: right-readings, title: Readings that are right, indicator: correct, "
                                       "workload: meter-reader, target: 0.94, period: 2h}"}};

const QStringList kSites{"rotterdam", "rotterdam", "boston", "boston"};

}  // namespace

class TstFailingDeployment : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"objectives.slot=1s"}, .agents = {}, .serverData = {}}};
  Pager pager_;
  OperatorAtWork alice_, bob_;
  const RunAtWork drill_{alice_, "RUN-1"}, run_{alice_, "RUN-2"};

  static QString sentence(const Answer& answer) { return answer.err + answer.out; }
  // The versions that nodes of the region have proven.
  QStringList proven(const QString& region) {
    QStringList out;
    const Answer nodes = cluster_.ctl({"nodes", "list", "--filter", "region:" + region});
    for (const QJsonValue node : nodes.json["nodes"].toArray()) out << node["workloads"][0]["version"].toString();
    out.removeDuplicates();
    return out;
  }

 private slots:
  void initTestCase() {
    QVERIFY2(startTwoRegions(cluster_, kFleet, kSites), cluster_.lastProblem());
    QCOMPARE(pager_.start(cluster_), QString());
    for (const auto& [version, counter] : {std::pair{"2.0.0", 1}, std::pair{"3.0.0", 2}})
      QVERIFY2(cluster_.publish({.version = version, .counter = counter, .bundle = {}}), cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("2.0.0"), cluster_.lastProblem());
    QCOMPARE(alice_.join(cluster_, "alice", {"operator"}), QString());
    QCOMPARE(bob_.join(cluster_, "bob", {"operator", "approver"}), QString());
    QCOMPARE(applyRunbook(cluster_, "failing-deployment"), QString());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  // A check that passes while all is well would see nothing when it is not.
  void before_the_fault_its_check_does_not_hold() {
    const QStringList inputs{"--set", "region=us-east",         "--set", "workload=meter-reader",
                             "--set", "rollout=meter-reader-1", "--set", "version=2.0.0"};
    const Answer started = alice_.ctl(QStringList{"runs", "start", "failing-deployment", "--drill"} + inputs);
    QVERIFY2(started.ok() && drill_.shown()["run"]["drill"].toBool(), qPrintable(sentence(started)));
    QVERIFY(drill_.say("step"));
    QCOMPARE(drill_.at(), QString("there"));
    QVERIFY(drill_.say("step"));
    QCOMPARE(drill_.at(), QString("summary"));
    QVERIFY(drill_.attempt()["outcome"].toString().contains("0 alerts"));
    QVERIFY(drill_.say("jump", {"back", "--reason", "to see that it refuses"}));
    alice_.ctl({"runs", "step", "RUN-1"});
    QCOMPARE(drill_.attempt()["state"].toString(), QString("STEP_STATE_FAILED"));
    QVERIFY(drill_.attempt()["outcome"].toString().contains("0 alerts"));
    QVERIFY(drill_.say("jump", {"summary", "--reason", "all is well"}) && drill_.say("note", {"all is well"}));
    QCOMPARE(drill_.state(), QString("RUN_STATE_SUCCEEDED"));
  }

  void a_page_becomes_an_incident_and_a_run_that_knows_what_it_is_about() {
    const Answer forced = cluster_.ctl({"deploy", "meter-reader", "3.0.0", "--region", "us-east", "--wait"});
    QVERIFY2(forced.ok(), qPrintable(forced.err));
    const bool opened = cluster_.eventually("an incident", 120s, [&] {
      return !cluster_.ctl({"incidents", "list"}).json["incidents"].toArray().isEmpty();
    });
    QVERIFY2(opened, cluster_.lastProblem());
    const Answer started = alice_.ctl({"runs", "start", "failing-deployment", "--incident", "INC-1"});
    QVERIFY2(started.ok(), qPrintable(sentence(started)));
    const QJsonObject inputs = run_.shown()["run"]["inputs"].toObject();
    QCOMPARE(inputs["region"].toString(), QString("us-east"));
    QCOMPARE(inputs["rollout"].toString(), QString("meter-reader-2"));
    QCOMPARE(inputs["version"].toString(), QString("3.0.0"));
  }

  void it_is_followed_to_a_preview() {
    QVERIFY(run_.say("step") && run_.say("step") && run_.say("choose", {"Yes"}) && run_.say("step"));
    QCOMPARE(run_.at(), QString("back"));  // the rollout is over, so nothing is to be paused
    const Answer previewed = alice_.ctl({"runs", "step", "RUN-2"});
    QVERIFY2(previewed.ok(), qPrintable(sentence(previewed)));
    const QJsonObject preview = previewed.json["preview"].toObject();
    QCOMPARE(preview["targets"].toArray().size(), 2);
    for (const QJsonValue target : preview["targets"].toArray()) {
      QCOMPARE(target["before"].toString(), QString("3.0.0"));
      QCOMPARE(target["after"].toString(), QString("2.0.0"));
    }
    QCOMPARE(proven("us-east"), QStringList{"3.0.0"});
  }

  void a_second_person_agrees_and_the_first_acts_across_a_kill() {
    const QString subject = run_.digest();
    Answer refused = alice_.ctl({"runs", "act", "RUN-2", "--digest", subject});
    QVERIFY2(!refused.ok() && refused.err.contains("agreed"), qPrintable(sentence(refused)));
    refused = bob_.ctl({"runs", "step", "RUN-2"});
    QVERIFY2(!refused.ok() && refused.err.contains("alice takes the steps"), qPrintable(sentence(refused)));
    QVERIFY(!alice_.ctl({"runs", "approve", "RUN-2", "--digest", subject}).ok());
    QVERIFY(!bob_.ctl({"runs", "approve", "RUN-2", "--digest", "0123456789ab"}).ok());
    const Answer agreed = bob_.ctl({"runs", "approve", "RUN-2", "--digest", subject.mid(7, 12), "--comment", "go on"});
    QVERIFY2(agreed.ok(), qPrintable(sentence(agreed)));
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QString last;
    const bool acted = cluster_.eventually("it is done once nodes have reported", 60s, [&] {
      const Answer answer = alice_.ctl({"runs", "act", "RUN-2", "--digest", subject});
      last = sentence(answer);
      return answer.ok();
    });
    QVERIFY2(acted, qPrintable(last));
    QVERIFY(run_.wait());
    QCOMPARE(run_.at(), QString("summary"));
    QCOMPARE(proven("us-east"), QStringList{"2.0.0"});
    QCOMPARE(cluster_.rollout("meter-reader-2")["state"].toString(), QString("ROLLOUT_STATE_ROLLED_BACK"));
  }

  void what_was_done_can_be_undone() {
    const Answer asked = alice_.ctl({"runs", "undo", "RUN-2", "back"});
    QVERIFY2(asked.ok() && asked.json["problem"].toString().isEmpty(), qPrintable(sentence(asked)));
    QCOMPARE(asked.json["targets"].toArray().size(), 2);
    QCOMPARE(cluster_.ctl({"rollouts", "list"}).json["rollouts"].toArray().size(), 2);
    const Answer undone = alice_.ctl({"runs", "undo", "RUN-2", "back", "--digest", asked.json["digest"].toString()});
    QVERIFY2(undone.ok(), qPrintable(sentence(undone)));
    QVERIFY2(
        cluster_.eventually("the nodes have it again", 60s, [&] { return proven("us-east") == QStringList{"3.0.0"}; }),
        cluster_.lastProblem());
    QVERIFY(!alice_.ctl({"runs", "undo", "RUN-2", "back"}).ok());
  }

  void all_of_it_is_kept_and_told() {
    QVERIFY(run_.say("note", {"it was the model; password: hunter2hunter2"}));
    QCOMPARE(run_.state(), QString("RUN_STATE_SUCCEEDED"));
    const QJsonValue run = run_.shown();
    QVERIFY(run["intact"].toBool());
    QStringList kinds;
    for (const QJsonValue one : run["evidence"].toArray()) kinds << one["kind"].toString().section('_', 2);
    for (const char* kind :
         {"START", "READING", "CHOICE", "PREVIEW", "APPROVAL", "ACTION", "RESULT", "UNDO", "NOTE", "END"})
      QVERIFY2(kinds.contains(kind), kind);
    const QJsonObject incident = cluster_.ctl({"incidents", "show", "INC-1"}).json;
    QString timeline;
    for (const QJsonValue event : incident["events"].toArray()) timeline += event["text"].toString() + "\n";
    for (const char* text :
         {"RUN-2, failing-deployment, was started", "bob agrees: go on", "roll back rollout meter-reader-2",
          "step back was undone", "RUN-2, failing-deployment, is done", "[redacted]"})
      QVERIFY2(timeline.contains(text), qPrintable(QString(text) + " in\n" + timeline));
    QVERIFY(!timeline.contains("hunter2"));
    QVERIFY(cluster_.auditIsIntact());
    const QString text = alice_.text({"runs", "show", "RUN-2", "--evidence"}).out;
    QVERIFY2(text.contains("intact") && text.contains("3.0.0 -> 2.0.0"), qPrintable(text));
  }

  // Nobody has typed any of it.
  void its_post_mortem_is_complete_without_typing() {
    QVERIFY(alice_.ctl({"tasks", "add", "Judge models before they get a region", "--about", "incident/INC-1"}).ok());
    const QString file = cluster_.path("post-mortem.json");
    const Answer written = alice_.text({"incidents", "postmortem", "INC-1", "--format", "json", "--out", file});
    QVERIFY2(written.ok(), qPrintable(sentence(written)));
    const QJsonObject paper = QJsonDocument::fromJson(readFile(file)).object();
    const QJsonValue detection = paper["detection"];
    for (const char* key : {"first_bad", "detected", "to_detect", "first_action"})
      QVERIFY2(!detection[key].isNull() && !detection[key].isUndefined(), key);
    QVERIFY(!detection["alerts"].toArray().isEmpty());
    const QJsonValue lost = paper["impact"]["objectives"][0];
    QVERIFY(lost["region"].toString() == "us-east" && lost["objective"].toString() == "right-readings");
    QVERIFY(lost["bad"].toInt() > 0 && lost["budget_used"].toDouble() > 0);
    const QJsonValue suspect = paper["causes"]["changes"][0];
    QVERIFY(suspect["when"].toString() == "suspected" && suspect["what"].toString().contains("3.0.0"));
    QStringList steps;
    for (const QJsonValue step : paper["response"]["RUN-2"].toArray())
      steps << step["step"].toString() + " " + step["state"].toString();
    QVERIFY2(steps.contains("back passed") && steps.contains("summary passed"), qPrintable(steps.join(", ")));
    QCOMPARE(paper["response"]["approvals"][0]["by"].toString(), QString("bob"));
    QCOMPARE(paper["tasks"]["tasks"][0]["title"].toString(), QString("Judge models before they get a region"));
    QCOMPARE(paper["evidence"]["entries"].toArray().size(), run_.shown()["evidence"].toArray().size());
    QVERIFY(paper["evidence"]["RUN-2_intact"].toString() == "fit" && paper["evidence"]["timeline_intact"] == "fit");
    const QString page = alice_.text({"incidents", "postmortem", "INC-1", "--format", "html"}).out;
    QVERIFY2(page.contains("Take it back") && !page.contains("hunter2"), qPrintable(page));
  }

  // The incident's region is gone from the fleet: whoever looks at the runbook is told before they need it.
  void a_runbook_that_names_what_is_gone_opens_a_task() {
    QFile source(FLOTILLA_SOURCE_DIR "/resources/runbooks/failing-deployment.yaml");
    QVERIFY(source.open(QIODevice::ReadOnly));
    const QByteArray other = source.readAll().replace("region:{region} status", "region:{region} site:hamburg status");
    QVERIFY(writeFile(cluster_.path("other.yaml"), other));
    const Answer before = alice_.text({"runbooks", "list"});
    QVERIFY2(before.out.contains("fresh"), qPrintable(before.out));
    QVERIFY(cluster_.ctl({"runbooks", "apply", cluster_.path("other.yaml")}).ok());
    QVERIFY2(cluster_.eventually("a task", 30s,
                                 [&] {
                                   const Answer tasks = cluster_.ctl({"tasks", "list", "--filter", "state:open"});
                                   for (const QJsonValue task : tasks.json["tasks"].toArray())
                                     if (task["about"] == "runbook/failing-deployment") return true;
                                   return false;
                                 }),
             cluster_.lastProblem());
    const QJsonValue shown = cluster_.ctl({"runbooks", "list"}).json["runbooks"][0];
    QCOMPARE(shown["health"]["trust"].toString(), QString("RUNBOOK_TRUST_BROKEN"));
    QVERIFY(shown["health"]["problems"][0].toString().contains("site:hamburg"));
    QVERIFY(!cluster_.ctl({"runbooks", "dry-run"}).ok());
    const Answer mended =
        cluster_.ctl({"runbooks", "apply", FLOTILLA_SOURCE_DIR "/resources/runbooks/failing-deployment.yaml"});
    QVERIFY2(mended.ok(), qPrintable(mended.err));
    QVERIFY(cluster_.ctl({"runbooks", "dry-run"}).ok());
    const Answer done = cluster_.ctl({"tasks", "list", "--filter", "about:runbook/failing-deployment state:done"});
    QCOMPARE(done.json["tasks"].toArray().size(), 1);
  }
};

QTEST_GUILESS_MAIN(TstFailingDeployment)
#include "tst_failing_deployment.moc"
