// What people do with tasks, and what is refused.
#include <QtTest>

#include "services/controlplane/core/tasks/tasks.h"
#include "tests/incidents/incident_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const Caller kAnywhere{"alice", {{Role::Operator, {}}}};
const Caller kOnlyWest{"carol", {{Role::Operator, {kWest}}}};
const Caller kOnlyEast{"dora", {{Role::Operator, {kEast}}}};
const Caller kLooks{"eve", {{Role::Viewer, {}}}};

}  // namespace

class TstTasks : public QObject {
  Q_OBJECT

  static Task open(IncidentRig& rig, const NewTask& wanted, const Caller& caller = kAnywhere) {
    return rig.done(openTask(rig.state, wanted, caller, rig.now));
  }
  static QString edit(IncidentRig& rig, TaskChange change, const Caller& caller = kAnywhere) {
    change.id = TaskId("TASK-1");
    const auto decided = editTask(rig.state, change, caller, rig.now);
    if (!decided) return reasonOf(decided);
    rig.keep(decided->mutation);
    return decided->mutation.empty() ? "nothing" : QString();
  }

 private slots:
  void a_task_has_a_number_a_day_and_whoever_opened_it() {
    IncidentRig rig;
    const Task task = open(rig, {"Mend it"});
    QCOMPARE(task.id, TaskId("TASK-1"));
    QVERIFY(task.openedBy == "alice" && task.state == TaskState::Open && task.due == rig.now + 24h * 7);
    QCOMPARE(open(rig, {"Mend that"}).id, TaskId("TASK-2"));
    QCOMPARE(rig.state.tasks.size(), std::size_t{2});
  }

  void one_about_an_incident_is_where_the_incident_is() {
    IncidentRig rig;
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    NewTask wanted{"Mend it"};
    wanted.about = "incident/INC-1";
    QCOMPARE(open(rig, wanted, kOnlyWest).region, kWest);
    QCOMPARE(reasonOf(openTask(rig.state, wanted, kOnlyEast, rig.now)), QString("no_incident"));
    QCOMPARE(seenTasks(rig.state, kOnlyEast).size(), std::size_t{0});
    QCOMPARE(seenTasks(rig.state, kOnlyWest).size(), std::size_t{1});
    QCOMPARE(edit(rig, {.priority = TaskPriority::High}, kOnlyEast), QString("no_task"));
  }

  void what_cannot_be_is_refused_by_its_field_data() {
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("why");
    QTest::addColumn<QString>("about");
    QTest::addColumn<QString>("region");
    QTest::addColumn<QString>("owner");
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no title") << ""
                              << ""
                              << ""
                              << ""
                              << "" << 1 << "bad_title";
    QTest::newRow("long title") << QString(201, 'x') << ""
                                << ""
                                << ""
                                << "" << 1 << "bad_title";
    QTest::newRow("two lines") << "a\nb"
                               << ""
                               << ""
                               << ""
                               << "" << 1 << "bad_title";
    QTest::newRow("long why") << "a" << QString(4001, 'x') << ""
                              << ""
                              << "" << 1 << "bad_why";
    QTest::newRow("controls in why") << "a"
                                     << "\x1b[2J"
                                     << ""
                                     << ""
                                     << "" << 1 << "bad_why";
    QTest::newRow("about nothing known") << "a"
                                         << ""
                                         << "weather"
                                         << ""
                                         << "" << 1 << "bad_about";
    QTest::newRow("about no incident") << "a"
                                       << ""
                                       << "incident/INC-9"
                                       << ""
                                       << "" << 1 << "no_incident";
    QTest::newRow("about no run") << "a"
                                  << ""
                                  << "run/RUN-9"
                                  << ""
                                  << "" << 1 << "no_run";
    QTest::newRow("about no runbook") << "a"
                                      << ""
                                      << "runbook/nope"
                                      << ""
                                      << "" << 1 << "no_runbook";
    QTest::newRow("no region") << "a"
                               << ""
                               << ""
                               << "eu-north"
                               << "" << 1 << "no_region";
    QTest::newRow("no operator") << "a"
                                 << ""
                                 << ""
                                 << ""
                                 << "nobody" << 1 << "no_operator";
    QTest::newRow("yesterday") << "a"
                               << ""
                               << ""
                               << ""
                               << "" << -1 << "bad_due";
    QTest::newRow("in two years") << "a"
                                  << ""
                                  << ""
                                  << ""
                                  << "" << 700 << "bad_due";
  }
  void what_cannot_be_is_refused_by_its_field() {
    QFETCH(QString, title);
    QFETCH(QString, why);
    QFETCH(QString, about);
    QFETCH(QString, region);
    QFETCH(QString, owner);
    QFETCH(int, days);
    IncidentRig rig;
    const NewTask wanted{
        title.toStdString(),  why.toStdString(),   about.toStdString(), RegionName(region.toStdString()),
        TaskPriority::Normal, owner.toStdString(), rig.now + days * 24h};
    QTEST(reasonOf(openTask(rig.state, wanted, kAnywhere, rig.now)), "reason");
  }

  void who_is_no_operator_there_opens_and_changes_none() {
    IncidentRig rig;
    QCOMPARE(reasonOf(openTask(rig.state, {"a"}, kOnlyWest, rig.now)), QString("out_of_scope"));
    open(rig, {"a"});
    QCOMPARE(edit(rig, {.state = TaskState::Done}, kLooks), QString("out_of_scope"));
  }

  void it_is_given_to_somebody_done_and_opened_again() {
    IncidentRig rig;
    open(rig, {"a"});
    QCOMPARE(edit(rig, {.owner = "alice"}), QString());
    QCOMPARE(edit(rig, {.owner = "alice"}), QString("nothing"));
    rig.now += 1h;
    QCOMPARE(edit(rig, {.state = TaskState::Done, .reason = "it was easy"}), QString());
    const Task& task = rig.state.tasks.at(TaskId("TASK-1"));
    QVERIFY(task.closedAt == rig.now && task.closedBy == "alice" && task.reason == "it was easy");
    QCOMPARE(edit(rig, {.owner = ""}), QString("task_over"));
    QCOMPARE(edit(rig, {.state = TaskState::Open}), QString());
    QVERIFY(task.closedAt == TimePoint{} && task.closedBy.empty() && task.reason.empty());
    QCOMPARE(edit(rig, {.state = TaskState::Dropped}), QString("no_reason"));
    QCOMPARE(edit(rig, {.state = TaskState::Dropped, .reason = "nobody uses it"}), QString());
  }

  void secrets_are_taken_out_of_what_is_kept() {
    IncidentRig rig;
    NewTask wanted{"Change it"};
    wanted.why = "password=hunter2hunter2 was seen";
    QVERIFY(open(rig, wanted).why.find("hunter2") == std::string::npos);
  }

  void what_is_due_first_comes_first_and_what_is_over_last() {
    IncidentRig rig;
    NewTask late{"late"}, soon{"soon"};
    late.due = rig.now + 48h;
    soon.due = rig.now + 24h;
    open(rig, {"over"});
    QCOMPARE(edit(rig, {.state = TaskState::Done}), QString());
    open(rig, late);
    open(rig, soon);
    std::vector<std::string> titles;
    for (const Task& task : seenTasks(rig.state, kLooks)) titles.push_back(task.title);
    QCOMPARE(titles, (std::vector<std::string>{"soon", "late", "over"}));
  }
};

QTEST_GUILESS_MAIN(TstTasks)
#include "tst_tasks.moc"
