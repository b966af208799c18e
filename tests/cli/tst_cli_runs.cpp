// flotillactl runs against a control plane that says what each test needs.
#include <QRegularExpression>
#include <QtTest>

#include <atomic>

#include "services/wire/run_wire.h"
#include "services/wire/runbook_wire.h"
#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using namespace std::chrono_literals;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

RunStep stepOf(const char* key, StepKind kind, const char* title) {
  RunStep out;
  out.key = key;
  out.kind = kind;
  out.title = title;
  return out;
}

// At the step that takes a rollout back, in this state.
RunDetail detailOf(StepState state) {
  RunDetail out;
  Run& run = out.run;
  run.id = RunId("RUN-7");
  run.runbook = RunbookName("failing-deployment");
  run.version = 2;
  run.title = "A deployment \x1b[31mfails";
  run.incident = IncidentId("INC-3");
  run.region = RegionName("us-east");
  run.state = RunState::Running;
  run.startedBy = run.owner = "alice";
  run.startedAt = run.improvedAt = kAt;
  run.inputs = {{"region", "us-east"}, {"rollout", "meter-reader-2"}};
  run.step = "back";
  run.moves = 9;
  StepAttempt attempt;
  attempt.seq = 1;
  attempt.attempt = 1;
  attempt.step = "back";
  attempt.state = state;
  attempt.actor = "alice";
  attempt.subject = test::digestOf(0x3f);
  attempt.blast = {2, 1, 0.25};
  attempt.begun = kAt;
  if (state == StepState::Failed) attempt.outcome = "not within 10m: No page fires: 1 alert, has to be = 0";
  run.attempts = {attempt};
  RunStep act = stepOf("back", StepKind::Act, "Take it back");
  act.checks = {"Nodes can be reached"};
  act.risk = StepRisk::Reversible;
  act.action = "roll back meter-reader-2";
  act.undo = "deploy meter-reader";
  act.approvals = 1;
  act.limits.nodes = 500;
  out.steps = {stepOf("scope", StepKind::Read, "See where it is"), act, stepOf("summary", StepKind::Note, "Say it")};
  out.readings = {{"Nodes can be reached", "2 nodes, has to be > 0", true, true},
                  {"No page fires", "1 alert, has to be = 0", false, true}};
  out.hasPreview = state == StepState::Previewed || state == StepState::Awaiting;
  out.preview.text = "roll back meter-reader-2";
  out.preview.targets = {{NodeId("1"), "boston-1", RegionName("us-east"), "3.0.0", "2.0.0"}};
  out.preview.targetCount = 1;
  out.preview.left = {"boston-2: it is revoked"};
  out.preview.blast = {2, 1, 0.25};
  out.preview.digest = test::digestOf(0x3f);
  RunEvidence note;
  note.seq = 1;
  note.at = kAt;
  note.kind = EvidenceKind::Note;
  note.actor = "alice";
  note.title = "a note";
  note.text = "line one\nline [redacted]";
  note.redactions = 1;
  note.hash = test::digestOf(0x22);
  out.evidence = {note};
  return out;
}

FakeAnswer answerTo(const FakeRequest& request, const RunDetail& detail) {
  if (request.method.ends_with("GetRun")) return FakeAnswer::of(wire::toProto(detail));
  if (request.method.ends_with("PrepareRunUndo")) return FakeAnswer::of(wire::toProto(detail.preview));
  return FakeAnswer::of(wire::toProto(detail.run));
}

}  // namespace

class TstCliRuns : public QObject {
  Q_OBJECT

  // What was sent by the command, which is not a question.
  template <class Request>
  static Request sent(const QStringList& command, StepState state = StepState::Previewed) {
    Request out;
    const Fleet fleet([&](const FakeRequest& request) {
      const bool asks = request.method.ends_with("GetRun") || request.method.ends_with("PrepareRunUndo");
      if (!asks) out.ParseFromString(request.bytes);
      return answerTo(request, detailOf(state));
    });
    const CliResult done = fleet.run(QStringList{"runs"} + command);
    if (done.exitCode != 0) qWarning("%s", qPrintable(done.err));
    return out;
  }

