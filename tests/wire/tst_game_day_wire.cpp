// Game days and faults over the wire: every field, every enum, and what has no meaning.
#include <QtTest>

#include "services/wire/game_day_wire.h"
#include "tests/wire/round_trip.h"

using namespace flotilla;
using namespace std::chrono_literals;
using flotilla::test::checkRoundTrip;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

Digest digestOf(std::uint8_t byte) {
  Digest out;
  out.bytes.fill(byte);
  return out;
}

Fault fullFault() {
  return {FaultKind::KillWorker, "name:a", 1s, 2s, 3s, WorkloadName("meter-reader")};
}

// Every field is set.
GameDay fullGameDay() {
  GameDay out{GameDayId("GAME-1"), "A title", "a note", GameDayState::Recovering, "alice", kAt, kAt, kAt, "bob", "why"};
  out.faults = {fullFault()};
  out.nodes = {
      {out.id, 1, NodeId("n"), "rotterdam-1", RegionName("eu-west"), FaultState::Over, "early", kAt, kAt, kAt}};
  return out;
}

GameDayDetail fullDetail() {
  return {fullGameDay(), {{1, kAt, kAt, kAt, kAt, AlertId("aa"), "NodeOffline", IncidentId("INC-1")}}};
}

GameDayPreview fullPreview() {
  return {{{1, NodeId("n"), "rotterdam-1", RegionName("eu-west"), DrillConsent::Allow, Liveness::Late}},
          1,
          {2, 1, 0.25},
          5min,
          {"no"},
          digestOf(3)};
}

}  // namespace

class TstGameDayWire : public QObject {
  Q_OBJECT

 private slots:
  void every_field_comes_back() {
    checkRoundTrip(fullGameDay());
    QVERIFY(*wire::fromProto(wire::toProto(fullGameDay())) == fullGameDay());
    const auto detail = wire::fromProto(wire::toProto(fullDetail()));
    QVERIFY(detail->gameDay == fullGameDay() && detail->scores == fullDetail().scores);
    checkRoundTrip(fullPreview());
    QVERIFY(*wire::fromProto(wire::toProto(fullPreview())) == fullPreview());
    const NewGameDay wanted{"A title", "a note", {fullFault()}, {7, 2, 0.5}};
    checkRoundTrip(wanted);
    QVERIFY(*wire::fromProto(wire::toProto(wanted)) == wanted);
  }

  void times_that_were_not_are_not_sent() {
    const GameDay bare = *wire::fromProto(wire::toProto(GameDay{}));
    QVERIFY(bare == GameDay{});
    QVERIFY(!wire::toProto(GameDay{}).has_ended_at());
  }

  void limits_that_are_not_given_are_the_usual_ones() {
    v1::NewGameDay wanted;
    wanted.set_title("x");
    QVERIFY(wire::fromProto(wanted)->limits == kUsualGameDayLimits);
  }

  void all_states_and_kinds_have_a_word_on_the_wire() {
    for (std::size_t i = 0; i < kFaultStateNames.size(); ++i) {
      GameDay gameDay = fullGameDay();
      gameDay.nodes[0].state = static_cast<FaultState>(i);
      QVERIFY(*wire::fromProto(wire::toProto(gameDay)) == gameDay);
    }
    for (std::size_t i = 0; i < kFaultKindNames.size(); ++i) {
      const FaultOrder order{"GAME-1/0", static_cast<FaultKind>(i), 1s, -2s, WorkloadName("m")};
      QVERIFY(*wire::fromProto(wire::toProto(order)) == order);
    }
  }

  void news_of_nodes_come_back() {
    const FaultNews news{true,
                         {{"GAME-1/0", FaultPhase::Over, "ended_early", "why", 5s, 2s},
                          {"GAME-1/1", FaultPhase::Refused, "drills_refused", "no", 1s, 1s}}};
    QVERIFY(*wire::fromProto(wire::toProto(news)) == news);
  }

  void what_has_no_meaning_is_refused() {
    v1::GameDay gameDay = wire::toProto(fullGameDay());
    gameDay.set_state(v1::GAME_DAY_STATE_UNSPECIFIED);
    QCOMPARE(wire::fromProto(gameDay).error().field, std::string("state"));
    v1::FaultOrder order = wire::toProto(FaultOrder{});
    order.set_kind(static_cast<v1::FaultKind>(99));
    QVERIFY(!wire::fromProto(order));
    v1::FaultNews news = wire::toProto(FaultNews{false, {{}}});
    news.mutable_faults(0)->set_phase(v1::FAULT_PHASE_UNSPECIFIED);
    QCOMPARE(wire::fromProto(news).error().field, std::string("faults[0].phase"));
  }
};

QTEST_GUILESS_MAIN(TstGameDayWire)
#include "tst_game_day_wire.moc"
