// How a game day goes on: what is told once and to whom, what nodes say, and how it ends.
#include <QtTest>

#include "tests/game_days/game_day_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

class TstGameDayTurn : public QObject {
  Q_OBJECT

  const std::vector<std::string> both_{"cut-link for=1m where=region:eu-west"};

 private slots:
  void a_fault_is_told_once_and_each_telling_is_audited() {
    GameDayRig rig;
    QCOMPARE(rig.start(both_), QString());
    QCOMPARE(rig.turn(), std::size_t{2});
    QCOMPARE(rig.fault("a").state, FaultState::Told);
    QCOMPARE(rig.fault("a").told, rig.now);
    QCOMPARE(rig.told[0].order.id, std::string("GAME-1/0"));
    QCOMPARE(rig.told[0].order.lasts, Duration(minutes(1)));
    QCOMPARE(rig.facts.size(), std::size_t{2});
    QCOMPARE(rig.facts[0].object, std::string("node/a"));
    for (int i = 0; i < 50; ++i) {
      rig.pass(seconds(10));
      QCOMPARE(rig.turn(), std::size_t{0});
    }
  }

  // What a program that starts anew has is what was stored.
  void what_was_told_and_never_confirmed_is_unknown_and_never_told_again() {
    GameDayRig rig;
    QCOMPARE(rig.start(both_), QString());
    rig.turn();
    rig.pass(minutes(1) + kConfirmPatience);
    QCOMPARE(rig.turn(), std::size_t{0});
    QCOMPARE(rig.fault("a").state, FaultState::Told);
    rig.pass(seconds(1));
    QCOMPARE(rig.turn(), std::size_t{0});
    QCOMPARE(rig.fault("a").state, FaultState::Unknown);
    QCOMPARE(rig.gameDay().state, GameDayState::Ended);
    rig.hear("a", FaultPhase::Over, seconds(100), seconds(40));  // it becomes known after all
    QCOMPARE(rig.fault("a").state, FaultState::Over);
    QCOMPARE(rig.fault("a").began, rig.now - seconds(100));
    QCOMPARE(rig.fault("a").ended, rig.now - seconds(40));
  }

  void each_waits_for_its_time_and_its_node() {
    GameDayRig rig;
    QCOMPARE(rig.start({"cut-link for=30s after=1m where=region:eu-west"}), QString());
    QCOMPARE(rig.turn(), std::size_t{0});
    rig.here.erase(rig.node("b").record.id);
    rig.pass(minutes(1));
    QCOMPARE(rig.turn(), std::size_t{1});
    QCOMPARE(rig.fault("b").state, FaultState::Waiting);
    rig.here.insert(rig.node("b").record.id);
    rig.pass(seconds(50));
    QCOMPARE(rig.turn(), std::size_t{1});
    QCOMPARE(rig.told.back().order.lasts, Duration(seconds(10)));  // all is over when it was promised
  }

  void a_node_that_does_not_come_in_time_is_left() {
    GameDayRig rig;
    QCOMPARE(rig.start({"cut-link for=30s where=name:b"}), QString());
    rig.here.clear();
    rig.pass(minutes(1));
    QCOMPARE(rig.turn(), std::size_t{0});
    QCOMPARE(rig.fault("b").state, FaultState::Left);
    rig.here.insert(rig.node("b").record.id);
    QCOMPARE(rig.turn(), std::size_t{0});
    QCOMPARE(rig.gameDay().state, GameDayState::Ended);
  }

  void nodes_say_how_it_stands() {
    GameDayRig rig;
    QCOMPARE(rig.start(both_), QString());
    rig.turn();
    const TimePoint told = rig.now;
    rig.pass(seconds(5));
    rig.hear("a", FaultPhase::UnderWay, seconds(3));
    QCOMPARE(rig.fault("a").state, FaultState::UnderWay);
    QCOMPARE(rig.fault("a").began, told + seconds(2));
    rig.hear("b", {false, {{"GAME-1/0", FaultPhase::Refused, "drills_refused", "the node says no"}}});
    QCOMPARE(rig.fault("b").state, FaultState::Refused);
    QCOMPARE(rig.fault("b").reason, std::string("the node says no"));
    rig.hear("b", FaultPhase::UnderWay);  // it was settled
    QCOMPARE(rig.fault("b").state, FaultState::Refused);
    rig.pass(seconds(60));
    rig.hear("a", FaultPhase::Over, seconds(63), seconds(2));
    QCOMPARE(rig.fault("a").ended, rig.now - seconds(2));
    QCOMPARE(rig.fault("a").began, told + seconds(2));
    rig.turn();
    QCOMPARE(rig.gameDay().state, GameDayState::Ended);
  }