 private slots:
  void one_is_shown_with_what_its_step_would_do() {
    const Fleet fleet([](const FakeRequest& r) { return answerTo(r, detailOf(StepState::Previewed)); });
    const CliResult shown = fleet.run({"runs", "show", "RUN-7"});
    QCOMPARE(shown.exitCode, 0);
    for (const char* part :
         {"failing-deployment, version 2: A deployment \\u001b[31mfails", "INC-3", "region=us-east",
          "roll back meter-reader-2", "preview 3f3f3f3f3f3f", "2 nodes, 1 region, 25.0 % of the traffic", "boston-1",
          "3.0.0", "2.0.0", "left out: boston-2: it is revoked", "verifies", "No page fires: 1 alert, has to be = 0",
          "500 nodes", "next: flotillactl runs act RUN-7 --digest 3f3f3f3f3f3f"})
      QVERIFY2(shown.out.contains(part), qPrintable(shown.out));
    const CliResult evidence = fleet.run({"runs", "show", "RUN-7", "--evidence"});
    for (const char* part : {"    line one\n    line [redacted]", "1 redaction", "22222222", "hashes is intact"})
      QVERIFY2(evidence.out.contains(part), qPrintable(evidence.out));
  }

  void it_says_what_to_type_next_data() {
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("next");
    const auto row = [](const char* tag, StepState state, const char* next) {
      QTest::newRow(tag) << int(state) << next;
    };
    row("somebody has to agree", StepState::Awaiting,
        "somebody else reads this and agrees: flotillactl runs approve RUN-7");
    row("it is verified", StepState::Verifying, "flotillactl runs wait RUN-7");
    row("it failed", StepState::Failed, "flotillactl runs step RUN-7, or runs skip, jump, undo or cancel");
    row("it expired", StepState::Expired, "flotillactl runs step RUN-7\n");
  }
  void it_says_what_to_type_next() {
    QFETCH(int, state);
    QFETCH(QString, next);
    const Fleet fleet([&](const FakeRequest& r) { return answerTo(r, detailOf(StepState(state))); });
    const CliResult shown = fleet.run({"runs", "show", "RUN-7"});
    QVERIFY2(shown.out.contains("next: " + next), qPrintable(shown.out));
  }

  void what_is_not_as_it_was_is_told() {
    const Fleet fleet([](const FakeRequest& r) {
      RunDetail detail = detailOf(StepState::Previewed);
      detail.previewChanged = true;
      detail.intact = false;
      return answerTo(r, detail);
    });
    const QString out = fleet.run({"runs", "show", "RUN-7"}).out;
    QVERIFY2(out.contains("NOT WHAT WAS PREVIEWED") && out.contains("CHANGED AFTER IT WAS WRITTEN"), qPrintable(out));
  }

  void who_leads_is_told_that_they_may_go_on_alone() {
    RunDetail detail = detailOf(StepState::Awaiting);
    const Fleet fleet([&](const FakeRequest& r) { return answerTo(r, detail); });
    QVERIFY(!fleet.run({"runs", "show", "RUN-7"}).out.contains("break-glass"));
    detail.mayBreakGlass = true;
    const QString out = fleet.run({"runs", "show", "RUN-7"}).out;
    QVERIFY2(out.contains("flotillactl runs break-glass RUN-7 --digest 3f3f3f3f3f3f --reason"), qPrintable(out));
    detail = detailOf(StepState::Previewed);
    detail.run.approvals = {{RunId("RUN-7"), 1, "alice", false, test::digestOf(0x3f), "nobody answers", kAt, true}};
    const QString after = fleet.run({"runs", "show", "RUN-7"}).out;
    QVERIFY2(after.contains("BREAK-GLASS") && after.contains("alice went on without approval: nobody answers"),
             qPrintable(after));
  }

