// Whether runbooks can be relied upon: the nightly look at what they name, the tasks that follow from it, and how
// long ago they were followed.
#include <QtTest>

#include "services/controlplane/core/runbooks/dry_run.h"
#include "services/controlplane/core/runbooks/health.h"
#include "services/controlplane/core/tasks/runbook_tasks.h"
#include "services/controlplane/core/tasks/tasks.h"
#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

// A runbook that asks for these nodes, with an input of this type and value.
std::string asking(const std::string& where, const std::string& input = "{name: region, type: region}") {
  return "runbook: one\ntitle: One\nowner: platform\nmatch: [[alertname=NodeOffline]]\ninputs: [" + input +
         "]\nstop: {after: 10m}\nsteps:\n  - {key: look, kind: read, title: Look, show: [{nodes: {where: '" + where +
         "'}}]}\n";
}

std::string acting(const std::string& action) {
  return "runbook: one\ntitle: One\nowner: platform\nmatch: [[alertname=NodeOffline]]\ninputs: [{name: version, type: "
         "version}]\nstop: {after: 10m}\nsteps:\n  - key: give\n    kind: act\n    title: Give\n    risk: reversible\n"
         "    action: {" +
         action +
         "}\n    undo: {deploy: {workload: w, version: '{version}'}}\n    limits: {nodes: 2}\n"
         "    verify: {title: It is, nodes: {where: 'drift:no'}, is: '> 0', within: 1m}\n";
}

std::vector<std::string> missing(const std::string& book) {
  RunRig rig(book);
  return whatIsMissing(rig.state, *rig.state.runbooks.at(RunbookName("one")).runbook);
}

}  // namespace

class TstRunbookTasks : public QObject {
  Q_OBJECT

  static void night(RunRig& rig, Duration later = {}) {
    rig.now += later;
    rig.keep(tickRunbooks(rig.state, rig.now));
  }
  static const Task& task(const RunRig& rig, int number = 1) {
    return rig.state.tasks.at(TaskId("TASK-" + std::to_string(number)));
  }
  static RunbookHealth health(const RunRig& rig) { return runbookHealth(rig.state, RunbookName("one"), rig.now); }
  static void addRun(RunRig& rig, int number, RunState state, TimePoint started, Duration took, bool drill = false) {
    Run run;
    run.id = RunId("RUN-" + std::to_string(number));
    run.runbook = RunbookName("one");
    run.state = state;
    run.startedAt = started;
    run.endedAt = started + took;
    run.drill = drill;
    rig.state.apply(Row(run));
  }

 private slots:
  void what_is_asked_for_has_to_be_there_data() {
    QTest::addColumn<QString>("where");
    QTest::addColumn<bool>("isThere");
    QTest::newRow("a region that is") << "region:eu-west" << true;
    QTest::newRow("a region that is not") << "region:eu-north" << false;
    QTest::newRow("one of two") << "region:(eu-north|us-east)" << true;
    QTest::newRow("how nodes do is not asked") << "region:eu-west status:failed liveness:offline" << true;
    QTest::newRow("gone, however they do") << "status:failed region:eu-north" << false;
    QTest::newRow("what the incident says is not known") << "region:{region} identity:active" << true;
    QTest::newRow("beside what it says") << "region:{region} site:atlantis" << false;
    QTest::newRow("one or the other") << "region:eu-north or status:failed" << true;
    QTest::newRow("both are gone") << "region:eu-north or site:atlantis" << false;
    QTest::newRow("not there is there") << "not region:eu-north" << true;
    QTest::newRow("nothing else is there") << "not region:(eu-west|us-east)" << false;
    QTest::newRow("not both") << "not (region:eu-west status:failed)" << true;
    QTest::newRow("a label") << "label.rack:z9" << false;
    QTest::newRow("a name") << "name:a" << true;
    QTest::newRow("a name that is gone") << "name:zz" << false;
    QTest::newRow("a pattern") << "region~eu-.*" << true;
    QTest::newRow("a pattern of nothing") << "region~ap-.*" << false;
  }
  void what_is_asked_for_has_to_be_there() {
    QFETCH(QString, where);
    QFETCH(bool, isThere);
    const auto found = missing(asking(where.toStdString()));
    QCOMPARE(found.empty(), isThere);
    if (!isThere) QVERIFY2(found[0].starts_with("line 8, step look: no node matches "), found[0].c_str());
  }

  void what_it_gives_and_names_has_to_be_there() {
    const auto found = missing(acting("deploy: {workload: no-such, version: 9.9.9, region: eu-north}"));
    QCOMPARE(found.size(), std::size_t{3});
    QVERIFY(found[0].find("the region eu-north") != std::string::npos);
    QVERIFY(found[1].find("the workload no-such") != std::string::npos);
    QVERIFY(found[2].find("the workload w,") != std::string::npos);
    const auto version = missing(acting("deploy: {workload: " + kWorkload.value + ", version: 9.9.9}"));
    QVERIFY2(version[0].find(kWorkload.value + " 9.9.9, which is not published") != std::string::npos,
             version[0].c_str());
  }

