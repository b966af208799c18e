// Runs of runbooks on the console: what is shown of one, what is done next at each kind of step, and what happens to a
// word that comes too late.
#include "models/view/run_actions.h"
#include "models/view/run_start.h"
#include "models/view/run_step.h"
#include "models/view/runbooks_model.h"
#include "models/view/runs_model.h"
#include "tests/view/response_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;

namespace {

struct StepRig : RunRig {
  RunStepView step{run};
  RunActions actions{api, run};
};

}  // namespace

class TstRunModels : public QObject {
  Q_OBJECT

 private slots:
  void lists_of_runs_and_runbooks_are_sound_models_and_say_how_they_stand() {
    Rig rig;
    FakeApi api;
    api.runPage->items = {runDetailOf("RUN-9").run, runDetailOf("RUN-8").run};
    api.runPage->items[1].state = RunState::Cancelled;
    api.runPage->total = 2;
    RunbookSummary book;
    book.name = RunbookName("old");
    book.retired = true;
    book.steps = 4;
    api.runbookPage->items = {book};
    RunsModel runs(api, rig.mirror);
    RunbooksModel books(api, rig.mirror);
    const QAbstractItemModelTester runsTester(&runs), booksTester(&books);
    runs.setActive(true);
    books.setActive(true);
    QTRY_COMPARE(runs.rowCount(), 2);
    QTRY_COMPARE(books.rowCount(), 1);
    QCOMPARE(runs.open(), 1);
    QCOMPARE(runs.data(runs.index(0, RunsModel::StateColumn), Qt::DisplayRole).toString(), QString("running"));
    QCOMPARE(runs.data(runs.index(0, RunsModel::SinceColumn), Qt::DisplayRole).toString(), QString("4 m 00 s"));
    QCOMPARE(runs.idAt(1), QString("RUN-8"));
    QCOMPARE(runs.few()->at(1)["line"].toString(), QString("A deployment fails, cancelled, operator-1"));
    QVERIFY(books.isRetired("old"));
    QCOMPARE(books.data(books.index(0, RunbooksModel::StateColumn), Qt::DisplayRole).toString(), QString("retired"));
  }

  void runs_for_one_incident_are_asked_for_alone() {
    Rig rig;
    FakeApi api;
    RunsModel runs(api, rig.mirror);
    runs.setIncident("INC-204");
    QVERIFY(api.calls.empty());
    runs.setActive(true);
    QTRY_COMPARE(runs.state(), QString("ready"));
    QCOMPARE(api.calls, std::vector<std::string>{"runs incident:INC-204"});
  }

  void a_run_says_who_has_it_and_how_long_until_somebody_is_called() {
    RunRig rig;
    const QAbstractItemModelTester steps(rig.run.steps()), evidence(rig.run.evidence());
    rig.look();
    QCOMPARE(rig.run.title(), QString("A deployment fails"));
    QVERIFY(rig.run.about().startsWith("RUN-7 for INC-204 in eu-west, started "));
    QVERIFY(rig.run.mine());
    QCOMPARE(rig.run.progress(), QString("3 of 4"));
    QCOMPARE(rig.run.stop()["left"].toString(), QString("6:00"));
    rig.mirror.tick(kNow + 90s);
    QCOMPARE(rig.run.stop()["left"].toString(), QString("4:30"));
    rig.api.runDetail->run.escalatedAt = kNow;
    rig.lookAgain();
    QVERIFY(rig.run.stop()["called"].toBool());
  }

  void steps_tell_state_actor_and_outcome_and_evidence_comes_newest_first() {
    RunRig rig;
    rig.look();
    QCOMPARE(rig.run.steps()->rowCount(), 4);
    const QVariantMap scope = rig.run.steps()->at(0);
    QVERIFY(scope["word"].toString().startsWith("passed "));
    QCOMPARE(scope["outcome"].toString(), QString("3 nodes"));
    QCOMPARE(rig.run.steps()->at(3)["word"].toString(), QString("not begun"));
    QVERIFY(rig.run.steps()->at(2)["current"].toBool());
    QCOMPARE(rig.run.evidence()->at(0)["title"].toString(), QString("entry 2"));
    QCOMPARE(rig.run.evidence()->at(0)["hash"].toString(), QString("c2c2c2c2"));
    QCOMPARE(rig.run.kept(), QString("2 entries, hash-chained"));
  }

