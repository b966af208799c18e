// Going on without the approval that a step needs: who may, on what, and what is left of it.
#include <QtTest>

#include "services/controlplane/core/identity/lifecycle.h"
#include "services/controlplane/core/runbooks/break_glass.h"
#include "services/controlplane/core/tasks/tasks.h"
#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

std::string bookWith(const std::string& from, const std::string& to) {
  std::string out = kQuarantineBook;
  const auto at = out.find(from);
  if (at == std::string::npos) qFatal("nothing to replace: %s", from.c_str());
  return out.replace(at, from.size(), to);
}

const std::string kForbidden = bookWith("approval: {count: 1}", "approval: {count: 1, break_glass: false}");
const std::string kForTwo = bookWith("approval: {count: 1}", "approval: {count: 2}");

std::string irreversible(const std::string& approval) {
  std::string out = bookWith("    undo: {readmit: {where: \"region:{region} identity:quarantined\"}}\n", "");
  out.replace(out.find("risk: reversible"), 16, "risk: irreversible");
  return out.replace(out.find("approval: {count: 1}"), 20, "approval: " + approval);
}

const std::string kOnlyAgreed = R"(runbook: agreed
title: Agree
owner: platform
stop: {after: 10m}
match: [[alertname=BudgetBurn]]
steps:
  - {key: ask, kind: approve, title: "Shall we?", approval: {count: 1}}
  - {key: say, kind: note, title: Say it}
)";

}  // namespace

class TstBreakGlass : public QObject {
  Q_OBJECT

  // A run for INC-1, which alice leads, at the step that waits for others.
  static void bringToApproval(RunRig& rig, const std::string& leads = "alice") {
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    if (!leads.empty()) lead(rig, leads);
    QCOMPARE(rig.start({RunbookName("quarantine"), IncidentId("INC-1"), {}}), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.choose("Yes"), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Awaiting);
  }
  static void lead(RunRig& rig, const std::string& name) {
    IncidentChange change;
    change.id = IncidentId("INC-1");
    change.commander = name;
    rig.done(editIncident(rig.state, change, kAlice, rig.now));
  }
  static QString breakGlass(RunRig& rig, const Caller& caller = kAlice, const std::string& reason = "nobody answers") {
    return rig.say({{}, RunVerb::BreakGlass, 0, {}, {}, reason, rig.subject()}, caller);
  }

 private slots:
  void who_leads_the_incident_goes_on_and_acts() {
    RunRig rig;
    bringToApproval(rig);
    QCOMPARE(rig.act(), QString("not_approved"));
    QCOMPARE(breakGlass(rig), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Previewed);
    QCOMPARE(rig.identity("a"), NodeIdentity::Active);  // the second gesture is still to come
    QCOMPARE(rig.act(), QString());
    QCOMPARE(rig.identity("a"), NodeIdentity::Quarantined);
    QVERIFY(isIntact(rig.run(), rig.evidence[rig.id]) && rig.isIntactNow());
  }

  void it_is_told_everywhere() {
    RunRig rig;
    bringToApproval(rig);
    QCOMPARE(breakGlass(rig, kAlice, "nobody answers; password: hunter2hunter2"), QString());
    QCOMPARE(rig.titles(EvidenceKind::BreakGlass).size(), std::size_t{1});
    const std::string told = rig.titles(EvidenceKind::BreakGlass)[0];
    QVERIFY(told.starts_with("alice went on without the approval that it needs: nobody answers"));
    const auto entries = rig.told(IncidentEventKind::BreakGlass);
    QCOMPARE(entries.size(), std::size_t{1});
    QVERIFY(entries[0].starts_with("RUN-1, step out: alice went on without"));
    QVERIFY(rig.timelines.at(IncidentId("INC-1")).back().pinned);
    const RunApproval& kept = rig.run().approvals.at(0);
    QVERIFY(kept.brokeGlass && !kept.approves && kept.actor == "alice" && kept.subject == rig.subject());
    QCOMPARE(rig.facts.back().action, std::string("OpenTask"));
    const Task& task = rig.state.tasks.at(TaskId("TASK-1"));
    QCOMPARE(task.title, std::string("Review the break-glass of RUN-1, step out"));
    QVERIFY(task.about == "run/RUN-1" && task.owner.empty() && task.region == kWest && task.due == rig.now + 48h);
    for (const std::string& text : {told, entries[0], kept.comment, task.why})
      QVERIFY2(text.find("nobody answers") != std::string::npos && text.find("hunter2") == std::string::npos,
               text.c_str());
  }

