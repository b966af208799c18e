#include <QtTest>

#include "services/controlplane/core/runbooks/library.h"
#include "tests/incidents/incident_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

namespace {

const Caller kAdministrator = callerWith(Role::Administrator);

std::string documentOf(const std::string& name, const std::string& title, const std::string& match) {
  return "runbook: " + name + "\ntitle: " + title + "\nowner: platform\nmatch: [" + match +
         "]\nstop: {after: 10m, escalate_to: on-call}\nsteps: [{key: say, kind: note, title: Say what it was}]\n";
}

}  // namespace

class TstRunbookLibrary : public QObject {
  Q_OBJECT

  static Result<Decision<RunbookApplied>> apply(const IncidentRig& rig, const std::string& text, bool dryRun = false) {
    return applyRunbook(rig.state, {text, dryRun}, kAdministrator, rig.now);
  }

 private slots:
  void each_change_is_the_next_version_and_the_same_again_is_none() {
    IncidentRig rig;
    const std::string first = documentOf("slow", "It is slow", "[a=b]"), second = documentOf("slow", "Slow", "[a=b]");
    QVERIFY(!apply(rig, first, true)->answer.applied && apply(rig, first, true)->mutation.empty());
    const RunbookApplied made = rig.done(apply(rig, first));
    QVERIFY(made.applied && made.summary.version == 1 && made.summary.steps == 1 && made.summary.author == "somebody");
    QVERIFY(apply(rig, first)->mutation.empty() && !apply(rig, first)->answer.applied);
    QCOMPARE(rig.done(apply(rig, second)).summary.version, 2U);
    QCOMPARE(rig.done(apply(rig, first)).summary.version, 3U);  // going back is a change as well
    QCOMPARE(rig.state.runbooks.at(RunbookName("slow")).runbook->title, std::string("It is slow"));
  }

  void who_did_not_see_the_newest_version_does_not_overwrite_it() {
    IncidentRig rig;
    const auto expecting = [&](const char* title, std::uint32_t version, bool dryRun = false) {
      return applyRunbook(rig.state, {documentOf("slow", title, "[a=b]"), dryRun, version}, kAdministrator, rig.now);
    };
    QCOMPARE(reasonOf(expecting("One", 1)), QString("changed_meanwhile"));
    QCOMPARE(rig.done(expecting("One", 0)).summary.version, 1U);
    QCOMPARE(rig.done(expecting("Two", 1)).summary.version, 2U);
    for (const std::uint32_t seen : {0U, 1U, 3U}) {
      const auto refused = expecting("Three", seen, seen == 1);
      QVERIFY(!refused.ok() && refused.error().code == ErrorCode::Conflict);
      QVERIFY(refused.error().message.starts_with("slow is at version 2, by somebody"));
    }
    QCOMPARE(rig.state.runbooks.at(RunbookName("slow")).runbook->title, std::string("Two"));
  }

  void one_that_is_wrong_leaves_what_there_is() {
    IncidentRig rig;
    rig.done(apply(rig, documentOf("slow", "It is slow", "[a=b]")));
    const auto refused = apply(rig, documentOf("slow", "It is {what}", "[a=b]"));
    QCOMPARE(reasonOf(refused), QString("unknown_input"));
    QVERIFY(refused.error().message.starts_with("line 1: "));
    QCOMPARE(rig.state.runbooks.at(RunbookName("slow")).record.version, 1U);
  }

  void a_retired_one_is_suggested_for_nothing_and_comes_back() {
    IncidentRig rig;
    rig.done(apply(rig, documentOf("slow", "It is slow", "[objective=latency]")));
    rig.done(
        apply(rig, documentOf("wrong", "It is wrong", "[objective=answers, region=us-east], [alertname=BudgetBurn]")));
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    const auto suggested = [&] { return runbooksFor(rig.state, rig.incident()); };
    QCOMPARE(suggested(), std::vector{RunbookName("wrong")});
    rig.done(retireRunbook(rig.state, RunbookName("wrong")));
    QVERIFY(suggested().empty());
    QVERIFY(retireRunbook(rig.state, RunbookName("wrong"))->mutation.empty());
    const RunbookApplied again = rig.done(apply(rig, rig.state.runbooks.at(RunbookName("wrong")).record.text));
    QVERIFY(again.applied && again.summary.version == 2 && !again.summary.retired);
    QCOMPARE(suggested().size(), std::size_t{1});
    QCOMPARE(retireRunbook(rig.state, RunbookName("worng")).error().fix, std::string("did you mean \"wrong\"?"));
  }

  void whom_it_calls_for_without_a_route_is_noted() {
    IncidentRig rig;
    const std::string book = documentOf("slow", "It is slow", "[a=b]");
    const auto notes = [&] { return apply(rig, book, true)->answer.notes; };
    QCOMPARE(notes().size(), std::size_t{1});
    QVERIFY(notes()[0].find("escalates to \"on-call\"") != std::string::npos);
    const auto alerting = [&](const std::string& route) {
      Mutation rows;
      rows.rows.emplace_back(AlertingRecord{0,
                                            "receivers: [{name: on-call, notifiers: []}, {name: desk, notifiers: []}]\n"
                                            "route: {receiver: desk, routes: [" +
                                                route + "]}\n",
                                            "somebody", rig.now});
      rig.keep(rows);
      QVERIFY(rig.state.alerting->alerting.has_value());
    };
    alerting("{matchers: [severity=ticket], receiver: on-call}");
    QCOMPARE(notes().size(), std::size_t{1});
    alerting("{matchers: [escalate_to=on-call], receiver: on-call}");
    QVERIFY(notes().empty());
  }

  void a_library_is_bounded() {
    IncidentRig rig;
    for (std::size_t i = 0; i < kMaxRunbooks; ++i)
      rig.done(apply(rig, documentOf("r" + std::to_string(i), "It is slow", "[a=b]")));
    QCOMPARE(reasonOf(apply(rig, documentOf("one-more", "It is slow", "[a=b]"))), QString("too_many_runbooks"));
    QVERIFY(apply(rig, documentOf("r7", "It is still slow", "[a=b]")).ok());
  }
};

QTEST_GUILESS_MAIN(TstRunbookLibrary)
#include "tst_runbook_library.moc"
