// What people say about a rollout: who may say it, when, and what it does. And plans that are hostile or out of date.
#include "services/documents/rollout_plan.h"
#include "tests/controlplane/rollout_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::string kPlan =
    "workload: meter-reader\nto: 2.0.0\ndeadline: 2m\n"
    "gates: {interval: 10s, warm_up: 10s, min_requests: 2000, min_success_ratio: 0.5}\n"
    "waves:\n"
    "  - {name: canary, size: 2, soak: 1m, limit: 30m, approvals: {count: 2, lifetime: 1h}}\n"
    "  - {name: all, size: rest, soak: 1m, limit: 30m, approvals: {count: 1}}\n";

Caller person(const char* name, Role role = Role::Approver, std::vector<RegionName> regions = {}) {
  return {name, {{role, std::move(regions)}}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

class TstRolloutWords : public QObject {
  Q_OBJECT

 private slots:
  void a_draft_gives_nothing_to_any_node_and_stands_in_nobodys_way() {
    RolloutRig rig;
    QVERIFY(rig.create(kPlan));
    rig.pass(10);
    QVERIFY(rig.rollout().state == RolloutState::Draft);
    QCOMPARE(rig.assigned(), std::size_t{0});
    NewRollout direct;
    direct.workload = kWorkload;
    direct.version = {2, 0, 0};
    QVERIFY(rig.take(createRollout(rig.room(), direct, rig.author, 1)));
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Start)), QString("rollout_running"));
    rig.pass(3);
    QVERIFY(rig.rollout("meter-reader-2").state == RolloutState::Succeeded);
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Start)), QString("overtaken"));
  }

  void a_wave_begins_when_enough_people_other_than_the_author_have_approved_its_plan() {
    RolloutRig rig;
    rig.begin(kPlan);
    QVERIFY(rig.rollout().state == RolloutState::AwaitingApproval);
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Approve, 0, person("author"))), QString("own_plan"));
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("first")));
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("first")));  // twice is once
    rig.pass(5);
    QVERIFY(rig.rollout().state == RolloutState::AwaitingApproval);
    QCOMPARE(rig.assigned(), std::size_t{0});
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("second")));
    rig.pass(2);
    QVERIFY(rig.rollout().state == RolloutState::Running);
    QCOMPARE(rig.assigned(), std::size_t{2});
    QVERIFY(rig.passUntil([&] { return rig.wave(1).state == WaveState::AwaitingApproval; }));
    QVERIFY(rig.say(RolloutVerb::Approve, 1, person("first")));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
  }

  void an_approval_expires() {
    RolloutRig rig;
    rig.begin(kPlan);
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("first")));
    rig.pass(6 * 61);
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("second")));
    rig.pass(5);
    QVERIFY(rig.rollout().state == RolloutState::AwaitingApproval);
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("first")));
    rig.pass(2);
    QVERIFY(rig.rollout().state == RolloutState::Running);
  }

  void an_edit_voids_what_was_approved_and_whoever_edits_is_the_author() {
    RolloutRig rig;
    rig.begin(kPlan);
    const Digest before = rig.rollout().planDigest;
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("first")));
    QVERIFY(rig.edit(replaced(kPlan, "size: 2", "size: 3"), person("editor", Role::Operator)));
    QVERIFY(rig.rollout().state == RolloutState::Draft);
    QVERIFY(rig.rollout().planDigest != before);
    QVERIFY(rig.rollout().approvals.empty());
    QCOMPARE(rig.wave(0).nodes, std::uint64_t{3});
    QVERIFY(rig.say(RolloutVerb::Start));
    RolloutWord late{RolloutVerb::Approve, RolloutId("meter-reader-1"), 0, before, ""};
    QCOMPARE(reasonOf(rig.say(late, person("second"))), QString("other_plan"));
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Approve, 0, person("editor"))), QString("own_plan"));
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("author")));  // who wrote only the one before
    QVERIFY(rig.say(RolloutVerb::Approve, 0, person("second")));
    rig.pass(2);
    QVERIFY(rig.rollout().state == RolloutState::Running);
    QCOMPARE(reasonOf(rig.edit(kPlan, rig.author)), QString("wrong_state"));
  }

  void a_rejection_ends_what_has_not_begun_and_stops_what_has() {
    RolloutRig rig;
    rig.begin(kPlan);
    QVERIFY(rig.say(RolloutVerb::Reject, 0, person("first")));
    QVERIFY(rig.rollout().state == RolloutState::Rejected);
    RolloutRig later;
    later.begin(replaced(kPlan, "approvals: {count: 2, lifetime: 1h}", "approvals: {count: 0}"));
    QVERIFY(later.passUntil([&] { return later.wave(1).state == WaveState::AwaitingApproval; }));
    QVERIFY(later.say(RolloutVerb::Reject, 1, person("first")));
    QVERIFY(later.rollout().state == RolloutState::Paused);
    QCOMPARE(later.rollout().reason, std::string("rejected"));
    later.pass(30);
    QCOMPARE(later.assigned(), std::size_t{2});
  }

  void an_approver_has_to_be_one_in_every_region_of_the_rollout() {
    RolloutRig rig;
    rig.begin(kPlan);
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Approve, 0, person("west", Role::Approver, {kWest}))),
             QString("out_of_scope"));
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Approve, 0, person("operator", Role::Operator))), QString("out_of_scope"));
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Pause, 0, person("viewer", Role::Viewer))), QString("out_of_scope"));
    QCOMPARE(rig.rollout().approvals.size(), std::size_t{0});
  }

  void pause_and_resume_at_the_same_time_leave_one_of_the_two_states() {
    for (const bool pauseFirst : {true, false}) {
      RolloutRig rig;
      rig.begin(replaced(kPlan, "approvals: {count: 2, lifetime: 1h}", "approvals: {count: 0}"));
      rig.pass(3);
      QVERIFY(rig.say(pauseFirst ? RolloutVerb::Pause : RolloutVerb::Resume));
      QVERIFY(rig.say(pauseFirst ? RolloutVerb::Resume : RolloutVerb::Pause));
      QVERIFY(rig.rollout().state == (pauseFirst ? RolloutState::Running : RolloutState::Paused));
    }
  }

  void what_cannot_be_said_in_a_state_is_refused_data() {
    QTest::addColumn<int>("verb");
    QTest::addColumn<int>("wave");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, RolloutVerb verb, int wave, const char* reason) {
      QTest::newRow(name) << static_cast<int>(verb) << wave << reason;
    };
    row("pause a draft", RolloutVerb::Pause, 0, "wrong_state");
    row("resume a draft", RolloutVerb::Resume, 0, "wrong_state");
    row("approve a draft", RolloutVerb::Approve, 0, "wrong_state");
    row("promote a draft", RolloutVerb::Promote, 0, "wrong_state");
    row("a wave that is not there", RolloutVerb::Promote, 9, "no_wave");
    row("a wave that is not there, again", RolloutVerb::Skip, 9, "no_wave");
  }
  void what_cannot_be_said_in_a_state_is_refused() {
    QFETCH(int, verb);
    QFETCH(int, wave);
    RolloutRig rig;
    QVERIFY(rig.create(kPlan));
    const Caller all{"everything", {{Role::Administrator, {}}}};
    QTEST(reasonOf(rig.say(static_cast<RolloutVerb>(verb), static_cast<std::uint32_t>(wave), all)), "reason");
    QVERIFY(rig.rollout().state == RolloutState::Draft);
  }

  void a_finished_rollout_cannot_be_aborted_or_started_again() {
    RolloutRig rig;
    rig.begin(replaced(replaced(kPlan, "approvals: {count: 2, lifetime: 1h}", "approvals: {count: 0}"),
                       ", approvals: {count: 1}", ""));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(reasonOf(abortRollout(rig.state, RolloutId("meter-reader-1"), rig.author, rig.key, rig.now)),
             QString("not_running"));
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Start)), QString("wrong_state"));
  }

  void an_abort_stops_assigning_and_leaves_what_is_proven() {
    RolloutRig rig;
    rig.begin(replaced(kPlan, "approvals: {count: 2, lifetime: 1h}", "approvals: {count: 0}"));
    rig.pass(5);
    QVERIFY(rig.take(abortRollout(rig.state, RolloutId("meter-reader-1"), rig.author, rig.key, rig.now)));
    QVERIFY(rig.rollout().state == RolloutState::Aborted);
    rig.pass(50);
    QCOMPARE(rig.assigned(), std::size_t{2});
    QCOMPARE(rig.runs({2, 0, 0}), std::size_t{2});
    QVERIFY(rig.take(rollBack(rig.state, RolloutId("meter-reader-1"), rig.author, rig.key, rig.now)));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.runs({1, 0, 0}), std::size_t{12});
  }

  void a_plan_that_does_not_fit_the_fleet_is_refused_and_nothing_is_kept_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("field");
    QTest::newRow("a selector that no node matches") << "deadline: 2m"
                                                     << "deadline: 2m\nselector: \"site:nowhere\""
                                                     << "no_nodes"
                                                     << "selector";
    QTest::newRow("a workload nobody declared") << "meter-reader"
                                                << "meter-raeder"
                                                << "no_workload"
                                                << "workload";
    QTest::newRow("a version nobody published") << "to: 2.0.0"
                                                << "to: 7.0.0"
                                                << "no_release"
                                                << "to";
    QTest::newRow("a region that is not there") << "size: rest"
                                                << "size: rest}\n  - {name: x, size: rest"
                                                << "bad_value"
                                                << "waves[2].size";
    QTest::newRow("a wave without nodes") << "size: 2"
                                          << "size: {sites: [paris]}"
                                          << "no_site"
                                          << "waves[0].size";
    QTest::newRow("a version that no node runs") << "to: 2.0.0"
                                                 << "to: 2.0.0\nfrom: 0.5.0"
                                                 << "no_nodes"
                                                 << "from";
    QTest::newRow("a wave of nothing") << "size: 2"
                                       << "size: 0"
                                       << "bad_value"
                                       << "waves[0].size";
    QTest::newRow("more than all") << "size: 2"
                                   << "size: 101%"
                                   << "bad_value"
                                   << "waves[0].size";
  }
  void a_plan_that_does_not_fit_the_fleet_is_refused_and_nothing_is_kept() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    RolloutRig rig;
    const auto before = rig.state.rollouts.size();
    const auto created = rig.create(replaced(kPlan, from.toStdString(), to.toStdString()));
    QTEST(reasonOf(created), "reason");
    QTEST(QString::fromStdString(created.error().field), "field");
    QCOMPARE(rig.state.rollouts.size(), before);
  }

  void ten_thousand_waves_are_refused() {
    std::string plan = kPlan.substr(0, kPlan.find("  - {name: canary"));
    for (int i = 0; i < 10'000; ++i) plan += "  - {name: w" + std::to_string(i) + ", size: 1}\n";
    RolloutRig rig;
    QVERIFY(!rig.create(plan));
    QVERIFY(rig.state.rollouts.empty());
  }

  void a_rejection_stands_until_whoever_said_it_says_otherwise() {
    RolloutRig rig;
    rig.begin(replaced(kPlan, "approvals: {count: 2, lifetime: 1h}", "approvals: {count: 0}"));
    QVERIFY(rig.passUntil([&] { return rig.wave(1).state == WaveState::AwaitingApproval; }));
    QVERIFY(rig.say(RolloutVerb::Reject, 1, person("first")));
    QVERIFY(rig.say(RolloutVerb::Approve, 1, person("second")));
    QVERIFY(rig.say(RolloutVerb::Resume));
    rig.pass(30);
    QCOMPARE(rig.assigned(), std::size_t{2});
    QVERIFY(rig.say(RolloutVerb::Approve, 1, person("first")));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
  }

  void a_first_wave_that_is_skipped_leaves_the_next_one_to_be_waited_for() {
    RolloutRig rig;
    rig.begin(kPlan);
    QVERIFY(rig.say(RolloutVerb::Approve, 1, person("first")));
    QVERIFY(rig.say(RolloutVerb::Skip, 0));
    rig.pass(5);
    QVERIFY(rig.rollout().state == RolloutState::AwaitingApproval);  // what was approved was what the canary would show
    QVERIFY(rig.say(RolloutVerb::Approve, 1, person("first")));
    rig.pass(3);
    QVERIFY(rig.rollout().state == RolloutState::Running);
    QVERIFY(hasBegun(rig.wave(1).state));
  }

  void a_failed_wave_cannot_be_resumed_and_nothing_that_is_over_promoted() {
    RolloutRig rig;
    rig.behaviour = [](const NodeRecord&, const Version& version, std::uint64_t) {
      return Service{600, version == Version{2, 0, 0} ? 60U : 6U, 5'000, 0};
    };
    rig.begin("on_failure: pause\n" + replaced(kPlan, "approvals: {count: 2, lifetime: 1h}", "approvals: {count: 0}"));
    QVERIFY(rig.passUntil(RolloutState::Paused));
    const auto resumed = rig.say(RolloutVerb::Resume);
    QCOMPARE(reasonOf(resumed), QString("failed_wave"));
    QCOMPARE(resumed.error().fix, std::string("flotillactl rollback meter-reader-1, or rollouts abort meter-reader-1"));
    QVERIFY(rig.take(abortRollout(rig.state, RolloutId("meter-reader-1"), rig.author, rig.key, rig.now)));
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Promote, 0)), QString("wrong_state"));
  }
};

QTEST_GUILESS_MAIN(TstRolloutWords)
#include "tst_rollout_words.moc"