  void new_evidence_is_put_on_top_and_nothing_else_moves() {
    RunRig rig;
    const QAbstractItemModelTester tester(rig.run.evidence());
    rig.look();
    QSignalSpy inserted(rig.run.evidence(), &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(rig.run.evidence(), &QAbstractItemModel::rowsRemoved);
    RunEvidence entry;
    entry.seq = 3;
    entry.at = kNow;
    rig.api.runDetail->evidence.push_back(entry);
    rig.lookAgain();
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted[0][1].toInt(), 0);
    QCOMPARE(removed.size(), 0);
  }

  void evidence_that_was_changed_is_told() {
    RunRig rig;
    rig.api.runDetail->intact = false;
    rig.look();
    QVERIFY(!rig.run.intact());
    QVERIFY(!rig.run.kept().contains("hash-chained"));
  }

  void nothing_is_asked_while_nobody_looks() {
    RunRig rig;
    rig.run.setRun("RUN-7");
    QTest::qWait(30);
    QCOMPARE(rig.asked("run RUN-7"), 0);
    rig.run.setActive(true);
    QTRY_COMPARE(rig.asked("run RUN-7"), 1);
    rig.run.setActive(false);
    QTest::qWait(1'200);
    QCOMPARE(rig.asked("run RUN-7"), 1);
  }

  void it_is_asked_for_anew_every_second_while_somebody_looks() {
    RunRig rig;
    rig.look();
    QVERIFY(QTest::qWaitFor([&] { return rig.asked("run RUN-7") >= 2; }, 30'000));
  }

  void an_answer_about_another_run_is_dropped() {
    RunRig rig;
    rig.api.holdBack = true;
    rig.run.setRun("RUN-7");
    rig.run.setActive(true);
    rig.api.runDetail = runDetailOf("RUN-8");
    rig.api.runDetail->run.title = "another one";
    rig.run.setRun("RUN-8");
    QCOMPARE(rig.api.held.size(), std::size_t{2});
    const auto late = rig.api.held.front();
    rig.api.held.erase(rig.api.held.begin());
    rig.api.answerAll();
    QTRY_COMPARE(rig.run.title(), QString("another one"));
    late();
    QTest::qWait(20);
    QCOMPARE(rig.run.title(), QString("another one"));
  }

  void the_next_gesture_follows_from_kind_and_state_data() {
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("next");
    QTest::addColumn<QString>("text");
    QTest::newRow("read") << "scope"
                          << "begin"
                          << "Look again";  // it was passed once
    QTest::newRow("decide") << "cause"
                            << "choose"
                            << "";
    QTest::newRow("act") << "hold"
                         << "begin"
                         << "Preview";
    QTest::newRow("note") << "summary"
                          << "note"
                          << "";
  }
  void the_next_gesture_follows_from_kind_and_state() {
    QFETCH(QString, step);
    StepRig rig;
    rig.api.runDetail->run.step = step.toStdString();
    rig.look();
    QTEST(rig.step.next(), "next");
    QTEST(rig.step.nextText(), "text");
  }

  void a_previewed_act_says_what_it_touches_and_wants_the_number_of_nodes() {
    StepRig rig;
    rig.api.runDetail = previewedRun();
    rig.look();
    QCOMPARE(rig.step.next(), QString("act"));
    QCOMPARE(rig.step.nextText(), QString("Hold to run on 3 nodes"));
    QCOMPARE(rig.step.confirmWord(), QString("3"));
    QCOMPARE(rig.step.previewLeft(), QString("valid 4:12"));
    QCOMPARE(rig.step.preview()["targets"].toList().size(), 3);
    QCOMPARE(rig.step.preview()["figures"].toList()[2].toMap()["value"].toString(), QString("0.4 %"));
    QCOMPARE(rig.step.beforeStatus(), QString("passed"));
    QCOMPARE(rig.step.marks(), (QStringList{"reversible", "at most 5 nodes"}));
    rig.actions.act(rig.step.digest());
    QCOMPARE(rig.api.signalsSaid.size(), std::size_t{1});
    QCOMPARE(rig.api.signalsSaid[0].digest, digestFrom(0x4b));
    QCOMPARE(rig.api.signalsSaid[0].moves, std::uint64_t{5});
  }

  void a_preview_that_changed_or_is_too_old_has_to_be_made_again() {
    StepRig rig;
    rig.api.runDetail = previewedRun();
    rig.api.runDetail->previewChanged = true;
    rig.look();
    QVERIFY(rig.step.preview()["changed"].toBool());
    QCOMPARE(rig.step.next(), QString("begin"));
    QCOMPARE(rig.step.nextText(), QString("Preview again"));
    rig.api.runDetail->previewChanged = false;
    rig.lookAgain();
    QCOMPARE(rig.step.next(), QString("act"));
    rig.mirror.tick(kNow + 253s);
    QCOMPARE(rig.step.previewLeft(), QString("expired"));
    QCOMPARE(rig.step.next(), QString("begin"));
  }

  void lists_of_the_step_are_told_anew_only_if_they_are_others() {
    StepRig rig;
    rig.api.runDetail = previewedRun();
    rig.look();
    QSignalSpy preview(&rig.step, &RunStepView::previewChanged), parts(&rig.step, &RunStepView::partsChanged);
    rig.lookAgain();
    QCOMPARE(preview.size() + parts.size(), 0);
    rig.api.runDetail->preview.targets.pop_back();
    rig.api.runDetail->readings[0].holds = false;
    rig.lookAgain();
    QCOMPARE(preview.size(), 1);
    QCOMPARE(parts.size(), 1);
    QCOMPARE(rig.step.before()[0].toMap()["word"].toString(), QString("does not hold"));
  }

  void what_is_not_known_is_neither_held_nor_broken() {
    StepRig rig;
    rig.api.runDetail->readings[0] = {"it goes on still", "unknown: nothing was counted", false, false};
    rig.look();
    QCOMPARE(rig.step.before()[0].toMap()["word"].toString(), QString("unknown"));
    QCOMPARE(rig.step.beforeStatus(), QString("unknown"));
  }

  void verifying_counts_down_and_reads_what_it_waits_for() {
    StepRig rig;
    rig.api.runDetail = previewedRun();
    StepAttempt& attempt = rig.api.runDetail->run.attempts.back();
    attempt.state = StepState::Verifying;
    attempt.acted = kNow - 1min;
    attempt.due = kNow + 4min;
    rig.api.runDetail->hasPreview = false;
    rig.look();
    QCOMPARE(rig.step.next(), QString("wait"));
    QCOMPARE(rig.step.verify()["left"].toString(), QString("4:00 left of 5:00"));
    QCOMPARE(rig.step.verify()["word"].toString(), QString("not yet"));
    QCOMPARE(rig.step.verify()["share"].toDouble(), 0.2);
    QVERIFY(rig.step.undoable());
    rig.mirror.tick(kNow + 1min);
    QCOMPARE(rig.step.verify()["left"].toString(), QString("3:00 left of 5:00"));
  }

  void another_step_can_be_looked_at_without_moving_the_run() {
    StepRig rig;
    rig.look();
    rig.step.setChosen("scope");
    QCOMPARE(rig.step.title(), QString("title of scope"));
    QCOMPARE(rig.step.place(), QString("Step 1 of 4"));
    QVERIFY(!rig.step.current());
    QCOMPARE(rig.step.next(), QString());
    rig.step.setChosen("");
    QCOMPARE(rig.step.key(), QString("hold"));
  }

  void who_asked_cannot_agree_and_somebody_else_can_once() {
    StepRig rig;
    rig.api.runDetail = previewedRun();
    rig.api.runDetail->steps[2].approvals = 1;
    rig.api.runDetail->run.attempts.back().state = StepState::Awaiting;
    rig.look();
    QVERIFY(rig.step.review()["asks"].toBool());
    QVERIFY(!rig.step.review()["mine"].toBool());
    rig.run.setCaller("approver-1");
    QVERIFY(rig.step.review()["mine"].toBool());
    rig.actions.review(true, rig.step.key(), rig.step.digest(), "read it");
    QCOMPARE(rig.api.reviewsSaid.size(), std::size_t{1});
    QCOMPARE(rig.api.reviewsSaid[0].digest, digestFrom(0x4b));
    rig.api.runDetail->run.approvals = {{RunId("RUN-7"), 2, "approver-1", true, digestFrom(0x4b), "read it", kNow}};
    rig.lookAgain();
    QVERIFY(!rig.step.review()["mine"].toBool());
    QVERIFY(rig.step.review()["text"].toString().startsWith("1 of 1 agreed"));
  }

  void who_leads_goes_on_alone_with_the_preview_that_is_shown() {
    StepRig rig;
    rig.api.runDetail = previewedRun();
    rig.api.runDetail->steps[2].approvals = 1;
    rig.api.runDetail->run.attempts.back().state = StepState::Awaiting;
    rig.look();
    QVERIFY(!rig.step.review()["mayBreak"].toBool());
    rig.api.runDetail->mayBreakGlass = true;
    rig.lookAgain();
    QVERIFY(rig.step.review()["mayBreak"].toBool());
    rig.actions.say("break-glass", rig.step.key(), "", " nobody answers ");
    const RunSignal& said = rig.api.signalsSaid.back();
    QVERIFY(said.verb == RunVerb::BreakGlass && said.digest == digestFrom(0x4b) && said.reason == "nobody answers");
    QVERIFY(rig.actions.line("break-glass", "", rig.step.digest(), "x").contains("break-glass RUN-7 --digest 4b4b4b"));
    rig.api.runDetail->run.attempts.back().state = StepState::Previewed;
    rig.api.runDetail->run.approvals = {{RunId("RUN-7"), 2, "me", false, digestFrom(0x4b), "nobody", kNow, true}};
    rig.lookAgain();
    QVERIFY(!rig.step.review()["mayBreak"].toBool());
    const QVariantMap row = rig.step.review()["said"].toList()[0].toMap();
    QVERIFY(row["text"].toString().startsWith("went on without approval"));
    QCOMPARE(row["status"].toString(), QString("failed"));
  }

  void a_word_that_comes_too_late_is_told_and_the_run_is_fetched_again_data() {
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("says");
    QTest::newRow("moved on") << "moved_on"
                              << "What is shown now is how it stands.";
    QTest::newRow("not the owner") << "not_owner"
                                   << "Take it over to go on.";
    QTest::newRow("other targets") << "targets_changed"
                                   << "Preview it again.";
  }
  void a_word_that_comes_too_late_is_told_and_the_run_is_fetched_again() {
    QFETCH(QString, reason);
    QFETCH(QString, says);
    StepRig rig;
    rig.look();
    rig.api.run = Error{ErrorCode::Conflict, reason.toStdString(), "somebody was faster", "moves"};
    const int before = rig.asked("run RUN-7");
    rig.actions.begin();
    QTRY_VERIFY(rig.actions.refusal().endsWith(says));
    QVERIFY(rig.actions.refusal().startsWith("Nothing was done: somebody was faster"));
    QTRY_COMPARE(rig.asked("run RUN-7"), before + 1);
    rig.api.run = Run{};
    rig.actions.begin();
    QTRY_COMPARE(rig.actions.refusal(), QString());
  }

  void a_refusal_about_a_run_that_is_not_shown_any_more_is_not_told() {
    StepRig rig;
    rig.look();
    rig.api.run = Error{ErrorCode::Conflict, "moved_on", "somebody was faster"};
    rig.api.holdBack = true;
    rig.actions.begin();
    rig.run.setRun("RUN-8");
    rig.api.answerAll();
    QTest::qWait(20);
    QCOMPARE(rig.actions.refusal(), QString());
    QCOMPARE(rig.actions.running(), 0);
  }

  void undoing_shows_first_what_it_would_change_and_does_that() {
    StepRig rig;
    rig.look();
    rig.api.undoPreview = previewedRun().preview;
    rig.actions.prepareUndo("hold");
    QCOMPARE(rig.actions.undoState(), QString("loading"));
    QTRY_COMPARE(rig.actions.undoState(), QString("ready"));
    QVERIFY(rig.api.signalsSaid.empty());
    QCOMPARE(rig.actions.undoPreview()["nodes"].toInt(), 3);
    rig.actions.undo();
    QCOMPARE(rig.api.signalsSaid.size(), std::size_t{1});
    QCOMPARE(rig.api.signalsSaid[0].verb, RunVerb::Undo);
    QCOMPARE(rig.api.signalsSaid[0].step, std::string("hold"));
    QCOMPARE(rig.api.signalsSaid[0].digest, digestFrom(0x4b));
    QCOMPARE(rig.actions.undoState(), QString("idle"));
  }

  void an_answer_about_undoing_is_dropped_once_it_was_left() {
    StepRig rig;
    rig.look();
    rig.api.holdBack = true;
    rig.actions.prepareUndo("hold");
    rig.actions.forgetUndo();
    rig.api.answerAll();
    QTest::qWait(20);
    QCOMPARE(rig.actions.undoState(), QString("idle"));
  }

  void a_note_beside_the_steps_does_not_pass_one() {
    StepRig rig;
    rig.look();
    rig.actions.addNote("  seen on site ");
    rig.actions.note("that was it");
    QCOMPARE(rig.api.signalsSaid.size(), std::size_t{2});
    QCOMPARE(rig.api.signalsSaid[0].moves, std::uint64_t{0});
    QCOMPARE(rig.api.signalsSaid[0].text, std::string("seen on site"));
    QCOMPARE(rig.api.signalsSaid[1].moves, std::uint64_t{5});
  }

  void words_are_also_lines_for_the_command_line() {
    StepRig rig;
    rig.look();
    QCOMPARE(rig.actions.line("cancel", "", "", "it is over"),
             QString("flotillactl runs cancel RUN-7 --reason 'it is over'"));
    QCOMPARE(rig.actions.line("hand-over", "", "operator-2", ""),
             QString("flotillactl runs hand-over RUN-7 operator-2"));
    QCOMPARE(rig.actions.line("take", "", "", ""), QString("flotillactl runs take RUN-7"));
    QCOMPARE(rig.actions.line("jump", "scope", "", "again"),
             QString("flotillactl runs jump RUN-7 scope --reason again"));
  }

  void an_input_that_nobody_knows_gets_a_field_with_what_is_wrong() {
    FakeApi api;
    RunStart start(api);
    QSignalSpy asked(&start, &RunStart::inputAsked), started(&start, &RunStart::started);
    start.prepare("failing-deployment", "INC-204");
    api.run = Error{ErrorCode::Invalid, "no_value", "nothing says what rollout is", "inputs.rollout"};
    start.start();
    QVERIFY(start.busy());
    QTRY_COMPARE(asked.size(), 1);
    QCOMPARE(start.inputs().size(), 1);
    QCOMPARE(start.inputs()[0].toMap()["error"].toString(), QString("nothing says what rollout is"));
    start.setInput("rollout", "meter-reader-2");
    QCOMPARE(start.inputs()[0].toMap()["error"].toString(), QString());
    QCOMPARE(start.line(),
             QString("flotillactl runs start failing-deployment --incident INC-204 --set rollout=meter-reader-2"));
    api.run = runDetailOf().run;
    start.start();
    QTRY_COMPARE(started.size(), 1);
    QCOMPARE(started[0][0].toString(), QString("RUN-7"));
    QCOMPARE(api.runsWanted[1].inputs.at("rollout"), std::string("meter-reader-2"));
    QCOMPARE(api.runsWanted[1].incident, IncidentId("INC-204"));
  }

  void what_is_about_no_input_is_a_problem_of_the_sheet() {
    FakeApi api;
    RunStart start(api);
    start.prepare("old", "");
    api.run = Error{ErrorCode::Precondition, "retired", "old is retired", "runbook"};
    start.start();
    QTRY_COMPARE(start.problem(), QString("old is retired"));
    QVERIFY(start.inputs().isEmpty());
    QVERIFY(!start.busy());
  }
};

QTEST_GUILESS_MAIN(TstRunModels)
#include "tst_run_models.moc"