  void what_an_input_is_unless_somebody_says_has_to_be_there() {
    const auto found = missing(asking("region:{region}", "{name: region, type: region, value: eu-north}"));
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0], std::string("input region: it names the region eu-north, which is not there"));
    QVERIFY(missing(asking("region:{region}", "{name: region, type: region, value: eu-west}")).empty());
  }

  void text_that_an_incident_fills_in_names_nothing_until_then() {
    const std::string filled = "{name: node, type: text, from: incident.node, value: none}";
    QVERIFY(missing(asking("name:{node}", filled)).empty());
    QCOMPARE(missing(asking("name:{node}", "{name: node, type: text, value: none}")).size(), std::size_t{1});
  }

  void without_nodes_none_is_missed() {
    RunRig rig(asking("label.rack:z9"));
    rig.state.nodes.clear();
    rig.state.nodeNames.clear();
    QVERIFY(whatIsMissing(rig.state, *rig.state.runbooks.at(RunbookName("one")).runbook).empty());
  }

  void a_broken_one_turns_grey_and_opens_one_task_that_ends_by_itself() {
    RunRig rig(asking("site:rotterdam"));
    rig.state.sites.clear();
    night(rig);
    QVERIFY(rig.state.tasks.empty());
    QVERIFY(health(rig).checkedAt == rig.now && health(rig).problems.empty());
    for (auto& [id, node] : rig.state.nodes) node.record.site = SiteName("boston");
    night(rig, 1h);
    QVERIFY(rig.state.tasks.empty());  // a day is not over
    night(rig, 23h);
    QCOMPARE(rig.state.tasks.size(), std::size_t{1});
    QVERIFY(task(rig).openedBy.empty() && task(rig).about == "runbook/one" && task(rig).priority == TaskPriority::High);
    QVERIFY(task(rig).why.find("site:rotterdam") != std::string::npos);
    QVERIFY(health(rig).trust == RunbookTrust::Broken);
    night(rig, 24h);
    QCOMPARE(rig.state.tasks.size(), std::size_t{1});
    rig.apply(asking("site:boston"));
    night(rig, 1s);  // another version is looked at when it comes
    QVERIFY(task(rig).state == TaskState::Done && task(rig).closedBy.empty());
    QVERIFY(health(rig).trust == RunbookTrust::Stale);
  }

  void a_retired_one_needs_no_mending() {
    RunRig rig(asking("site:atlantis"));
    night(rig);
    QVERIFY(task(rig).state == TaskState::Open);
    rig.done(retireRunbook(rig.state, RunbookName("one")));
    night(rig, 24h);
    QVERIFY(task(rig).state == TaskState::Done);
    QCOMPARE(task(rig).reason, std::string("it is retired"));
  }

  void somebody_may_look_at_once() {
    RunRig rig(asking("site:atlantis"));
    QCOMPARE(reasonOf(checkRunbooks(rig.state, RunbookName("two"), rig.now)), QString("no_runbook"));
    const auto found = rig.done(checkRunbooks(rig.state, {}, rig.now));
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(!found[0].problems.empty());
    QCOMPARE(rig.state.tasks.size(), std::size_t{1});
  }

  void nothing_is_looked_at_while_the_fleet_is_learnt() {
    RunRig rig(asking("site:atlantis"));
    rig.state.learning = true;
    QVERIFY(tickRunbooks(rig.state, rig.now).empty());
  }

  void an_alert_without_a_runbook_opens_one_task_until_there_is_one() {
    RunRig rig(asking("region:eu-west"));
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    rig.page(pageLabels("latency", "us-east"));
    rig.follow();
    night(rig);
    QCOMPARE(rig.state.tasks.size(), std::size_t{1});
    QCOMPARE(task(rig).title, std::string("Write a runbook for BudgetBurn"));
    QCOMPARE(task(rig).about, std::string("alert/BudgetBurn"));
    night(rig, 1s);
    QCOMPARE(rig.state.tasks.size(), std::size_t{1});
    rig.apply(kQuarantineBook);
    night(rig, 1s);
    QVERIFY(task(rig).state == TaskState::Done);
  }

  void trust_is_by_when_it_was_followed_last_data() {
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("trust");
    QTest::newRow("today") << 0 << "fresh";
    QTest::newRow("89 days ago") << 89 << "fresh";
    QTest::newRow("90 days ago") << 90 << "ageing";
    QTest::newRow("179 days ago") << 179 << "ageing";
    QTest::newRow("180 days ago") << 180 << "stale";
  }
  void trust_is_by_when_it_was_followed_last() {
    QFETCH(int, days);
    RunRig rig(asking("region:eu-west"));
    addRun(rig, 1, RunState::Succeeded, rig.now - 1h, 1h, true);
    rig.now += 24h * days;
    QTEST(QString::fromStdString(std::string(toText(health(rig).trust))), "trust");
  }

  void runs_that_failed_or_were_cancelled_do_not_make_it_fresh() {
    RunRig rig(asking("region:eu-west"));
    addRun(rig, 1, RunState::Failed, rig.now - 3h, 1h);
    addRun(rig, 2, RunState::Cancelled, rig.now - 2h, 1h);
    addRun(rig, 3, RunState::Running, rig.now - 1h, 0h);
    QVERIFY(health(rig).trust == RunbookTrust::Stale);
    QCOMPARE(health(rig).runs, 1U);
    addRun(rig, 4, RunState::Succeeded, rig.now - 24h, 10min);
    addRun(rig, 5, RunState::Succeeded, rig.now - 48h, 30min, true);
    addRun(rig, 6, RunState::Succeeded, rig.now - 72h, 20min);
    QCOMPARE(health(rig).runs, 4U);
    QCOMPARE(health(rig).succeeded, 3U);
    QVERIFY(health(rig).median == 20min && !health(rig).inDrill);
    QVERIFY(health(rig).exercisedAt == rig.now - 24h + 10min);
  }
};

QTEST_GUILESS_MAIN(TstRunbookTasks)
#include "tst_runbook_tasks.moc"
