// Planned rollouts of the demonstration fleet: one in each state, what their looks saw, and what people can say to
// them.
#include <QtTest>
#include <cmath>

#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kPlan =
    "workload: meter-reader\nto: 2.1.0\nregions: [ap-east]\n\ngates:\n  interval: 10s\n\nwaves:\n"
    "  - name: canary\n    size: 2\n    soak: 30s\n\n  - name: all\n    size: rest\n    approvals: {count: 1}\n";

struct Demo {
  StoppedClock clock;
  DemoFleet fleet;
  Mirror mirror;
  std::unique_ptr<FleetWatch> watch;

  explicit Demo(std::size_t nodes = 3'000) : fleet({nodes, 1, std::nullopt}, clock), watch(fleet.watch(mirror)) {
    (void)mirror.waitFor([&] { return mirror.complete; });
  }
  // The only one in that state; an empty id if there is none.
  Rollout in(RolloutState state) {
    for (const auto& [id, rollout] : mirror.rollouts)
      if (rollout.state == state && !rollout.waves.empty()) return rollout;
    return {};
  }
  Rollout get(const RolloutId& id) {
    const auto got = answerOf<Rollout>([&](auto done) { fleet.getRollout(id, done); });
    return got ? *got : Rollout{};
  }
  Result<Rollout> say(RolloutVerb verb, const Rollout& rollout, std::uint32_t wave = 0, const char* reason = "") {
    return answerOf<Rollout>([&](auto done) {
      fleet.sayToRollout({verb, rollout.id, wave, rollout.planDigest, reason}, done);
    });
  }
  RolloutExplanation explain(const RolloutId& id) {
    const auto got = answerOf<RolloutExplanation>([&](auto done) { fleet.explainRollout(id, false, done); });
    return got ? *got : RolloutExplanation{};
  }
  // That whose nodes go through stages.
  Rollout staged() {
    for (const auto& [id, rollout] : mirror.rollouts)
      if (!rollout.stages.planned.empty()) return rollout;
    return {};
  }
  template <class F>
  bool goesOnUntil(const RolloutId& id, F condition) {
    for (int i = 0; i < 400; ++i) {
      const int seen = mirror.updates;
      clock.pass(20s);
      (void)mirror.waitFor([&] { return mirror.updates > seen; });
      if (condition(get(id))) return true;
    }
    return false;
  }
};

}  // namespace

class TestDemoPlans : public QObject {
  Q_OBJECT

 private slots:
  void there_is_a_planned_rollout_in_each_state();
  void the_evidence_of_the_running_one_rises_below_the_threshold();
  void the_failed_one_shows_the_odds_that_ended_it();
  void the_feed_leaves_the_document_out();
  void two_agree_and_the_wave_goes_on();
  void nobody_approves_another_plan_or_their_own();
  void rejecting_ends_one_that_has_given_nothing();
  void pausing_holds_the_looks_and_resuming_goes_on();
  void a_promoted_wave_makes_room_for_the_next();
  void a_skipped_wave_gets_nothing();
  void rolling_back_returns_what_has_it();
  void aborting_leaves_nodes_as_they_are();
  void a_draft_becomes_a_rollout_that_ends();
  void an_edited_plan_has_another_digest_and_no_approvals();
  void a_mistake_in_the_document_has_its_line_and_field();
  void a_fleet_of_any_size_can_have_plans();
  void one_has_its_nodes_in_shadow_and_at_weights();
  void nodes_come_through_their_stages_and_are_proven();
  void a_preview_names_the_stages_and_a_service_has_none();
};

void TestDemoPlans::there_is_a_planned_rollout_in_each_state() {
  Demo demo;
  for (const RolloutState state : {RolloutState::Draft, RolloutState::AwaitingApproval, RolloutState::Running,
                                   RolloutState::Paused, RolloutState::RolledBack, RolloutState::Rejected}) {
    const Rollout rollout = demo.in(state);
    QVERIFY2(!rollout.id.value.empty(), std::string(toText(state)).c_str());
    QCOMPARE(rollout.waves.size(), std::size_t{4});
    QVERIFY(!rollout.planDigest.isZero() && rollout.size() > 4);
    std::uint64_t nodes = 0;
    for (const RolloutWave& wave : rollout.waves) nodes += wave.nodes;
    QCOMPARE(nodes, rollout.size());
    if (state != RolloutState::Draft && state != RolloutState::AwaitingApproval && state != RolloutState::Running)
      QVERIFY(!rollout.reason.empty() && !rollout.message.empty());
  }
}

