// flotillactl tasks, incidents postmortem and routine against a control plane that says what each test needs.
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "services/runtime/clock.h"
#include "services/wire/runbook_wire.h"
#include "services/wire/task_wire.h"
#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using namespace std::chrono_literals;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

Task taskOf(const char* title) {
  Task out;
  out.id = TaskId("TASK-3");
  out.title = title;
  out.about = "incident/INC-1";
  out.due = kAt;
  return out;
}

}  // namespace

class TstCliPapers : public QObject {
  Q_OBJECT

  // The request that the command sent, and how it ended.
  template <class Request, class Answer>
  static std::pair<Request, CliResult> said(const QStringList& command, const Answer& answer) {
    Request out;
    const Fleet fleet([&](const FakeRequest& request) {
      out.ParseFromString(request.bytes);
      return FakeAnswer::of(answer);
    });
    const CliResult done = fleet.run(command);
    return {out, done};
  }

 private slots:
  void a_task_is_opened_with_all_that_is_said() {
    const TimePoint before = SystemClock().now();
    const auto [request, done] =
        said<v1::OpenTaskRequest>({"tasks", "add", "Mend it", "--why", "it broke", "--about", "incident/INC-1",
                                   "--priority", "high", "--owner", "alice", "--due-in", "2h"},
                                  wire::toProto(taskOf("Mend it")));
    QVERIFY2(done.exitCode == 0 && done.out.contains("TASK-3"), qPrintable(done.err));
    const NewTask task = wire::fromProto(request).value();
    QVERIFY(task.title == "Mend it" && task.why == "it broke" && task.about == "incident/INC-1");
    QVERIFY(task.priority == TaskPriority::High && task.owner == "alice");
    QVERIFY(task.due >= before + 2h && task.due <= SystemClock().now() + 2h);
    QVERIFY(!request.request_id().empty());
    const auto [plain, second] = said<v1::OpenTaskRequest>({"tasks", "add", "Mend it"}, wire::toProto(taskOf("x")));
    QVERIFY(!plain.has_due() && plain.owner().empty());
  }

  void only_what_is_said_of_a_task_changes() {
    const auto [request, done] =
        said<v1::EditTaskRequest>({"tasks", "edit", "TASK-3", "--owner", ""}, wire::toProto(taskOf("x")));
    QVERIFY2(done.exitCode == 0, qPrintable(done.err));
    const TaskChange change = wire::fromProto(request).value();
    QVERIFY(change.owner == "" && !change.priority && !change.due && !change.state);
    const auto [dropped, ok] = said<v1::EditTaskRequest>({"tasks", "drop", "TASK-3", "--reason", "nobody needs it"},
                                                         wire::toProto(taskOf("x")));
    QVERIFY(wire::fromProto(dropped).value().state == TaskState::Dropped && dropped.reason() == "nobody needs it");
    QVERIFY(said<v1::EditTaskRequest>({"tasks", "drop", "TASK-3"}, wire::toProto(taskOf("x"))).second.exitCode != 0);
    const auto [done2, fine] = said<v1::EditTaskRequest>({"tasks", "done", "TASK-3"}, wire::toProto(taskOf("x")));
    QVERIFY(wire::fromProto(done2).value().state == TaskState::Done && fine.exitCode == 0);
  }

  void tasks_are_listed_harmlessly() {
    v1::ListTasksResponse answer;
    *answer.add_tasks() = wire::toProto(taskOf("Mend \x1b[31mit"));
    const auto [request, done] = said<v1::ListTasksRequest>({"tasks", "list", "--filter", "state:open"}, answer);
    QCOMPARE(request.options().filter(), std::string("state:open"));
    QVERIFY2(done.out.contains("TASK-3") && done.out.contains("Mend \\u001b[31mit"), qPrintable(done.out));
  }

  void a_post_mortem_is_printed_or_written() {
    const v1::Paper paper = wire::toProto(PaperText{"# INC-1\n\x1b[31mred\n", "text/markdown", "post-mortem-INC-1.md"});
    const auto [request, done] = said<v1::GetPostmortemRequest>({"incidents", "postmortem", "INC-1"}, paper);
    QVERIFY(request.incident() == "INC-1" && request.format() == v1::PAPER_FORMAT_MARKDOWN);
    QCOMPARE(done.out, QString("# INC-1\n\\u001b[31mred\n"));
    QTemporaryDir folder;
    const QString file = folder.filePath("a.html");
    const auto [html, written] =
        said<v1::GetPostmortemRequest>({"incidents", "postmortem", "INC-1", "--format", "html", "--out", file}, paper);
    QVERIFY2(written.exitCode == 0 && html.format() == v1::PAPER_FORMAT_HTML, qPrintable(written.err));
    QFile kept(file);
    QVERIFY(kept.open(QIODevice::ReadOnly));
    QCOMPARE(kept.readAll(), QByteArray("# INC-1\n\x1b[31mred\n"));
    const auto refused = said<v1::GetPostmortemRequest>({"incidents", "postmortem", "INC-1", "--format", "pdf"}, paper);
    QVERIFY(refused.second.exitCode != 0 && refused.second.err.contains("markdown, html, json"));
  }

  void a_report_is_about_the_week_or_month_before_a_day() {
    const v1::Paper paper = wire::toProto(PaperText{"# Week\n", "text/markdown", "week.md"});
    const auto [week, done] = said<v1::GetReportRequest>({"routine", "week", "--before", "2026-03-01"}, paper);
    QVERIFY2(done.exitCode == 0, qPrintable(done.err));
    const ReportQuestion question = wire::fromProto(week).value();
    QVERIFY(question.period == ReportPeriod::Week && question.before == kAt - 12h);
    const auto month = said<v1::GetReportRequest>({"routine", "month", "--format", "json"}, paper).first;
    QVERIFY(wire::fromProto(month).value().period == ReportPeriod::Month && !month.has_before());
    const auto refused = said<v1::GetReportRequest>({"routine", "week", "--before", "yesterday"}, paper).second;
    QVERIFY(refused.exitCode != 0 && refused.err.contains("2026-01-31"));
  }

  void a_runbook_that_names_what_is_gone_is_an_error_of_its_dry_run() {
    RunbookSummary summary;
    summary.name = RunbookName("slow");
    summary.health.trust = RunbookTrust::Broken;
    summary.health.problems = {"line 3, step look: no node matches site:x, which it asks for"};
    v1::CheckRunbooksResponse answer;
    *answer.add_runbooks() = wire::toProto(summary);
    const auto [request, done] = said<v1::CheckRunbooksRequest>({"runbooks", "dry-run", "slow"}, answer);
    QCOMPARE(request.name(), std::string("slow"));
    QVERIFY(done.exitCode != 0 && done.out.contains("slow: line 3, step look"));
    answer.mutable_runbooks(0)->mutable_health()->clear_problems();
    QCOMPARE(said<v1::CheckRunbooksRequest>({"runbooks", "dry-run"}, answer).second.exitCode, 0);
  }
};

QTEST_GUILESS_MAIN(TstCliPapers)
#include "tst_cli_papers.moc"