  void news_of_others_change_nothing() {
    GameDayRig rig;
    QCOMPARE(rig.start(both_), QString());
    rig.turn();
    rig.hear("c", FaultPhase::UnderWay);
    rig.hear("a", {false, {{"GAME-9/0", FaultPhase::Over, {}, {}}, {"GAME-1/7", FaultPhase::Over, {}, {}}}});
    rig.hear("a", {false, {}});  // the order may still be on its way
    QCOMPARE(rig.fault("a").state, FaultState::Told);
  }

  void what_a_node_makes_up_does_no_harm() {
    GameDayRig rig;
    QCOMPARE(rig.start(both_), QString());
    rig.turn();
    const TimePoint told = rig.now;
    rig.pass(seconds(5));
    rig.hear("a",
             {false, {{"GAME-1/0", FaultPhase::Over, {}, std::string(10'000, 'x'), Duration::max(), Duration::min()}}});
    QCOMPARE(rig.fault("a").began, told);
    QCOMPARE(rig.fault("a").ended, rig.now);
    QVERIFY(rig.fault("a").reason.size() <= 500);
  }

  void an_agent_that_started_anew_has_no_faults() {
    GameDayRig rig;
    QCOMPARE(rig.start({"skew-clock for=5m by=1m where=name:a", "cut-link for=5m where=name:b",
                        "restart-agent where=name:b"}),
             QString());
    rig.turn();
    rig.hear("a", FaultPhase::UnderWay);
    rig.pass(seconds(20));
    rig.hear("a", {true, {}});
    rig.hear("b", {true, {}});
    QCOMPARE(rig.fault("a").state, FaultState::Over);
    QCOMPARE(rig.fault("a").ended, rig.now);
    QCOMPARE(rig.fault("b", 1).state, FaultState::Unknown);
    QCOMPARE(rig.fault("b", 2).state, FaultState::Over);
  }

  void aborting_ends_it_for_good() {
    GameDayRig rig;
    QCOMPARE(rig.start({"skew-clock for=5m by=1m where=name:a", "cut-link for=1m after=1m where=name:b"}), QString());
    rig.turn();
    rig.hear("a", FaultPhase::UnderWay);
    QCOMPARE(rig.abort(""), QString("no_reason"));
    QCOMPARE(rig.abort("a call came in"), QString());
    QCOMPARE(rig.abort("again"), QString("aborted_already"));
    QCOMPARE(rig.gameDay().state, GameDayState::Recovering);
    QCOMPARE(rig.fault("b", 1).state, FaultState::Left);
    rig.pass(minutes(2));
    QCOMPARE(rig.turn(), std::size_t{0});
    rig.hear("a", FaultPhase::Over);
    rig.turn();
    QCOMPARE(rig.gameDay().state, GameDayState::Aborted);
    QCOMPARE(rig.gameDay().reason, std::string("a call came in"));
    QCOMPARE(rig.abort("again"), QString("game_day_over"));
  }

  void it_ends_when_nodes_and_alerts_are_as_they_should_be() {
    GameDayRig rig;
    QCOMPARE(rig.start({"cut-link for=1m where=name:a"}), QString());
    rig.turn();
    rig.hear("a", FaultPhase::UnderWay);
    rig.pass(minutes(1));
    const AlertId alert = rig.fire({{"alertname", "NodeOffline"}, {"node", "a"}, {"region", "eu-west"}}, rig.now);
    rig.hear("a", FaultPhase::Over, minutes(1));
    rig.turn();
    QCOMPARE(rig.gameDay().state, GameDayState::Recovering);
    rig.end(alert, rig.now);
    rig.node("a").status.lastSeen = rig.now - minutes(3);
    rig.turn();
    QCOMPARE(rig.gameDay().state, GameDayState::Recovering);
    rig.reports("a");
    rig.turn();
    QCOMPARE(rig.gameDay().state, GameDayState::Ended);
    QCOMPARE(rig.gameDay().endedAt, rig.now);
    QVERIFY(rig.gameDay().reason.empty());
  }

  void what_does_not_recover_is_said_in_the_end() {
    GameDayRig rig;
    QCOMPARE(rig.start({"cut-link for=1m where=name:a"}), QString());
    rig.turn();
    rig.hear("a", FaultPhase::UnderWay);
    rig.pass(minutes(1));
    rig.hear("a", FaultPhase::Over, minutes(1));
    rig.now += kRecoveryPatience;
    rig.turn();
    QCOMPARE(rig.gameDay().state, GameDayState::Ended);
    QCOMPARE(rig.gameDay().reason, std::string("not recovered: a is offline"));
  }
};

QTEST_GUILESS_MAIN(TstGameDayTurn)
#include "tst_game_day_turn.moc"