  void the_audit_log_says_why() {
    RunRig rig;
    bringToApproval(rig);
    const RunSignal signal{rig.id, RunVerb::BreakGlass, rig.run().moves, {}, {}, "nobody answers", rig.subject()};
    const auto decided =
        rig.in<Result<Decision<Run>>>([&](const RunRoom& room) { return signalRun(room, rig.run(), signal, kAlice); });
    QCOMPARE(decided->fact.object, std::string("run/RUN-1"));
    QCOMPARE(decided->fact.detail, std::string("break-glass: nobody answers"));
  }

  void nobody_else_does_data() {
    QTest::addColumn<QString>("leads");
    QTest::addColumn<bool>("bob");
    QTest::addColumn<QString>("reason");
    QTest::newRow("nobody leads") << "" << false << "not_commander";
    QTest::newRow("somebody else leads") << "bob" << false << "not_commander";
    QTest::newRow("who only watches") << "alice" << true << "not_commander";
    QTest::newRow("who leads and does not take the steps") << "bob" << true << "";
  }
  void nobody_else_does() {
    QFETCH(QString, leads);
    QFETCH(bool, bob);
    RunRig rig;
    bringToApproval(rig, leads.toStdString());
    const bool may =
        rig.in<bool>([&](const RunRoom& room) { return checkBreakGlass(room, rig.run(), bob ? kBob : kAlice).ok(); });
    QTEST(breakGlass(rig, bob ? kBob : kAlice), "reason");
    QCOMPARE(may, rig.stateOf("out") == StepState::Previewed);
    QCOMPARE(rig.state.tasks.empty(), !may);
  }

  void who_leads_and_is_no_operator_there_does_not() {
    RunRig rig;
    bringToApproval(rig);
    QCOMPARE(breakGlass(rig, {"alice", {{Role::Operator, {kEast}}}}), QString("out_of_scope"));
    QCOMPARE(breakGlass(rig, {"alice", {{Role::Viewer, {}}}}), QString("out_of_scope"));
  }

  void without_an_open_incident_nobody_does() {
    RunRig planned;
    planned.bringToAct();
    QCOMPARE(breakGlass(planned), QString("no_incident"));
    RunRig rig;
    bringToApproval(rig);
    rig.state.incidents.at(IncidentId("INC-1")).state = IncidentState::Resolved;
    QCOMPARE(breakGlass(rig), QString("incident_over"));
  }

  void it_takes_the_digest_that_was_read_and_a_reason() {
    RunRig rig;
    bringToApproval(rig);
    QCOMPARE(breakGlass(rig, kAlice, " "), QString("no_reason"));
    QCOMPARE(breakGlass(rig, kAlice, std::string(501, 'x')), QString("bad_reason"));
    QCOMPARE(rig.say({{}, RunVerb::BreakGlass, 0, {}, {}, "why", {}}), QString("other_preview"));
    QCOMPARE(rig.say({{}, RunVerb::BreakGlass, rig.run().moves - 1, {}, {}, "why", rig.subject()}),
             QString("moved_on"));
    rig.now += 15min;
    QCOMPARE(breakGlass(rig), QString("preview_expired"));
    rig.tick();
    QCOMPARE(rig.stateOf("out"), StepState::Expired);
    QCOMPARE(breakGlass(rig), QString("nothing_to_approve"));
    QVERIFY(rig.run().approvals.empty() && rig.state.tasks.empty());
  }