void TestDemoPlans::the_evidence_of_the_running_one_rises_below_the_threshold() {
  for (const std::size_t nodes : {1'000, 3'000, 10'000}) {
    Demo demo(nodes);
    const Rollout rollout = demo.in(RolloutState::Running);
    QCOMPARE(rollout.waves[0].state, WaveState::Passed);
    QCOMPARE(rollout.waves[1].state, WaveState::Soaking);
    QCOMPARE(rollout.waves[1].verdict, Verdict::Inconclusive);
    QVERIFY2(rollout.waves[1].odds > 10 && rollout.waves[1].odds < 100,
             qPrintable(QString::number(rollout.waves[1].odds)));
    const RolloutExplanation told = demo.explain(rollout.id);
    QVERIFY(told.looks.size() > 50 && told.nodes.size() > 10);
    QVERIFY(told.looks.back().evidence.badLogOdds > told.looks[told.looks.size() / 3].evidence.badLogOdds);
    for (std::size_t i = 1; i < told.looks.size(); ++i)
      QVERIFY(told.looks[i].evidence.canaryRequests >= told.looks[i - 1].evidence.canaryRequests &&
              told.looks[i].at > told.looks[i - 1].at);
  }
}

void TestDemoPlans::the_failed_one_shows_the_odds_that_ended_it() {
  Demo demo;
  const Rollout rollout = demo.in(RolloutState::RolledBack);
  QCOMPARE(rollout.waves[0].state, WaveState::Failed);
  QCOMPARE(rollout.waves[0].verdict, Verdict::Fail);
  QVERIFY(rollout.waves[0].odds >= 100);
  QVERIFY(rollout.count(NodeOutcome::Returned) > 0);
  const RolloutExplanation told = demo.explain(rollout.id);
  QVERIFY(std::exp(told.looks.back().evidence.badLogOdds) >= 100);
  QCOMPARE(QString::fromStdString(told.sentence), QString::fromStdString(rollout.message));
}

void TestDemoPlans::the_feed_leaves_the_document_out() {
  Demo demo;
  const Rollout rollout = demo.in(RolloutState::Draft);
  QVERIFY(rollout.plan.empty());
  QVERIFY(demo.get(rollout.id).plan.find("waves:") != std::string::npos);
}

void TestDemoPlans::two_agree_and_the_wave_goes_on() {
  Demo demo;
  const Rollout waits = demo.in(RolloutState::AwaitingApproval);
  QCOMPARE(waits.approvals.size(), std::size_t{1});
  QCOMPARE(waits.waves[0].approvalsNeeded, 2U);
  QVERIFY(demo.say(RolloutVerb::Approve, waits).ok());
  QVERIFY(demo.goesOnUntil(waits.id, [](const Rollout& r) { return r.state == RolloutState::Running; }));
  QVERIFY(demo.goesOnUntil(waits.id, [](const Rollout& r) { return r.waves[0].state == WaveState::Soaking; }));
  QCOMPARE(demo.get(waits.id).count(NodeOutcome::Proven), waits.waves[0].nodes);
}

void TestDemoPlans::nobody_approves_another_plan_or_their_own() {
  Demo demo;
  Rollout other = demo.in(RolloutState::AwaitingApproval);
  other.planDigest.bytes[0] ^= 1;
  QCOMPARE(demo.say(RolloutVerb::Approve, other).error().reason, std::string("other_plan"));
  Rollout own = demo.in(RolloutState::Paused);
  QCOMPARE(demo.say(RolloutVerb::Approve, own, 2).error().reason, std::string("own_plan"));
}

void TestDemoPlans::rejecting_ends_one_that_has_given_nothing() {
  Demo demo;
  const Rollout waits = demo.in(RolloutState::AwaitingApproval);
  const auto rejected = demo.say(RolloutVerb::Reject, waits, 0, "not on a Friday");
  QVERIFY(rejected.ok());
  QCOMPARE(rejected->state, RolloutState::Rejected);
  QVERIFY(rejected->message.find("not on a Friday") != std::string::npos);
  QCOMPARE(rejected->count(NodeOutcome::Planned), rejected->size());
}

void TestDemoPlans::pausing_holds_the_looks_and_resuming_goes_on() {
  Demo demo;
  const Rollout running = demo.in(RolloutState::Running);
  QCOMPARE(demo.say(RolloutVerb::Pause, running)->state, RolloutState::Paused);
  const std::uint64_t looks = demo.get(running.id).waves[1].looks;
  (void)demo.goesOnUntil(running.id, [n = 0](const Rollout&) mutable { return ++n > 12; });
  QCOMPARE(demo.get(running.id).waves[1].looks, looks);
  QCOMPARE(demo.say(RolloutVerb::Resume, running)->state, RolloutState::Running);
  QVERIFY(demo.goesOnUntil(running.id, [&](const Rollout& r) { return r.waves[1].looks > looks; }));
  QCOMPARE(demo.say(RolloutVerb::Start, demo.in(RolloutState::RolledBack)).error().reason, std::string("wrong_state"));
}

void TestDemoPlans::a_promoted_wave_makes_room_for_the_next() {
  Demo demo;
  const Rollout running = demo.in(RolloutState::Running);
  QCOMPARE(demo.say(RolloutVerb::Promote, running, 1)->waves[1].state, WaveState::Passed);
  QCOMPARE(demo.say(RolloutVerb::Promote, running, 2).error().reason, std::string("not_soaking"));
  QVERIFY(
      demo.goesOnUntil(running.id, [](const Rollout& r) { return r.waves[2].state == WaveState::AwaitingApproval; }));
}

void TestDemoPlans::a_skipped_wave_gets_nothing() {
  Demo demo;
  const Rollout running = demo.in(RolloutState::Running);
  QCOMPARE(demo.say(RolloutVerb::Skip, running, 2)->waves[2].state, WaveState::Skipped);
  QCOMPARE(demo.say(RolloutVerb::Skip, running, 1).error().reason, std::string("wave_begun"));
}

void TestDemoPlans::rolling_back_returns_what_has_it() {
  Demo demo;
  const Rollout running = demo.in(RolloutState::Running);
  const auto preview = answerOf<RolloutPreview>([&](auto done) { demo.fleet.prepareRollBack(running.id, done); });
  QVERIFY(preview.ok() && !preview->problem);
  QCOMPARE(preview->nodeCount, running.count(NodeOutcome::Proven));
  const auto back = answerOf<Rollout>([&](auto done) { demo.fleet.rollBack(running.id, done); });
  QCOMPARE(back->state, RolloutState::RollingBack);
  QVERIFY(demo.goesOnUntil(running.id, [](const Rollout& r) { return r.state == RolloutState::RolledBack; }));
  QCOMPARE(demo.get(running.id).count(NodeOutcome::Returned), running.count(NodeOutcome::Proven));
}

void TestDemoPlans::aborting_leaves_nodes_as_they_are() {
  Demo demo;
  const Rollout paused = demo.in(RolloutState::Paused);
  const auto aborted = answerOf<Rollout>([&](auto done) { demo.fleet.abortRollout(paused.id, done); });
  QCOMPARE(aborted->state, RolloutState::Aborted);
  QCOMPARE(aborted->count(NodeOutcome::Proven), paused.count(NodeOutcome::Proven));
}

void TestDemoPlans::a_draft_becomes_a_rollout_that_ends() {
  Demo demo;
  NewRollout wanted;
  wanted.plan = kPlan;
  const auto preview = answerOf<RolloutPreview>([&](auto done) { demo.fleet.prepareRollout(wanted, done); });
  QVERIFY(preview.ok());
  QCOMPARE(preview->waves.size(), std::size_t{2});
  QCOMPARE(preview->waves[0].nodes, std::uint64_t{2});
  QVERIFY(preview->waves[0].baseline > 0 && preview->waves[0].bytes > 0 && preview->waves[0].smallestHarm > 1);
  const auto draft = answerOf<Rollout>([&](auto done) { demo.fleet.createRollout(wanted, done); });
  QVERIFY(draft.ok());
  QCOMPARE(draft->state, RolloutState::Draft);
  QVERIFY(draft->planDigest == preview->planDigest);
  QCOMPARE(demo.say(RolloutVerb::Start, *draft)->state, RolloutState::Running);
  QVERIFY(demo.goesOnUntil(draft->id, [](const Rollout& r) { return r.state == RolloutState::Succeeded; }));
  const Rollout ended = demo.get(draft->id);
  QCOMPARE(ended.count(NodeOutcome::Proven) + ended.count(NodeOutcome::Late), ended.size());
}

void TestDemoPlans::an_edited_plan_has_another_digest_and_no_approvals() {
  Demo demo;
  const Rollout waits = demo.in(RolloutState::AwaitingApproval);
  const std::string plan = demo.get(waits.id).plan;
  const auto edited =
      answerOf<Rollout>([&](auto done) { demo.fleet.editRollout(waits.id, plan + "# calmer\n", done); });
  QVERIFY(edited.ok());
  QCOMPARE(edited->state, RolloutState::Draft);
  QVERIFY(edited->planDigest != waits.planDigest && edited->approvals.empty());
  const Rollout running = demo.in(RolloutState::Running);
  const auto late = answerOf<Rollout>([&](auto done) { demo.fleet.editRollout(running.id, plan, done); });
  QCOMPARE(late.error().reason, std::string("wrong_state"));
}

void TestDemoPlans::a_mistake_in_the_document_has_its_line_and_field() {
  Demo demo(500);
  NewRollout wanted;
  wanted.plan = std::string(kPlan).replace(std::string(kPlan).find("size: 2"), 7, "size: -2");
  const auto preview = answerOf<RolloutPreview>([&](auto done) { demo.fleet.prepareRollout(wanted, done); });
  QCOMPARE(preview.error().field, std::string("waves[0].size"));
  QVERIFY2(preview.error().message.starts_with("line 10: "), preview.error().message.c_str());
}

void TestDemoPlans::a_fleet_of_any_size_can_have_plans() {
  for (const std::size_t nodes : {0, 1, 20, 120, 400}) {
    Demo demo(nodes);
    demo.clock.pass(30s);
    const auto page = answerOf<Page<Rollout>>([&](auto done) { demo.fleet.listRollouts({{}, {}, 100, {}}, done); });
    QVERIFY(page.ok());
    for (const Rollout& rollout : page->items)
      for (const RolloutWave& wave : rollout.waves) QVERIFY(wave.nodes > 0);
  }
}

void TestDemoPlans::one_has_its_nodes_in_shadow_and_at_weights() {
  Demo demo;
  const Rollout rollout = demo.staged();
  QVERIFY(rollout.stages.planned.shadow && rollout.stages.planned.weights);
  QCOMPARE(rollout.stages.found.size(), std::size_t{2});
  std::uint64_t inShadow = 0, atWeights = 0, compared = 0;
  for (const auto& [id, node] : demo.mirror.nodes)
    for (const NodeWorkload& workload : node.workloads)
      for (const NodeStage& stage : workload.stages) {
        QCOMPARE(stage.rollout, rollout.id);
        const bool shadow = stage.report.stage == StageKind::Shadow;
        compared += shadow ? stage.report.compared : 0;
        QCOMPARE(stage.report.percent == 0, shadow);
        if (stage.underWay) ++(shadow ? inShadow : atWeights);
      }
  QVERIFY(inShadow > 0 && atWeights > 0);
  QCOMPARE(rollout.stages.found[0].underWay, inShadow);
  QCOMPARE(rollout.stages.found[1].underWay, atWeights);
  QCOMPARE(rollout.stages.found[0].compared, compared);
  QVERIFY(!rollout.stages.found[0].alarms() && !rollout.stages.found[1].alarms());
  for (const auto& [id, other] : demo.mirror.rollouts)
    if (id != rollout.id) QVERIFY(other.stages.empty());
}

void TestDemoPlans::nodes_come_through_their_stages_and_are_proven() {
  Demo demo;
  const Rollout before = demo.staged();
  QVERIFY(before.count(NodeOutcome::Pending) > 0);
  const auto isThrough = [](const Rollout& rollout) { return rollout.waves[1].state == WaveState::Soaking; };
  QVERIFY(!isThrough(before));
  QVERIFY(demo.goesOnUntil(before.id, isThrough));
  const Rollout after = demo.get(before.id);
  QCOMPARE(after.count(NodeOutcome::Pending), std::size_t{0});
  for (const StageSummary& found : after.stages.found) QCOMPARE(found.underWay, std::uint64_t{0});
  QVERIFY(after.stages.found[1].compared > before.stages.found[1].compared);
}

void TestDemoPlans::a_preview_names_the_stages_and_a_service_has_none() {
  Demo demo;
  NewRollout wanted;
  wanted.plan = std::string("shadow: {min_time: 1m}\n") + kPlan;
  const auto preview = answerOf<RolloutPreview>([&](auto done) { demo.fleet.prepareRollout(wanted, done); });
  QVERIFY(preview);
  QVERIFY(preview->stages.shadow && !preview->stages.weights);
  QCOMPARE(preview->waves.front().notes.back().reason, std::string("stages"));
  wanted.plan = "workload: edge-gateway\nto: 4.3.0\nweights: {}\nwaves: [{name: all, size: rest}]\n";
  const auto refused = answerOf<RolloutPreview>([&](auto done) { demo.fleet.prepareRollout(wanted, done); });
  QVERIFY(!refused);
  QCOMPARE(refused.error().reason, std::string("no_inputs"));
  QCOMPARE(refused.error().field, std::string("weights"));
}

QTEST_GUILESS_MAIN(TestDemoPlans)
#include "tst_demo_plans.moc"