  void what_people_missed_stands_above_the_step() {
    RunbookDocument document;
    document.summary.name = RunbookName("quiet");
    document.summary.version = 2;
    document.text =
        "runbook: quiet\ntitle: Quiet\nowner: platform\nstop: {after: 10m}\nsteps:\n  - {key: one, kind: note, title: "
        "One}\n"
        "  - {key: two, kind: note, title: Two}\n";
    document.suggestions = {{RunId("RUN-3"), 1, {"alice", "two", "whom\nto call", kAt}},
                            {RunId("RUN-2"), 1, {"bob", "gone", "", kAt}},
                            {RunId("RUN-1"), 1, {"carol", "", "a map", kAt}}};
    const Fleet fleet([&](const FakeRequest&) { return FakeAnswer::of(wire::toProto(document)); });
    const QStringList lines = fleet.run({"runbooks", "show", "quiet"}).out.split('\n');
    const auto lineWith = [&](const char* text) {
      return lines.indexOf(QRegularExpression(QString(".*%1.*").arg(text)));
    };
    QVERIFY(lineWith("RUN-2 .version 1, bob, .*gone was unclear") < lineWith("runbook: quiet"));
    QVERIFY(lineWith("RUN-1 .version 1, carol, .*missing: a map") > 0);
    QCOMPARE(lineWith("two was unclear; missing: whom to call"), lineWith("key: two") - 1);
    QCOMPARE(lineWith("key: one"), lineWith("key: two") - 2);
  }

  void words_arrive_with_the_moves_that_were_seen() {
    const auto started = sent<v1::StartRunRequest>(
        {"start", "failing-deployment", "--incident", "INC-3", "--set", "region=us-east", "--set", "x=a=b", "--drill"});
    QVERIFY(started.runbook() == "failing-deployment" && started.incident() == "INC-3" && started.drill());
    QVERIFY(started.inputs().at("region") == "us-east" && started.inputs().at("x") == "a=b");
    const auto skipped = sent<v1::SignalRunRequest>({"skip", "RUN-7", "--reason", "seen"});
    QVERIFY(skipped.verb() == v1::RUN_VERB_SKIP && skipped.moves() == 9 && skipped.reason() == "seen");
    QVERIFY(!skipped.request_id().empty());
    const auto jumped = sent<v1::SignalRunRequest>({"jump", "RUN-7", "scope", "--reason", "again"});
    QVERIFY(jumped.verb() == v1::RUN_VERB_JUMP && jumped.step() == "scope");
    const auto given = sent<v1::SignalRunRequest>({"hand-over", "RUN-7", "bob"});
    QVERIFY(given.verb() == v1::RUN_VERB_HAND_OVER && given.text() == "bob");
    const auto acted = sent<v1::SignalRunRequest>({"act", "RUN-7", "--digest", "3f3f3f3f"});
    QVERIFY(acted.verb() == v1::RUN_VERB_ACT && acted.digest() == test::digestOf(0x3f).toString());
    const auto undone = sent<v1::SignalRunRequest>({"undo", "RUN-7", "back", "--digest", "sha256:3f3f3f3f3f3f"});
    QVERIFY(undone.verb() == v1::RUN_VERB_UNDO && undone.step() == "back");
    const auto agreed = sent<v1::ReviewRunRequest>({"approve", "RUN-7", "--digest", "3f3f3f3f", "--comment", "go"},
                                                   StepState::Awaiting);
    QVERIFY(agreed.approves() && agreed.step() == "back" && agreed.comment() == "go");
    QCOMPARE(agreed.digest(), test::digestOf(0x3f).toString());
    const auto alone = sent<v1::SignalRunRequest>(
        {"break-glass", "RUN-7", "--digest", "3f3f3f3f", "--reason", "nobody answers"}, StepState::Awaiting);
    QVERIFY(alone.verb() == v1::RUN_VERB_BREAK_GLASS && alone.moves() == 9 && alone.reason() == "nobody answers");
    QCOMPARE(alone.digest(), test::digestOf(0x3f).toString());
    const auto said =
        sent<v1::GiveRunFeedbackRequest>({"feedback", "RUN-7", "--unclear", "back", "--missing", "a map"});
    QVERIFY(said.run() == "RUN-7" && said.unclear() == "back" && said.missing() == "a map");
    const auto refused =
        sent<v1::ReviewRunRequest>({"reject", "RUN-7", "--digest", "3f3f3f3f", "--comment", "no"}, StepState::Awaiting);
    QVERIFY(!refused.approves() && refused.comment() == "no");
  }

