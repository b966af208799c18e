// Incidents and runs of the demonstration: what a run does, it does to the fleet of the demonstration.
#include <QtTest>

#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

class TestDemoResponse : public QObject {
  Q_OBJECT

  StoppedClock clock_;
  std::unique_ptr<DemoFleet> fleet_;

  RunDetail shown(const char* id = "RUN-31") {
    return answerOf<RunDetail>([&](auto done) { fleet_->getRun(RunId(id), done); }).value();
  }
  Result<Run> say(RunVerb verb, const std::string& text = {}, const std::string& reason = {}, Digest digest = {}) {
    RunSignal signal;
    signal.run = RunId("RUN-31");
    signal.verb = verb;
    signal.moves = shown().run.moves;
    signal.step = shown().run.step;
    signal.text = text;
    signal.reason = reason;
    signal.digest = digest;
    return answerOf<Run>([&](auto done) { fleet_->signalRun(signal, done); });
  }
  RolloutState suspect() {
    const RolloutId id(shown().run.inputs.at("rollout"));
    return answerOf<Rollout>([&](auto done) { fleet_->getRollout(id, done); })->state;
  }
  std::string outcomeOf(const char* step) {
    const RunDetail detail = shown();
    const StepAttempt* attempt = detail.run.last(step);
    return attempt == nullptr ? "not begun" : std::string(toText(attempt->state));
  }

