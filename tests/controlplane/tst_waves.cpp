// Rollouts that judge themselves, over the whole core: plan, waves, looks, gates, and the way back without a hand.
#include "services/controlplane/core/rollouts/explain.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "services/documents/rollout_plan.h"
#include "tests/controlplane/rollout_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const Version kOld{1, 0, 0}, kNew{2, 0, 0};

std::string planWith(const std::string& waves, const std::string& gates = "", const std::string& rest = "") {
  return "workload: meter-reader\nto: 2.0.0\ndeadline: 2m\n" + rest +
         "gates: {interval: 10s, warm_up: 10s, min_requests: 2000, min_success_ratio: 0.5" +
         (gates.empty() ? "" : ", " + gates) + "}\nwaves:\n" + waves;
}

const std::string kThreeWaves =
    "  - {name: canary, size: 2, soak: 1m, limit: 30m}\n"
    "  - {name: west, size: {regions: [eu-west]}, soak: 1m, limit: 30m}\n"
    "  - {name: all, size: rest, soak: 1m, limit: 30m}\n";
const std::string kTwoWaves =
    "  - {name: canary, size: 2, soak: 1m, limit: 30m}\n"
    "  - {name: all, size: rest, soak: 1m, limit: 30m}\n";
const std::string kAskedTwoWaves =
    "  - {name: canary, size: 2, soak: 1m, limit: 30m}\n"
    "  - {name: all, size: rest, soak: 1m, limit: 30m, approvals: {count: 1}}\n";

// One answer in a hundred is bad; of the new version `more` times as many.
Behaviour worse(std::uint64_t more) {
  return [=](const NodeRecord&, const Version& version, std::uint64_t) {
    return Service{600, version == kNew ? 6 * more : 6, 5'000, 0};
  };
}

}  // namespace

class TstWaves : public QObject {
  Q_OBJECT