  void what_changed_since_is_refused_as_ever() {
    RunRig rig;
    bringToApproval(rig);
    QCOMPARE(breakGlass(rig), QString());
    rig.done(changeNode(rig.state, NodeVerb::Quarantine, "a", {}, kAlice));
    QCOMPARE(rig.act(), QString("targets_changed"));
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Awaiting);  // another preview needs another word
    QCOMPARE(rig.act(), QString("not_approved"));
  }

  void the_same_again_changes_nothing() {
    RunRig rig;
    bringToApproval(rig);
    QCOMPARE(breakGlass(rig), QString());
    const std::uint64_t moves = rig.run().moves;
    QCOMPARE(breakGlass(rig), QString());
    QCOMPARE(rig.run().moves, moves);
    QCOMPARE(rig.state.tasks.size(), std::size_t{1});
  }

  void whether_a_runbook_allows_it_data() {
    QTest::addColumn<QByteArray>("book");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const std::string& book, const char* reason) {
      QTest::newRow(name) << QByteArray::fromStdString(book) << QString(reason);
    };
    row("it does not say", kQuarantineBook, "");
    row("it forbids it", kForbidden, "break_glass_forbidden");
    row("it cannot be undone", irreversible("{count: 1}"), "break_glass_forbidden");
    row("it cannot be undone and is allowed", irreversible("{count: 1, break_glass: true}"), "");
  }
  void whether_a_runbook_allows_it() {
    QFETCH(QByteArray, book);
    RunRig rig(book.toStdString());
    bringToApproval(rig);
    QTEST(breakGlass(rig), "reason");
  }

  void who_agreed_first_of_two_may_go_on_alone() {
    RunRig rig(kForTwo);
    bringToApproval(rig, "bob");
    QCOMPARE(rig.review(true), QString());
    QCOMPARE(rig.stateOf("out"), StepState::Awaiting);
    QCOMPARE(breakGlass(rig, kBob), QString());
    QCOMPARE(rig.run().approvals.size(), std::size_t{1});
    QVERIFY(rig.run().approvals[0].brokeGlass);
    QCOMPARE(rig.act(), QString());
  }

  void a_step_that_only_asks_is_passed() {
    RunRig rig(kOnlyAgreed);
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    lead(rig, "alice");
    QCOMPARE(rig.start({RunbookName("agreed"), IncidentId("INC-1"), {}}), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(breakGlass(rig), QString());
    QCOMPARE(rig.attempt("ask").outcome, std::string("without approval, by alice"));
    QCOMPARE(rig.run().step, std::string("say"));
  }

  void an_incident_that_was_merged_is_led_by_who_leads_the_other() {
    RunRig rig;
    bringToApproval(rig);
    rig.done(openIncident(rig.state, {.title = "the whole"}, kAlice, rig.input()));
    IncidentChange change;
    change.id = IncidentId("INC-2");
    change.commander = "bob";
    rig.done(editIncident(rig.state, change, kAlice, rig.now));
    rig.done(mergeIncident(rig.state, IncidentId("INC-1"), IncidentId("INC-2"), kAlice, rig.now));
    QCOMPARE(breakGlass(rig), QString("not_commander"));
    QCOMPARE(breakGlass(rig, kBob), QString());
    QCOMPARE(rig.told(IncidentEventKind::BreakGlass, 2).size(), std::size_t{1});
  }

  void somebody_else_looks_at_it() {
    RunRig rig;
    bringToApproval(rig);
    QCOMPARE(breakGlass(rig), QString());
    const auto edit = [&](TaskChange change, const Caller& caller) {
      change.id = TaskId("TASK-1");
      const auto decided = editTask(rig.state, change, caller, rig.now);
      if (!decided) return reasonOf(decided);
      rig.keep(decided->mutation);
      return QString();
    };
    QCOMPARE(edit({.owner = "alice"}, kBob), QString("own_review"));
    QCOMPARE(edit({.state = TaskState::Done}, kAlice), QString("own_review"));
    QCOMPARE(edit({.state = TaskState::Dropped, .reason = "it was right"}, kAlice), QString("own_review"));
    QCOMPARE(edit({.owner = "bob"}, kAlice), QString());
    QCOMPARE(edit({.state = TaskState::Done}, kBob), QString());
    QCOMPARE(rig.state.tasks.at(TaskId("TASK-1")).closedBy, std::string("bob"));
  }
};

QTEST_GUILESS_MAIN(TstBreakGlass)
#include "tst_break_glass.moc"