 private slots:
  void init() { fleet_ = std::make_unique<DemoFleet>(DemoSpec{2'000, 1, std::nullopt}, clock_); }

  void an_open_incident_with_its_suspect_and_one_that_is_over_are_there() {
    ListQuery query;
    const auto page = answerOf<Page<Incident>>([&](auto done) { fleet_->listIncidents(query, done); });
    QVERIFY(page.ok());
    QCOMPARE(page->items.size(), std::size_t{2});
    QVERIFY(isOpen(page->items[0].state) && !isOpen(page->items[1].state));
    query.filter = "open:yes";
    QCOMPARE(answerOf<Page<Incident>>([&](auto done) { fleet_->listIncidents(query, done); })->total, std::uint64_t{1});
    const auto detail = answerOf<IncidentDetail>([&](auto done) { fleet_->getIncident(IncidentId("INC-204"), done); });
    QVERIFY(detail.ok() && detail->changes.front().suspected);
    QCOMPARE(detail->changes.front().reference, "rollout/" + detail->incident.suspect.value);
    QVERIFY(!detail->events.empty() && !detail->runbooks.empty());
  }

  void a_run_is_under_way_with_evidence_and_readings() {
    const RunDetail detail = shown();
    QCOMPARE(detail.run.step, std::string("hold"));
    QCOMPARE(detail.run.evidence, static_cast<std::uint64_t>(detail.evidence.size()));
    QVERIFY(detail.evidence.size() >= 6);
    QCOMPARE(detail.evidence.back().hash, detail.run.head);
    QVERIFY(detail.readings.front().holds);
    QCOMPARE(outcomeOf("cause"), std::string("passed"));
  }

  void acting_pauses_the_rollout_is_verified_and_can_be_undone() {
    QCOMPARE(suspect(), RolloutState::Running);
    QVERIFY(say(RunVerb::Begin).ok());
    const RunDetail previewed = shown();
    QVERIFY(previewed.hasPreview && !previewed.previewChanged && !previewed.preview.targets.empty());
    QCOMPARE(say(RunVerb::Act).error().reason, std::string("targets_changed"));
    QVERIFY(say(RunVerb::Act, {}, {}, previewed.preview.digest).ok());
    QCOMPARE(suspect(), RolloutState::Paused);
    QCOMPARE(outcomeOf("hold"), std::string("verifying"));
    clock_.pass(8s);
    QTRY_COMPARE(outcomeOf("hold"), std::string("passed"));
    QCOMPARE(shown().run.step, std::string("back"));
    const auto undo =
        answerOf<ActionPreview>([&](auto done) { fleet_->prepareRunUndo(RunId("RUN-31"), "hold", done); });
    QVERIFY(undo.ok());
    RunSignal signal;
    signal.run = RunId("RUN-31");
    signal.verb = RunVerb::Undo;
    signal.moves = shown().run.moves;
    signal.step = "hold";
    signal.digest = undo->digest;
    QVERIFY(answerOf<Run>([&](auto done) { fleet_->signalRun(signal, done); }).ok());
    QCOMPARE(suspect(), RolloutState::Running);
  }

  void what_needs_agreement_waits_for_a_colleague_and_then_takes_the_rollout_back() {
    QVERIFY(say(RunVerb::Begin).ok());
    QVERIFY(say(RunVerb::Act, {}, {}, shown().preview.digest).ok());
    clock_.pass(8s);
    QTRY_COMPARE(shown().run.step, std::string("back"));
    QVERIFY(say(RunVerb::Begin).ok());
    QCOMPARE(outcomeOf("back"), std::string("awaiting"));
    const auto own = answerOf<Run>([&](auto done) {
      fleet_->reviewRun({RunId("RUN-31"), "back", {}, true, {}}, done);
    });
    QCOMPARE(own.error().reason, std::string("own_preview"));
    clock_.pass(25s);
    QTRY_COMPARE(outcomeOf("back"), std::string("previewed"));
    QCOMPARE(shown().run.approvals.size(), std::size_t{1});
    QVERIFY(say(RunVerb::Act, {}, {}, shown().preview.digest).ok());
    QVERIFY(suspect() == RolloutState::RollingBack || suspect() == RolloutState::RolledBack);
    clock_.pass(8s);
    QTRY_COMPARE(shown().run.step, std::string("summary"));
    QVERIFY(say(RunVerb::Note, "it was the new model").ok());
    QCOMPARE(shown().run.state, RunState::Succeeded);
    QCOMPARE(say(RunVerb::Begin).error().reason, std::string("run_ended"));
  }

  void a_word_about_an_older_state_is_refused_and_a_reason_is_needed() {
    RunSignal late;
    late.run = RunId("RUN-31");
    late.moves = shown().run.moves - 1;
    QCOMPARE(answerOf<Run>([&](auto done) { fleet_->signalRun(late, done); }).error().reason, std::string("moved_on"));
    QCOMPARE(say(RunVerb::Skip).error().reason, std::string("no_reason"));
    QVERIFY(say(RunVerb::Skip, {}, "it is paused by hand").ok());
    QCOMPARE(outcomeOf("hold"), std::string("skipped"));
    QVERIFY(say(RunVerb::HandOver, "approver-1").ok());
    QCOMPARE(say(RunVerb::Begin).error().reason, std::string("not_owner"));
    QVERIFY(say(RunVerb::Take).ok());
    QVERIFY(say(RunVerb::Cancel, {}, "enough seen").ok());
    QCOMPARE(shown().run.state, RunState::Cancelled);
  }

  void a_run_is_started_for_an_incident_and_asks_for_what_nobody_knows() {
    const auto refused = answerOf<Run>([&](auto done) { fleet_->startRun({RunbookName("failing-deployment")}, done); });
    QCOMPARE(refused.error().field, std::string("inputs.region"));
    const auto run = answerOf<Run>([&](auto done) {
      fleet_->startRun({RunbookName("failing-deployment"), IncidentId("INC-204")}, done);
    });
    QVERIFY(run.ok());
    QCOMPARE(run->id, RunId("RUN-32"));
    const auto retired = answerOf<Run>([&](auto done) { fleet_->startRun({RunbookName("uplink-by-hand")}, done); });
    QCOMPARE(retired.error().reason, std::string("retired"));
  }

  void runbooks_are_read_and_changed_as_by_a_control_plane() {
    const auto get = [&](const char* name) {
      return answerOf<RunbookDocument>([&](auto done) { fleet_->getRunbook(RunbookName(name), 0, done); });
    };
    const auto page = answerOf<Page<RunbookSummary>>([&](auto done) { fleet_->listRunbooks({}, done); });
    QVERIFY(page.ok() && page->items.size() == 4);
    for (const RunbookSummary& summary : page->items) {
      const auto document = get(summary.name.value.c_str());
      QVERIFY(document.ok() && document->summary == summary);
    }
    QCOMPARE(get("none").error().reason, std::string("no_runbook"));
    RunbookChange change{get("site-unreachable")->text, false, 7};
    const auto apply = [&] { return answerOf<RunbookApplied>([&](auto done) { fleet_->applyRunbook(change, done); }); };
    QVERIFY(apply().ok() && !apply()->applied);
    change.text += "# seen in March\n";
    change.dryRun = true;
    QVERIFY(apply().ok() && !apply()->applied && apply()->summary.version == 8);
    change.dryRun = false;
    QVERIFY(apply()->applied);
    QCOMPARE(apply().error().reason, std::string("changed_meanwhile"));
    QCOMPARE(get("site-unreachable")->text, change.text);
    change.text.replace(change.text.find("kind: read"), 10, "kind: look");
    QCOMPARE(apply().error().reason, std::string("bad_value"));
    const auto checked = answerOf<std::vector<RunbookSummary>>(
        [&](auto done) { fleet_->checkRunbooks(RunbookName("site-unreachable"), done); });
    QVERIFY(checked.ok() && checked->size() == 1 && checked->front().health.problems.size() == 1);
    const auto retired =
        answerOf<RunbookSummary>([&](auto done) { fleet_->retireRunbook(RunbookName("site-unreachable"), done); });
    QVERIFY(retired.ok() && retired->retired);
  }

  void what_people_say_about_an_incident_is_in_its_timeline() {
    const IncidentId id("INC-204");
    QCOMPARE(answerOf<Incident>([&](auto done) {
               fleet_->moveIncident({id, IncidentState::Resolved, {}}, done);
             })
                 .error()
                 .reason,
             std::string("still_fires"));
    QVERIFY(answerOf<Incident>([&](auto done) {
              fleet_->moveIncident({id, IncidentState::Mitigated, "held"}, done);
            }).ok());
    QVERIFY(answerOf<Incident>([&](auto done) {
              fleet_->noteIncident({id, "other regions are well", true}, done);
            }).ok());
    const auto detail = answerOf<IncidentDetail>([&](auto done) { fleet_->getIncident(id, done); });
    QCOMPARE(detail->events.back().text, std::string("other regions are well"));
    QCOMPARE(detail->incident.state, IncidentState::Mitigated);
    QVERIFY(detail->durations.toMitigate.has_value());
  }
};

QTEST_GUILESS_MAIN(TestDemoResponse)
#include "tst_demo_response.moc"
