// Runs of runbooks: preview, agreement, act, verification, undo, and who may do what when.
#include <QtTest>

#include "services/controlplane/core/alerts/own_alerts.h"
#include "services/controlplane/core/identity/lifecycle.h"
#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

Caller named(const QString& name) {
  return name == "bob" ? kBob : name == "carol" ? kCarol : kAlice;
}

}  // namespace

class TstRuns : public QObject {
  Q_OBJECT

 private slots:
  void a_run_goes_from_step_to_step_to_its_end() {
    RunRig rig;
    rig.bringToAct();
    QCOMPARE(rig.run().state, RunState::Waiting);
    QCOMPARE(rig.stateOf("out"), StepState::Awaiting);
    QCOMPARE(rig.attempt("out").blast.nodes, 2U);
    QCOMPARE(rig.identity("a"), NodeIdentity::Active);  // it is only previewed
    QCOMPARE(rig.review(true), QString());
    QCOMPARE(rig.act(), QString());
    QCOMPARE(rig.identity("a"), NodeIdentity::Quarantined);
    QCOMPARE(rig.identity("b"), NodeIdentity::Quarantined);
    QCOMPARE(rig.identity("c"), NodeIdentity::Active);
    QCOMPARE(rig.stateOf("out"), StepState::Verifying);
    rig.tick(1s);
    rig.tick(9s);
    QCOMPARE(rig.stateOf("out"), StepState::Verifying);  // it has to last
    rig.tick(1s);
    QCOMPARE(rig.stateOf("out"), StepState::Passed);
    QCOMPARE(rig.run().step, std::string("calm"));
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.run().state, RunState::Waiting);
    rig.tick(59s);
    QCOMPARE(rig.stateOf("calm"), StepState::Waiting);
    rig.tick(1s);
    QCOMPARE(rig.run().step, std::string("say"));
    QCOMPARE(rig.say({{}, RunVerb::Note, 0, {}, "it was them"}), QString());
    QCOMPARE(rig.run().state, RunState::Succeeded);
    QVERIFY(rig.run().step.empty() && rig.run().endedAt == rig.now);
    QVERIFY(isIntact(rig.run(), rig.evidence[rig.id]));
  }

  void each_operation_of_an_act_is_audited_as_what_it_is() {
    RunRig rig;
    rig.bringToAct();
    rig.review(true);
    rig.act();
    QCOMPARE(rig.facts.size(), std::size_t{2});
    for (const AuditFact& fact : rig.facts) {
      QCOMPARE(fact.action, std::string("QuarantineNode"));
      QCOMPARE(fact.actor, std::string("alice"));
      QVERIFY(fact.object.starts_with("node/") && fact.detail.find("RUN-1, step out") != std::string::npos);
    }
  }

  void nobody_agrees_to_what_is_theirs_data() {
    QTest::addColumn<QString>("reviewer");
    QTest::addColumn<QString>("owner");
    QTest::addColumn<QString>("reason");
    QTest::newRow("who previewed it") << "alice"
                                      << "alice"
                                      << "out_of_scope";  // and no approver either
    QTest::newRow("the owner") << "bob"
                               << "bob"
                               << "own_step";
    QTest::newRow("somebody else") << "bob"
                                   << "alice"
                                   << "";
    QTest::newRow("an approver of the region") << "carol"
                                               << "alice"
                                               << "";
  }
  void nobody_agrees_to_what_is_theirs() {
    QFETCH(QString, reviewer);
    QFETCH(QString, owner);
    RunRig rig;
    rig.bringToAct();
    if (owner == "bob") QCOMPARE(rig.say({{}, RunVerb::HandOver, 0, {}, "bob"}), QString());
    QTEST(rig.review(true, named(reviewer)), "reason");
  }

  void who_agreed_does_not_act_on_it_after_a_hand_over() {
    RunRig rig;
    rig.bringToAct();
    QCOMPARE(rig.review(true), QString());
    QCOMPARE(rig.say({{}, RunVerb::HandOver, 0, {}, "bob"}), QString());
    QCOMPARE(rig.act(kBob), QString("own_approval"));
    QCOMPARE(rig.identity("a"), NodeIdentity::Active);
  }

  void without_agreement_nothing_is_done() {
    RunRig rig;
    rig.bringToAct();
    QCOMPARE(rig.act(), QString("not_approved"));
    QCOMPARE(rig.review(false), QString("no_reason"));
    QCOMPARE(rig.review(false, kBob, "not now"), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Failed);
    QCOMPARE(rig.attempt("out").outcome, std::string("bob does not agree: not now"));
    QCOMPARE(rig.act(), QString("not_previewed"));
    QCOMPARE(rig.begin(), QString());  // again
    QCOMPARE(rig.attempt("out").attempt, 2U);
    QCOMPARE(rig.act(), QString("not_approved"));
  }

  void an_agreement_is_for_one_preview() {
    RunRig rig;
    rig.bringToAct();
    const Digest first = rig.subject();
    QCOMPARE(rig.review(true), QString());
    QCOMPARE(rig.begin(), QString());  // previewed again
    QVERIFY(rig.subject() != first);
    QCOMPARE(rig.stateOf("out"), StepState::Awaiting);
    const RunReview old{rig.id, "out", first, true, {}};
    const auto said =
        rig.in<Result<Decision<Run>>>([&](const RunRoom& room) { return reviewRun(room, rig.run(), old, kBob); });
    QCOMPARE(reasonOf(said), QString("other_preview"));
    QCOMPARE(rig.say({{}, RunVerb::Act, 0, {}, {}, {}, first}), QString("not_approved"));
  }

  void an_agreement_is_counted_once() {
    std::string book = kQuarantineBook;
    book.replace(book.find("approval: {count: 1}"), 20, "approval: {count: 2}");
    RunRig rig(book);
    rig.bringToAct();
    QCOMPARE(rig.review(true), QString());
    const std::uint64_t moves = rig.run().moves;
    QCOMPARE(rig.review(true), QString());
    QCOMPARE(rig.run().moves, moves);
    QCOMPARE(rig.stateOf("out"), StepState::Awaiting);
    QCOMPARE(rig.review(true, kCarol), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Previewed);
    QCOMPARE(rig.act(), QString());
  }

  void what_changed_after_the_preview_is_refused() {
    RunRig rig;
    rig.bringToAct();
    rig.review(true);
    QVERIFY(!rig.detail().previewChanged);
    rig.done(changeNode(rig.state, NodeVerb::Quarantine, "a", {}, kAlice));
    QVERIFY(rig.detail().previewChanged);
    QCOMPARE(rig.act(), QString("targets_changed"));
    QCOMPARE(rig.identity("b"), NodeIdentity::Active);
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.attempt("out").blast.nodes, 1U);
    rig.done(changeNode(rig.state, NodeVerb::Quarantine, "b", {}, kAlice));
    rig.review(true);
    QCOMPARE(rig.act(), QString("check_fails"));  // nobody is left
  }

  void a_preview_and_an_agreement_expire() {
    RunRig rig;
    rig.bringToAct();
    rig.tick(15min - 1s);
    QCOMPARE(rig.stateOf("out"), StepState::Awaiting);
    rig.now += 2s;
    QCOMPARE(rig.review(true), QString("preview_expired"));
    rig.tick();
    QCOMPARE(rig.stateOf("out"), StepState::Expired);
    QCOMPARE(rig.attempt("out").outcome, std::string("nobody agreed within 15m"));
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.review(true), QString());
    rig.now += 15min;
    QCOMPARE(rig.act(), QString("preview_expired"));
  }

  void more_than_the_limit_is_not_even_offered() {
    RunRig rig;
    Mutation more;
    more.rows.emplace_back(nodeRecord("d", kWest));
    rig.keep(more);
    rig.bringToAct();
    QCOMPARE(rig.stateOf("out"), StepState::Failed);
    QCOMPARE(rig.attempt("out").outcome, std::string("it would change 3 nodes, and the step allows 2"));
    QCOMPARE(rig.run().state, RunState::Waiting);
    QCOMPARE(rig.act(), QString("not_previewed"));
  }

  void an_act_whose_precondition_does_not_hold_fails_before_it_is_offered() {
    RunRig rig;
    for (const char* node : {"a", "b"}) rig.done(changeNode(rig.state, NodeVerb::Quarantine, node, {}, kAlice));
    rig.bringToAct();
    QCOMPARE(rig.stateOf("out"), StepState::Failed);
    QCOMPARE(rig.attempt("out").outcome, std::string("Some are in: 0 nodes, has to be > 0"));
  }

  void a_verification_that_does_not_hold_in_time_fails_and_can_be_undone() {
    std::string book = kQuarantineBook;
    const std::string verify =
        "verify: {title: None is in, nodes: {where: \"region:{region} identity:active\"}, is: \"= 0\"";
    book.replace(book.find(verify), verify.size(),
                 "verify: {title: All is well, nodes: {where: \"region:{region}\"}, is: \"= 0\"");
    RunRig rig(book);
    rig.bringToAct();
    rig.review(true);
    rig.act();
    rig.tick(59s);
    QCOMPARE(rig.stateOf("out"), StepState::Verifying);
    rig.tick(1s);
    QCOMPARE(rig.stateOf("out"), StepState::Failed);
    QVERIFY(rig.attempt("out").outcome.starts_with("not within 1m: All is well: 2 nodes"));
    const auto preview = rig.undoPreview("out");
    QCOMPARE(preview->targets.size(), std::size_t{2});
    QCOMPARE(rig.identity("a"), NodeIdentity::Quarantined);  // it was only asked
    QCOMPARE(rig.undo("out"), QString());
    QCOMPARE(rig.identity("a"), NodeIdentity::Active);
    QCOMPARE(rig.attempt("out").undoneBy, std::string("alice"));
    QCOMPARE(rig.undo("out"), QString("nothing_to_undo"));
    QCOMPARE(rig.undo("look"), QString("nothing_to_undo"));
  }

  void an_undo_is_refused_when_it_would_do_something_else_than_was_read() {
    RunRig rig;
    rig.bringToAct();
    rig.review(true);
    rig.act();
    const Digest read = rig.undoPreview("out")->digest;
    rig.done(changeNode(rig.state, NodeVerb::Readmit, "a", {}, kAlice));
    QCOMPARE(rig.say({{}, RunVerb::Undo, 0, "out", {}, {}, read}), QString("targets_changed"));
    QCOMPARE(rig.undo("out"), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Failed);  // it was being verified
    QCOMPARE(rig.attempt("out").outcome, std::string("it was undone"));
  }

  void what_held_before_a_restart_has_to_hold_again() {
    RunRig rig;
    rig.bringToAct();
    rig.review(true);
    rig.act();
    rig.tick(1s);
    rig.tick(20s, false);  // nobody looked for 20 s
    QCOMPARE(rig.stateOf("out"), StepState::Verifying);
    rig.tick(9s);
    QCOMPARE(rig.stateOf("out"), StepState::Verifying);
    rig.tick(1s);
    QCOMPARE(rig.stateOf("out"), StepState::Passed);
  }

  void what_holds_at_the_end_of_its_time_may_go_on_to_hold_long_enough() {
    RunRig rig;
    rig.bringToAct();
    rig.review(true);
    rig.act();
    rig.tick(58s);
    rig.tick(5s);  // its time is over, and it holds for 5 s of 10
    QCOMPARE(rig.stateOf("out"), StepState::Verifying);
    rig.tick(5s);
    QCOMPARE(rig.stateOf("out"), StepState::Passed);
  }

  void a_run_has_one_owner_and_others_watch() {
    RunRig rig;
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.begin(kBob), QString("not_owner"));
    QCOMPARE(rig.say({{}, RunVerb::Cancel, 0, {}, {}, "no"}, kBob), QString("not_owner"));
    QCOMPARE(rig.say({{}, RunVerb::Note, 0, {}, "I am watching"}, kBob), QString());
    QCOMPARE(rig.say({{}, RunVerb::Take, 0, {}, {}, "alice is asleep"}, kBob), QString());
    QCOMPARE(rig.run().owner, std::string("bob"));
    QCOMPARE(rig.begin(), QString("not_owner"));
    QCOMPARE(rig.begin(kBob), QString());
  }

  void two_who_saw_the_same_do_not_both_act() {
    RunRig rig;
    QCOMPARE(rig.start(), QString());
    const std::uint64_t seen = rig.run().moves;
    QCOMPARE(rig.say({{}, RunVerb::Begin, seen}), QString());
    QCOMPARE(rig.say({{}, RunVerb::Begin, seen}), QString("moved_on"));
    QCOMPARE(rig.run().step, std::string("sure"));
    const auto unsaid = rig.in<Result<Decision<Run>>>([&](const RunRoom& room) {
      return signalRun(room, rig.run(), {rig.id, RunVerb::Begin}, kAlice);
    });
    QCOMPARE(reasonOf(unsaid), QString("no_moves"));
  }

  void an_operator_elsewhere_neither_sees_nor_moves_it() {
    RunRig rig;
    const Caller east{"erin", {{Role::Operator, {kEast}}}};
    QCOMPARE(rig.start({RunbookName("quarantine"), {}, {{"region", kWest.value}}}, east), QString("no_region"));
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.begin(east), QString("out_of_scope"));
    QCOMPARE(reasonOf(findRun(rig.state, rig.id, east)), QString("no_run"));
    QVERIFY(findRun(rig.state, rig.id, kCarol).ok());
    QCOMPARE(rig.say({{}, RunVerb::HandOver, 0, {}, "nobody"}), QString("no_operator"));
  }

  void who_may_not_do_what_a_step_does_is_told_by_its_preview() {
    RunRig rig;
    QCOMPARE(rig.start({RunbookName("quarantine"), {}, {{"region", kWest.value}}}, kBob), QString());
    rig.begin(kBob);
    rig.say({{}, RunVerb::Choose, 0, {}, "Yes"}, kBob);
    QCOMPARE(rig.begin(kBob), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Failed);
    QVERIFY(rig.attempt("out").outcome.find("bob may not quarantine") != std::string::npos);
  }

  void steps_are_skipped_and_jumped_to_with_a_reason() {
    RunRig rig;
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.say({{}, RunVerb::Skip}), QString("no_reason"));
    QCOMPARE(rig.say({{}, RunVerb::Skip, 0, {}, {}, "seen already"}), QString());
    QCOMPARE(rig.stateOf("look"), StepState::Skipped);
    QCOMPARE(rig.say({{}, RunVerb::Skip, 0, {}, {}, "no"}), QString("choose_one"));
    QCOMPARE(rig.begin(), QString("choose_one"));
    QCOMPARE(rig.choose("Maybe"), QString("no_choice"));
    QCOMPARE(rig.choose("No"), QString());
    QCOMPARE(rig.run().step, std::string("say"));
    QCOMPARE(rig.begin(), QString("say_it"));
    QCOMPARE(rig.say({{}, RunVerb::Jump, 0, "nowhere", {}, "back"}), QString("no_step"));
    QCOMPARE(rig.say({{}, RunVerb::Jump, 0, "out", {}, "it was them after all"}), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.say({{}, RunVerb::Jump, 0, "say", {}, "enough"}), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Skipped);
    QCOMPARE(rig.review(true), QString("nothing_to_approve"));
  }

  void a_run_that_is_over_takes_nothing_more() {
    RunRig rig;
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.say({{}, RunVerb::Cancel, 0, {}, {}, " "}), QString("no_reason"));
    QCOMPARE(rig.say({{}, RunVerb::Cancel, 0, {}, {}, "it is over"}), QString());
    QCOMPARE(rig.run().state, RunState::Cancelled);
    QCOMPARE(rig.begin(), QString("run_ended"));
    QCOMPARE(rig.say({{}, RunVerb::Note, 0, {}, "late"}), QString("run_ended"));
  }

  void one_that_is_ended_at_a_step_that_failed_has_failed() {
    RunRig rig;
    rig.bringToAct();
    rig.review(false, kBob, "no");
    QCOMPARE(rig.say({{}, RunVerb::Cancel, 0, {}, {}, "nobody agrees"}), QString());
    QCOMPARE(rig.run().state, RunState::Failed);
  }

  void without_improvement_somebody_else_is_called_until_it_gets_on() {
    RunRig rig;
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.tick(10min - 1s), std::size_t{0});
    QVERIFY(rig.tick(1s) > 0);
    QCOMPARE(rig.run().escalatedAt, rig.now);
    QCOMPARE(rig.titles(EvidenceKind::Escalation),
             std::vector<std::string>{"escalated, to second-line: nothing has improved for 10m"});
    const auto alert = [&] {
      for (const Alert& one : fleetAlerts(rig.state, {rig.now, rig.now, 10s}))
        if (one.labels.at("alertname") == "RunStuck") return one.labels;
      return Labels();
    };
    QCOMPARE(alert().at("escalate_to"), std::string("second-line"));
    QCOMPARE(alert().at("region"), kWest.value);
    QCOMPARE(rig.tick(1h), std::size_t{0});  // once
    QCOMPARE(rig.begin(), QString());
    QVERIFY(alert().empty());
    QCOMPARE(rig.say({{}, RunVerb::Escalate, 0, {}, {}, "I am stuck"}), QString());
    QVERIFY(!alert().empty());
    QCOMPARE(rig.say({{}, RunVerb::Cancel, 0, {}, {}, "enough"}), QString());
    QVERIFY(alert().empty());
  }

  void a_wait_is_no_lack_of_improvement() {
    std::string book = kQuarantineBook;
    book.replace(book.find("wait: 1m"), 8, "wait: 1h");
    RunRig rig(book);
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.say({{}, RunVerb::Jump, 0, "calm", {}, "test"}), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.tick(30min), std::size_t{0});
  }

  void a_new_version_leaves_a_run_at_the_one_it_follows() {
    RunRig rig;
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.run().version, 1U);
    std::string book = kQuarantineBook;
    book.replace(book.find("Take {region} out"), 17, "Take it all out x{region}");
    rig.apply(book);
    QCOMPARE(rig.run().version, 1U);
    QCOMPARE(rig.run().title, std::string("Take eu-west out"));
    rig.done(retireRunbook(rig.state, RunbookName("quarantine")));
    QCOMPARE(rig.start(kEast.value), QString("retired"));
  }
};

QTEST_GUILESS_MAIN(TstRuns)
#include "tst_runs.moc"