  void what_is_wrong_or_incomplete_is_not_sent() {
    std::atomic<int> changes = 0;
    const Fleet fleet([&](const FakeRequest& request) {
      if (!request.method.ends_with("GetRun")) ++changes;
      return answerTo(request, detailOf(StepState::Previewed));
    });
    QVERIFY(fleet.run({"runs", "act", "RUN-7", "--digest", "3f3f3f"}).err.contains("at least 8 digits"));
    QVERIFY(fleet.run({"runs", "act", "RUN-7", "--digest", "0123456789ab"}).err.contains("not the digest"));
    QVERIFY(fleet.run({"runs", "act", "RUN-7"}).err.contains("--digest"));
    QVERIFY(fleet.run({"runs", "skip", "RUN-7"}).err.contains("--reason"));
    QVERIFY(fleet.run({"runs", "reject", "RUN-7", "--digest", "3f3f3f3f"}).err.contains("--comment"));
    QVERIFY(fleet.run({"runs", "break-glass", "RUN-7", "--digest", "3f3f3f3f"}).err.contains("--reason"));
    QVERIFY(fleet.run({"runs", "break-glass", "RUN-7", "--reason", "why"}).err.contains("--digest"));
    QVERIFY(fleet.run({"runs", "start", "x", "--set", "region"}).err.contains("NAME=VALUE"));
    QCOMPARE(changes.load(), 0);
  }

  void an_undo_without_its_digest_only_asks() {
    std::atomic<int> changes = 0;
    const Fleet fleet([&](const FakeRequest& request) {
      if (request.method.ends_with("SignalRun")) ++changes;
      return answerTo(request, detailOf(StepState::Failed));
    });
    const CliResult asked = fleet.run({"runs", "undo", "RUN-7", "back"});
    QVERIFY2(asked.exitCode == 0 && asked.out.contains("runs undo RUN-7 back --digest 3f3f3f3f3f3f"),
             qPrintable(asked.out));
    QCOMPARE(changes.load(), 0);
  }

  void waiting_ends_when_it_has_passed_or_failed_data() {
    QTest::addColumn<int>("end");
    QTest::addColumn<bool>("good");
    QTest::newRow("it passed") << int(StepState::Passed) << true;
    QTest::newRow("it failed") << int(StepState::Failed) << false;
  }
  void waiting_ends_when_it_has_passed_or_failed() {
    QFETCH(int, end);
    std::atomic<int> looks = 0;
    const Fleet fleet([&](const FakeRequest& r) {
      return answerTo(r, detailOf(++looks < 3 ? StepState::Verifying : StepState(end)));
    });
    const CliResult waited = fleet.run({"runs", "wait", "RUN-7"});
    QTEST(waited.exitCode == 0, "good");
    QCOMPARE(looks.load(), 3);
    if (end == int(StepState::Failed)) QVERIFY2(waited.err.contains("not within 10m"), qPrintable(waited.err));
  }
  void waiting_for_what_was_ended_is_no_success() {
    const Fleet fleet([](const FakeRequest& r) {
      RunDetail ended = detailOf(StepState::Passed);
      ended.run.state = RunState::Cancelled;
      ended.run.step.clear();
      return answerTo(r, ended);
    });
    const CliResult waited = fleet.run({"runs", "wait", "RUN-7"});
    QVERIFY(waited.exitCode != 0);
    QVERIFY2(waited.err.contains("RUN-7 is cancelled"), qPrintable(waited.err));
  }
};

QTEST_GUILESS_MAIN(TstCliRuns)
#include "tst_cli_runs.moc"
