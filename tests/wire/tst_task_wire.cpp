// Tasks, papers and the health of runbooks over the wire: every field, every enum, and what has no meaning.
#include <QtTest>

#include "services/wire/runbook_wire.h"
#include "services/wire/task_wire.h"
#include "tests/wire/round_trip.h"

using namespace flotilla;
using flotilla::test::checkRoundTrip;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

}  // namespace

class TstTaskWire : public QObject {
  Q_OBJECT

 private slots:
  void a_task_comes_back_as_it_was() {
    checkRoundTrip(Task{TaskId("TASK-1"), "Mend it", "Because", "incident/INC-1", RegionName("eu-west"),
                        TaskPriority::Low, TaskState::Dropped, "alice", "bob", kAt, kAt, "carol", kAt,
                        "done elsewhere"});
    v1::Task task = wire::toProto(Task{});
    task.set_state(v1::TASK_STATE_UNSPECIFIED);
    QCOMPARE(wire::fromProto(task).error().field, std::string("state"));
  }

  void what_is_said_about_a_task_arrives() {
    const NewTask wanted{"Mend it", "Because", "run/RUN-1", RegionName("eu-west"), TaskPriority::High, "alice", kAt};
    const auto arrived = wire::fromProto(wire::toProto(wanted)).value();
    QCOMPARE(arrived.title, wanted.title);
    QCOMPARE(arrived.why, wanted.why);
    QCOMPARE(arrived.about, wanted.about);
    QCOMPARE(arrived.region, wanted.region);
    QVERIFY(arrived.priority == wanted.priority && arrived.owner == wanted.owner && arrived.due == wanted.due);
    QVERIFY(wire::fromProto(v1::OpenTaskRequest()).value().priority == TaskPriority::Normal);

    const TaskChange change{TaskId("TASK-1"), TaskPriority::Low, "", kAt, TaskState::Done, "why"};
    const auto back = wire::fromProto(wire::toProto(change)).value();
    QVERIFY(back.id == change.id && back.priority == change.priority && back.owner == change.owner);
    QVERIFY(back.due == change.due && back.state == change.state && back.reason == change.reason);
    const auto nothing = wire::fromProto(wire::toProto(TaskChange{TaskId("TASK-1")})).value();
    QVERIFY(!nothing.priority && !nothing.owner && !nothing.due && !nothing.state);
  }

  void papers_and_what_is_asked_for_them_arrive() {
    const PaperText paper{"# text", "text/markdown", "a.md"};
    QVERIFY(wire::fromProto(wire::toProto(paper)) == paper);
    const auto request = wire::toProto({ReportPeriod::Month, kAt}, PaperFormat::Html);
    QVERIFY(wire::fromProto(request).value().period == ReportPeriod::Month);
    QVERIFY(wire::fromProto(request).value().before == kAt);
    QVERIFY(wire::fromProto(request.format()).value() == PaperFormat::Html);
    QVERIFY(wire::fromProto(v1::PAPER_FORMAT_UNSPECIFIED).value() == PaperFormat::Markdown);
    QCOMPARE(wire::fromProto(static_cast<v1::PaperFormat>(99)).error().field, std::string("format"));
  }

  void the_health_of_a_runbook_comes_back_as_it_was() {
    RunbookSummary summary{RunbookName("slow"), "Slow", "platform", 2, {}, "alice", kAt, true, 5};
    const RunbookDocument document{
        summary, "steps", {"a note"}, {{RunId("RUN-3"), 2, {"alice", "back", "whom to call", kAt}}}};
    const auto read = wire::fromProto(wire::toProto(document));
    QVERIFY(read->suggestions == document.suggestions && read->notes == document.notes && read->text == "steps");
    summary.health = {RunbookTrust::Broken, kAt, true, 7, 3, std::chrono::minutes(4), kAt, {"line 3: gone"}};
    QVERIFY(wire::fromProto(wire::toProto(summary)).value() == summary);
  }
};

QTEST_GUILESS_MAIN(TstTaskWire)
#include "tst_task_wire.moc"