 private slots:
  void a_good_version_goes_from_the_canary_to_a_region_to_all_by_its_evidence() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kThreeWaves));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.runs(kNew), std::size_t{12});
    const auto& lines = rig.history.at(RolloutId("meter-reader-1"));
    const std::vector<std::string> wanted{
        "draft",       "canary pending", "west pending",  "all pending",    "canary assigning",
        "running",     "canary soaking", "canary passed", "west assigning", "west soaking",
        "west passed", "all assigning",  "all soaking",   "all passed",     "succeeded"};
    QCOMPARE(lines, wanted);
    QVERIFY(rig.wave(0).verdict == Verdict::Pass);
    QVERIFY(rig.wave(0).endedAt - rig.wave(0).soakingAt >= 1min);
  }

  void a_bad_version_is_caught_by_the_canary_and_taken_back_without_a_hand_and_never_beyond_its_wave() {
    RolloutRig rig;
    rig.behaviour = worse(8);
    rig.begin(planWith(kThreeWaves));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.assigned(), std::size_t{2});
    QCOMPARE(rig.runs(kNew), std::size_t{0});
    QCOMPARE(rig.rollout().reason, std::string("grid_test"));
    QCOMPARE(rig.rollout().count(NodeOutcome::Returned), std::size_t{2});
    QCOMPARE(rig.rollout().count(NodeOutcome::Planned), std::size_t{10});
    QVERIFY(rig.wave(0).state == WaveState::Failed);
    QVERIFY(rig.wave(0).odds >= 100);
    QCOMPARE(rig.facts.front().after, std::string("rolling_back"));
    QCOMPARE(rig.facts.back().after, std::string("rolled_back"));
  }

  void a_version_that_is_only_slower_is_caught() {
    RolloutRig rig;
    rig.behaviour = [](const NodeRecord&, const Version& version, std::uint64_t) {
      return Service{600, 6, version == kNew ? 9'000.0 : 5'000.0, 0};
    };
    rig.begin(planWith(kTwoWaves, "slow_ms: 8"));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.rollout().reason, std::string("slow_test"));
    QCOMPARE(rig.assigned(), std::size_t{2});
  }

  void a_version_whose_workers_crash_again_and_again_is_caught() {
    RolloutRig rig;
    rig.behaviour = [](const NodeRecord&, const Version& version, std::uint64_t tick) {
      return Service{600, 0, 5'000, version == kNew && tick % 2 == 0 ? 1U : 0U};
    };
    rig.begin(planWith(kTwoWaves, "", ""));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.rollout().reason, std::string("crash_loop"));
    QCOMPARE(rig.assigned(), std::size_t{2});
  }

  void a_version_that_is_wrong_in_one_region_only_is_caught_there() {
    RolloutRig rig;
    rig.behaviour = [](const NodeRecord& node, const Version& version, std::uint64_t) {
      return Service{600, version == kNew && node.region == kEast ? 60U : 6U, 5'000, 0};
    };
    rig.begin(
        planWith("  - {name: west, size: {regions: [eu-west]}, soak: 1m, limit: 30m}\n"
                 "  - {name: east, size: 2, soak: 1m, limit: 30m}\n"
                 "  - {name: all, size: rest, soak: 1m, limit: 30m}\n"));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QVERIFY(rig.wave(0).state == WaveState::Passed);
    QVERIFY(rig.wave(1).state == WaveState::Failed);
    QCOMPARE(rig.assigned(), std::size_t{7});  // six in the west but one, and two in the east
    QCOMPARE(rig.runs(kOld), std::size_t{12});
  }

  // The last wave leaves nobody to compare with, and the east has had no canary.
  void where_nobody_is_left_to_compare_with_nodes_are_held_against_their_own_past() {
    const std::string plan = planWith(
        "  - {name: west, size: {regions: [eu-west]}, soak: 1m, limit: 30m}\n"
        "  - {name: all, size: rest, soak: 5m, limit: 30m}\n");
    const auto inTheEast = [](std::uint64_t errors) {
      return [errors](const NodeRecord& node, const Version& version, std::uint64_t) {
        return Service{600, version == kNew && node.region == kEast ? errors : 6U, 5'000, 0};
      };
    };
    RolloutRig harmed;
    harmed.behaviour = inTheEast(60);
    harmed.pass(30);  // a past
    harmed.begin(plan);
    QVERIFY(harmed.passUntil(RolloutState::RolledBack));
    QCOMPARE(harmed.rollout().reason, std::string("past_test"));
    QVERIFY2(harmed.rollout().message.find("on the same nodes") != std::string::npos, harmed.rollout().message.c_str());
    QCOMPARE(harmed.runs(kOld), std::size_t{12});
    // Twice as many is what another hour may bring, and no proof without a control.
    RolloutRig spared;
    spared.behaviour = inTheEast(12);
    spared.pass(30);
    spared.begin(plan);
    QVERIFY2(spared.passUntil(RolloutState::Succeeded), spared.rollout().message.c_str());
  }

  void a_canary_that_turns_bad_while_people_are_asked_is_taken_back() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kAskedTwoWaves));
    QVERIFY(rig.passUntil([&] { return rig.wave(1).state == WaveState::AwaitingApproval; }));
    rig.pass(20);
    QVERIFY(rig.rollout().state == RolloutState::Running);
    rig.behaviour = worse(20);
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.assigned(), std::size_t{2});
    QVERIFY(rig.wave(0).state == WaveState::Failed);
  }

  void a_canary_that_turns_bad_while_the_rollout_is_paused_is_taken_back() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kTwoWaves));
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Soaking; }));
    QVERIFY(rig.say(RolloutVerb::Pause));
    rig.behaviour = worse(20);
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.assigned(), std::size_t{2});
  }

  void a_paused_rollout_gives_nothing_to_any_node_and_goes_on_when_it_is_resumed() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kTwoWaves));
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Soaking; }));
    QVERIFY(rig.say(RolloutVerb::Pause));
    QVERIFY(rig.say(RolloutVerb::Pause));  // the same intent twice
    rig.pass(60);
    QCOMPARE(rig.assigned(), std::size_t{2});
    QVERIFY(rig.say(RolloutVerb::Resume));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.runs(kNew), std::size_t{12});
  }

  void without_answers_there_is_no_verdict_and_a_human_is_asked() {
    RolloutRig rig;
    rig.behaviour = [](const NodeRecord&, const Version& version, std::uint64_t) {
      return Service{version == kNew ? 0U : 600U, 0, 5'000, 0};
    };
    rig.begin(planWith(kTwoWaves));
    QVERIFY(rig.passUntil(RolloutState::Paused));
    QCOMPARE(rig.rollout().reason, std::string("no_verdict"));
    QVERIFY(rig.wave(0).verdict == Verdict::Inconclusive);
    QVERIFY(rig.now - rig.wave(0).soakingAt >= 30min);
    QCOMPARE(rig.runs(kNew), std::size_t{2});
    QVERIFY(rig.say(RolloutVerb::Promote, 0));
    QVERIFY(rig.say(RolloutVerb::Resume));
    rig.behaviour = worse(0);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
  }

  void canary_nodes_that_fall_silent_are_unknown_and_never_good() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kTwoWaves));
    QVERIFY(rig.passUntil([&] { return rig.wave(0).looks >= 2; }));
    for (const RolloutNode& node : rig.rollout().nodes)
      if (node.wave == 0) rig.offline.insert(node.nodeName);
    rig.pass(30);
    QVERIFY(rig.wave(0).verdict == Verdict::Unknown);
    QVERIFY(rig.wave(0).state == WaveState::Soaking);
    QCOMPARE(rig.assigned(), std::size_t{2});
  }

  void a_node_that_refuses_ends_it_and_the_others_go_back() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    QVERIFY(rig.create(planWith(kTwoWaves)));
    const auto canary = std::find_if(rig.rollout().nodes.begin(), rig.rollout().nodes.end(),
                                     [](const RolloutNode& node) { return node.wave == 0; });
    rig.refusing.insert(canary->nodeName);
    QVERIFY(rig.say(RolloutVerb::Start));
    QVERIFY(rig.passUntil([&] { return rig.rollout().state == RolloutState::RollingBack; }));
    QCOMPARE(rig.rollout().reason, std::string("failed_nodes"));
    QVERIFY(rig.rollout().message.find("the bytes are not those that were signed") != std::string::npos);
    rig.refusing.clear();
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.runs(kNew), std::size_t{0});
  }

  void on_failure_decides_what_follows_data() {
    QTest::addColumn<QString>("action");
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("stay");
    QTest::newRow("return them") << "roll_back" << static_cast<int>(RolloutState::RolledBack) << 0;
    QTest::newRow("ask") << "pause" << static_cast<int>(RolloutState::Paused) << 2;
    QTest::newRow("leave them") << "stay" << static_cast<int>(RolloutState::Failed) << 2;
  }
  void on_failure_decides_what_follows() {
    QFETCH(QString, action);
    QFETCH(int, state);
    RolloutRig rig;
    rig.behaviour = worse(8);
    rig.begin(planWith(kTwoWaves, "", "on_failure: " + action.toStdString() + "\n"));
    QVERIFY(rig.passUntil(static_cast<RolloutState>(state)));
    rig.pass(20);
    QCOMPARE(static_cast<int>(rig.rollout().state), state);
    QTEST(static_cast<int>(rig.runs(kNew)), "stay");
    QCOMPARE(rig.assigned(), std::size_t{2});
  }

  void a_node_out_of_reach_is_late_and_gets_it_when_it_is_back() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.offline = {"boston-3"};
    rig.pass(5);
    rig.begin(planWith(kTwoWaves));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.rollout().count(NodeOutcome::Late), std::size_t{1});
    QCOMPARE(rig.assigned(), std::size_t{11});
    rig.offline.clear();
    QVERIFY(rig.passUntil([&] { return rig.runs(kNew) == 12; }, 10));
    QCOMPARE(rig.rollout().count(NodeOutcome::Proven), std::size_t{12});
    QVERIFY(rig.rollout().state == RolloutState::Succeeded);
  }

  void a_late_node_of_a_version_that_was_taken_back_never_gets_it() {
    RolloutRig rig;
    rig.behaviour = worse(8);
    QVERIFY(rig.create(planWith(kTwoWaves)));
    std::vector<std::string> canaries;
    for (const RolloutNode& node : rig.rollout().nodes)
      if (node.wave == 0) canaries.push_back(node.nodeName);
    rig.offline = {canaries.front()};
    rig.pass(3);
    QVERIFY(rig.say(RolloutVerb::Start));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    rig.offline.clear();
    rig.pass(30);
    QCOMPARE(rig.assigned(), std::size_t{1});
    QCOMPARE(rig.runs(kOld), std::size_t{12});
  }

  void no_more_nodes_of_a_site_than_allowed_are_under_way_or_away() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.offline = {"rotterdam-1"};
    rig.pass(5);
    rig.begin(planWith("  - {name: all, size: rest, soak: 0s}\n", "", "max_unavailable: {per_site: 2}\n"));
    for (int i = 0; i < 20 && rig.rollout().state == RolloutState::Running; ++i) {
      std::map<std::string, int> away;
      for (const RolloutNode& node : rig.rollout().nodes)
        if (node.outcome == NodeOutcome::Pending || rig.offline.contains(node.nodeName))
          ++away[node.nodeName.substr(0, node.nodeName.find('-'))];
      QVERIFY(away["rotterdam"] <= 2);
      QVERIFY(away["boston"] <= 2);
      rig.pass(1);
    }
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.runs(kNew), std::size_t{11});
  }

  void nodes_that_come_back_late_keep_to_what_is_allowed_too() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.offline = {"rotterdam-1", "rotterdam-2", "rotterdam-3", "rotterdam-4"};
    rig.pass(40);
    rig.begin(planWith("  - {name: all, size: rest, soak: 0s}\n", "", "max_unavailable: {per_site: 1}\n"));
    QVERIFY(rig.passUntil([&] { return rig.rollout().count(NodeOutcome::Late) == 4; }));
    rig.offline.clear();
    for (int i = 0; i < 60 && rig.runs(kNew) < 12; ++i) {
      std::map<std::string, int> away;
      for (const RolloutNode& node : rig.rollout().nodes)
        if (node.outcome == NodeOutcome::Pending) ++away[node.nodeName.substr(0, node.nodeName.find('-'))];
      QVERIFY2(away["rotterdam"] <= 1, qPrintable(QString::number(away["rotterdam"])));
      rig.pass(1);
    }
    QCOMPARE(rig.runs(kNew), std::size_t{12});
  }

  void no_wave_begins_on_one_that_nobody_could_try() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    QVERIFY(rig.create(
        planWith("  - {name: canary, size: 2, soak: 0s, limit: 10m}\n  - {name: all, size: rest, soak: 0s}\n")));
    for (const RolloutNode& node : rig.rollout().nodes)
      if (node.wave == 0) rig.offline.insert(node.nodeName);
    rig.pass(40);
    QVERIFY(rig.say(RolloutVerb::Start));
    QVERIFY(rig.passUntil(RolloutState::Paused));
    QCOMPARE(rig.rollout().reason, std::string("no_verdict"));
    QVERIFY(rig.rollout().message.find("no node has proven it yet") != std::string::npos);
    QCOMPARE(rig.assigned(), std::size_t{0});
    rig.offline.clear();
    rig.pass(2);
    QVERIFY(rig.say(RolloutVerb::Resume));
    rig.pass(10);  // they get it, and it waits again
    if (rig.rollout().state == RolloutState::Paused) QVERIFY(rig.say(RolloutVerb::Resume));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.runs(kNew), std::size_t{12});
  }

  void a_rate_lets_nodes_go_in_growing_steps() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith("  - {name: all, size: rest, soak: 0s, rate: {nodes: 1, every: 1m, growth: 2}}\n"));
    QCOMPARE(rig.assigned(), std::size_t{1});
    rig.pass(5);
    QCOMPARE(rig.assigned(), std::size_t{1});
    rig.pass(1);
    QCOMPARE(rig.assigned(), std::size_t{3});
    rig.pass(6);
    QCOMPARE(rig.assigned(), std::size_t{7});
    rig.pass(6);
    QCOMPARE(rig.assigned(), std::size_t{12});
  }

  void nothing_is_assigned_outside_the_window() {
    RolloutRig rig;  // it is noon
    rig.behaviour = worse(1);
    rig.begin(planWith("  - {name: all, size: rest, soak: 0s, window: {zone: UTC, from: \"12:30\", to: \"13:00\"}}\n"));
    rig.pass(60);
    QVERIFY(rig.wave(0).state == WaveState::AwaitingWindow);
    QCOMPARE(rig.assigned(), std::size_t{0});
    rig.pass(140);
    QVERIFY(rig.rollout().state == RolloutState::Succeeded);
  }

  void a_skipped_wave_gets_nothing() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kThreeWaves));
    QVERIFY(rig.say(RolloutVerb::Skip, 1));
    QVERIFY(rig.say(RolloutVerb::Skip, 1));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QVERIFY(rig.wave(1).state == WaveState::Skipped);
    QVERIFY(rig.runs(kNew) < 12);
    QCOMPARE(reasonOf(rig.say(RolloutVerb::Skip, 2)), QString("wrong_state"));
  }

  void the_cohorts_are_drawn_by_the_recorded_seed() {
    RolloutRig a, b, c;
    QVERIFY(a.create(planWith(kTwoWaves)) && b.create(planWith(kTwoWaves)));
    NewRollout wanted;
    wanted.plan = planWith(kTwoWaves);
    QVERIFY(c.take(createRollout(c.room(), wanted, c.author, 12345)));
    const auto canaries = [](const RolloutRig& rig) {
      std::set<std::string> out;
      for (const RolloutNode& node : rig.rollout().nodes)
        if (node.wave == 0) out.insert(node.nodeName);
      return out;
    };
    QCOMPARE(canaries(a), canaries(b));
    QVERIFY(canaries(a) != canaries(c));
    QCOMPARE(a.rollout().seed, std::uint64_t{7});
    // Two of twelve, six in each region: one of each.
    for (const RolloutRig* rig : {&a, &c})
      for (const char* site : {"rotterdam", "boston"})
        QCOMPARE(std::count_if(rig->rollout().nodes.begin(), rig->rollout().nodes.end(),
                               [&](const RolloutNode& n) { return n.wave == 0 && n.nodeName.starts_with(site); }),
                 std::ptrdiff_t{1});
  }

  void a_replay_of_the_stored_looks_gives_the_same_verdicts_to_the_bit() {
    RolloutRig rig;
    rig.behaviour = worse(8);
    rig.begin(planWith(kThreeWaves));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    const Gates gates = parseRolloutPlan(rig.rollout().plan)->gates;
    WaveEvidence seen(gates.tolerance);
    QVERIFY(rig.looks.size() >= 5);
    for (const LookRecord& record : rig.looks) {
      seen.add(record.look.at, decodeReadings(record.readings).value());
      QVERIFY(judgeWave(seen, gates, rig.rollout().seed, record.look.number) == record.look.evidence);
    }
  }

  void why_tells_it_in_one_sentence_and_a_replay_from_the_database_finds_what_was_changed_there() {
    RolloutRig rig;
    rig.behaviour = worse(8);
    rig.begin(planWith(kThreeWaves));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    const QTemporaryDir folder;
    const std::string path = (folder.path() + "/flotilla.db").toStdString();
    {
      const auto store = SqliteFleetStore::open(path).value();
      QVERIFY(store->commit(rig.everything, 0, 1));
    }
    const auto store = SqliteFleetStore::open(path).value();
    const FleetState state = store->load().value();
    const RolloutId id("meter-reader-1");
    const auto why = explainRollout(*store, state, id, rig.author, true).value();
    QCOMPARE(why.differences, std::uint64_t{0});
    QCOMPARE(why.lookCount, rig.looks.size());
    const QString sentence = QString::fromStdString(why.sentence);
    QVERIFY2(
        QRegularExpression("^meter-reader-1 is rolled back: \\d+ of \\d+ \\(8\\.0 %\\) answers of the new version are "
                           "bad, \\d+ of \\d+ \\(1\\.0 %\\) of the version before: odds .* to 1 that it is worse$")
            .match(sentence)
            .hasMatch(),
        qPrintable(sentence));
    QCOMPARE(std::count_if(why.nodes.begin(), why.nodes.end(), [](const NodeTally& n) { return n.canary; }),
             std::ptrdiff_t{2});
    LookRecord forged = rig.looks.back();
    auto readings = decodeReadings(forged.readings).value();
    for (Reading& reading : readings) reading.bad = reading.bad / 2;
    forged.readings = encodeReadings(readings);
    QVERIFY(store->commit({{{forged}, {}}}, 0, 2));
    QCOMPARE(explainRollout(*store, state, id, rig.author, true)->differences, std::uint64_t{1});
  }

  void a_restart_in_the_middle_goes_on_where_the_looks_were() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kTwoWaves));
    QVERIFY(rig.passUntil([&] { return rig.wave(0).looks == 4; }));
    const QTemporaryDir folder;
    const auto store = SqliteFleetStore::open((folder.path() + "/flotilla.db").toStdString()).value();
    QVERIFY(store->commit(rig.everything, 0, 1));
    const FleetState before = std::exchange(rig.state, store->load().value());
    const Watched& kept = before.watched.begin()->second;
    const Watched& loaded = rig.state.watched.at(RolloutId("meter-reader-1"));
    QCOMPARE(loaded.looks, kept.looks);
    QCOMPARE(loaded.evidence.bad().intervals(), kept.evidence.bad().intervals());
    const Gates gates = parseRolloutPlan(rig.rollout().plan)->gates;
    QVERIFY(judgeWave(loaded.evidence, gates, 7, 4) == judgeWave(kept.evidence, gates, 7, 4));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.runs(kNew), std::size_t{12});
  }

  void what_the_workload_promises_holds_where_the_plan_says_nothing_and_is_in_the_plan_that_is_approved() {
    RolloutRig rig;
    rig.behaviour = worse(8);  // 92 % good; the workload promises 99 %
    const std::string plan = planWith("  - {name: all, size: rest, soak: 1m, limit: 30m}\n");
    const std::string open = std::string(plan).erase(plan.find(", min_success_ratio: 0.5"), 24);
    NewRollout wanted;
    wanted.plan = open;
    const auto preview = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
    rig.begin(open);
    QCOMPARE(rig.rollout().planDigest, preview->planDigest);
    const Gates gates = parseRolloutPlan(rig.rollout().plan)->gates;
    QCOMPARE(gates.minSuccessRatio.value(), 0.99);
    QCOMPARE(gates.maxP95Ms.value(), 100.0);
    QCOMPARE(gates.slowMs.value(), 100.0);
    QVERIFY(rig.passUntil(RolloutState::RolledBack));  // though no node is left to compare with
    QCOMPARE(rig.rollout().reason, std::string("success_ratio"));
  }

  void what_waits_for_days_is_looked_at_less_and_less_often() {
    RolloutRig rig(2);
    rig.behaviour = worse(1);
    rig.begin(
        planWith("  - {name: canary, size: 1, soak: 1m, limit: 30m}\n"
                 "  - {name: all, size: rest, soak: 1m, limit: 30m, approvals: {count: 1}}\n"));
    rig.pass(6 * 60 * 12);
    QVERIFY(rig.wave(0).looks > 500);
    QVERIFY(rig.wave(0).looks < 2000);
    const std::size_t before = rig.looks.size();
    QVERIFY(rig.say(RolloutVerb::Approve, 1, rig.approver));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    rig.pass(100);
    QVERIFY(rig.looks.size() - before < 60);  // what is over is not looked at
  }

  void nothing_passes_before_the_comparison_has_seen_enough_looks() {
    RolloutRig rig;
    rig.behaviour = worse(8);
    rig.begin(
        planWith("  - {name: canary, size: 2, soak: 20s, limit: 30m}\n"
                 "  - {name: all, size: rest, soak: 20s, limit: 30m}\n"));
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.assigned(), std::size_t{2});
    for (const LookRecord& record : rig.looks) QVERIFY(record.look.evidence.verdict != Verdict::Pass);
  }

  void a_silent_node_that_proves_it_after_all_counts_as_proven() {
    RolloutRig rig;
    rig.behaviour = worse(1);
    rig.begin(planWith(kTwoWaves, "", "on_failure: pause\n"));
    const auto canary = std::find_if(rig.rollout().nodes.begin(), rig.rollout().nodes.end(),
                                     [](const RolloutNode& node) { return node.wave == 0; });
    const std::string name = canary->nodeName;
    // It took the assignment and went away.
    NodeStatus status = rig.state.nodes.at(canary->node).status;
    status.node = canary->node;
    status.generationSeen = canary->generation;
    rig.keep({{status}, {}});
    rig.offline = {name};
    QVERIFY(rig.passUntil(RolloutState::Paused));
    QCOMPARE(rig.rollout().reason, std::string("failed_nodes"));
    rig.offline.clear();
    rig.pass(3);
    QCOMPARE(rig.rollout().count(NodeOutcome::Silent), std::size_t{0});
    QCOMPARE(rig.rollout().count(NodeOutcome::Proven), std::size_t{2});
  }

  void a_wave_of_places_whose_nodes_were_all_drawn_before_is_skipped() {
    RolloutRig rig(2);
    rig.behaviour = worse(1);
    rig.begin(
        planWith("  - {name: most, size: 2, soak: 0s}\n"
                 "  - {name: west, size: {regions: [eu-west]}, soak: 0s}\n"
                 "  - {name: all, size: rest, soak: 0s}\n"));
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QVERIFY(rig.wave(1).state == WaveState::Skipped);
    QCOMPARE(rig.runs(kNew), std::size_t{4});
  }
};

QTEST_GUILESS_MAIN(TstWaves)
#include "tst_waves.moc"
