// Rollouts and game days on the same nodes: what would be judged by faults waits, and what repairs does not.
#include "services/controlplane/core/game_days/game_days.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/core/runbooks/actions.h"
#include "tests/controlplane/rollout_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::string kPlan =
    "workload: meter-reader\nto: 2.0.0\ndeadline: 2m\n"
    "gates: {interval: 10s, warm_up: 10s, min_requests: 2000, min_success_ratio: 0.5}\n"
    "waves:\n  - {name: all, size: rest, soak: 1m, limit: 30m}\n";

struct Practice : RolloutRig {
  Practice() : RolloutRig(2) {
    for (auto& [id, entry] : state.nodes) entry.status.drills = DrillConsent::Allow;
  }
  // On one node.
  void play(const std::string& node) {
    NewGameDay wanted;
    wanted.title = "practice";
    wanted.faults = {*parseFault("skew-clock for=10m by=1m where=name:" + node)};
    wanted.limits.traffic = 1;
    const auto read = prepareGameDay({state, now, kInterval}, wanted, author);
    QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
    const auto begun = startGameDay({state, now, kInterval}, wanted, read->digest, author);
    QVERIFY2(begun.ok(), begun ? "" : begun.error().message.c_str());
    keep(begun->mutation);
  }
  void end(const char* id) {
    GameDay over = state.gameDays.at(GameDayId(id));
    over.state = GameDayState::Ended;
    keep({{over}, {}});
  }
  static NewRollout to(const std::string& node) {
    return {kWorkload, parseVersion("2.0.0").value(), {}, 30min, "name:" + node};
  }
  Error whyNot(const NewRollout& wanted) {
    const auto refused = createRollout(room(), wanted, author, 1);
    return refused ? Error{} : refused.error();
  }
  Error problemOf(const NewRollout& wanted) {
    const auto read = prepareRollout(state, wanted, author, now, kInterval);
    return read && read->problem ? *read->problem : Error{};
  }
};

RunbookAction action(const char* name, std::map<std::string, std::string> arguments) {
  RunbookAction out;
  out.name = name;
  out.arguments = std::move(arguments);
  return out;
}

}  // namespace

class TstRolloutsInPractice : public QObject {
  Q_OBJECT

 private slots:
  void nothing_is_deployed_to_a_node_of_a_game_day() {
    Practice fleet;
    fleet.play("rotterdam-1");
    const Error why = fleet.whyNot(Practice::to("rotterdam-1"));
    QCOMPARE(why.reason, std::string("game_day_there"));
    QVERIFY(why.message.find("GAME-1 is under way on rotterdam-1") != std::string::npos);
    QVERIFY(why.fix.find("flotillactl game-days abort GAME-1") != std::string::npos);
    QCOMPARE(fleet.problemOf(Practice::to("rotterdam-1")).message, why.message);
    QVERIFY(fleet.state.rollouts.empty());
    // The whole fleet has that node, too.
    NewRollout everywhere = Practice::to("rotterdam-1");
    everywhere.selector.clear();
    QCOMPARE(fleet.whyNot(everywhere).reason, std::string("game_day_there"));
  }

  void other_nodes_take_part_in_nothing() {
    Practice fleet;
    fleet.play("rotterdam-1");
    QCOMPARE(fleet.problemOf(Practice::to("rotterdam-2")).reason, std::string());
    QVERIFY(fleet.take(createRollout(fleet.room(), Practice::to("rotterdam-2"), fleet.author, 1)).ok());
  }

  void when_it_is_over_the_node_is_free() {
    Practice fleet;
    fleet.play("rotterdam-1");
    fleet.end("GAME-1");
    QVERIFY(fleet.take(createRollout(fleet.room(), Practice::to("rotterdam-1"), fleet.author, 1)).ok());
  }

  void a_draft_may_be_written_meanwhile_and_starts_afterwards() {
    Practice fleet;
    fleet.play("boston-2");
    NewRollout planned;
    planned.plan = kPlan;
    QCOMPARE(fleet.problemOf(planned).reason, std::string("game_day_there"));
    QVERIFY(fleet.create(kPlan).ok());
    const auto refused = fleet.say(RolloutVerb::Start);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().reason, std::string("game_day_there"));
    QCOMPARE(refused.error().field, std::string("rollout"));
    QCOMPARE(fleet.rollout().state, RolloutState::Draft);
    fleet.end("GAME-1");
    QVERIFY(fleet.say(RolloutVerb::Start).ok());
  }

  void what_was_given_before_goes_back_in_spite_of_practice() {
    Practice fleet;
    QVERIFY(fleet.take(createRollout(fleet.room(), Practice::to("rotterdam-1"), fleet.author, 1)).ok());
    QVERIFY(fleet.passUntil(RolloutState::Succeeded));
    fleet.play("rotterdam-1");
    QVERIFY(fleet.take(rollBack(fleet.state, RolloutId("meter-reader-1"), fleet.author, fleet.key, fleet.now)).ok());
  }

  void a_step_of_a_runbook_repairs_in_spite_of_practice() {
    Practice fleet;
    fleet.play("rotterdam-1");
    const RunbookAction deploy =
        action("deploy", {{"workload", kWorkload.value}, {"version", "2.0.0"}, {"where", "name:rotterdam-1"}});
    SystemRandom random;
    const ActionRoom room{fleet.room(), random};
    const ActionPreview preview = previewAction(room, deploy, fleet.author);
    QCOMPARE(preview.problem, std::string());
    QCOMPARE(preview.targetCount, 1U);
    const auto taken = takeAction(room, deploy, "practised", fleet.author);
    QVERIFY2(taken.ok(), taken ? "" : taken.error().message.c_str());
    fleet.keep(taken->mutation);
    QCOMPARE(fleet.rollout().state, RolloutState::Running);
  }
};

QTEST_GUILESS_MAIN(TstRolloutsInPractice)
#include "tst_rollouts_in_practice.moc"
