#include <QtTest>

#include "services/controlplane/core/alerts/rotation.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

TimePoint utc(const char* text) {
  return parseRfc3339(text).value();
}

// Monday 2026-03-02, 09:00 in Amsterdam, a week each.
Rotation weekly() {
  return {.name = "ops",
          .zone = "Europe/Amsterdam",
          .start = utc("2026-03-02T08:00:00Z"),
          .turnDays = 7,
          .members = {{"anna", {hook()}}, {"bert", {hook()}}, {"carl", {hook()}}}};
}

std::string who(const Rotation& rotation, const char* at) {
  const auto onCall = onCallAt(rotation, utc(at));
  return onCall ? onCall->member->name : "nobody";
}

}  // namespace

class TstRotation : public QObject {
  Q_OBJECT

 private slots:
  void members_take_turns() {
    const Rotation rotation = weekly();
    QCOMPARE(who(rotation, "2026-03-02T07:59:59Z"), std::string("nobody"));
    QCOMPARE(who(rotation, "2026-03-02T08:00:00Z"), std::string("anna"));
    QCOMPARE(who(rotation, "2026-03-09T07:59:59Z"), std::string("anna"));
    QCOMPARE(who(rotation, "2026-03-09T08:00:00Z"), std::string("bert"));
    QCOMPARE(who(rotation, "2026-03-23T08:00:00Z"), std::string("anna"));
    QVERIFY(onCallAt(rotation, utc("2026-03-10T00:00:00Z"))->until == utc("2026-03-16T08:00:00Z"));
  }

  // In summer 09:00 in Amsterdam is 07:00 UTC; 2026-03-29 is the Sunday on which clocks change.
  void turns_change_at_the_same_local_hour_when_clocks_change() {
    const Rotation rotation = weekly();
    QCOMPARE(who(rotation, "2026-03-30T06:59:59Z"), std::string("anna"));
    QCOMPARE(who(rotation, "2026-03-30T07:00:00Z"), std::string("bert"));
    QVERIFY(onCallAt(rotation, utc("2026-03-30T06:00:00Z"))->until == utc("2026-03-30T07:00:00Z"));
    // 34 weeks after the start, the Monday after clocks went back.
    QCOMPARE(who(rotation, "2026-10-26T07:30:00Z"), std::string("anna"));
    QCOMPARE(who(rotation, "2026-10-26T08:00:00Z"), std::string("bert"));
  }

  void a_turn_that_begins_in_a_skipped_hour_begins_when_it_is_skipped() {
    Rotation rotation = weekly();
    rotation.turnDays = 1;
    rotation.start = utc("2026-03-27T01:30:00Z");  // 02:30, which 2026-03-29 does not have
    QCOMPARE(who(rotation, "2026-03-29T00:59:59Z"), std::string("bert"));
    QCOMPARE(who(rotation, "2026-03-29T01:00:00Z"), std::string("carl"));
    QCOMPARE(who(rotation, "2026-03-30T00:30:00Z"), std::string("anna"));
  }

  void somebody_takes_over() {
    Rotation rotation = weekly();
    rotation.overrides = {{"carl", utc("2026-03-03T00:00:00Z"), utc("2026-03-04T00:00:00Z")},
                          {"bert", utc("2026-03-03T12:00:00Z"), utc("2026-03-03T18:00:00Z")}};
    QCOMPARE(who(rotation, "2026-03-03T11:00:00Z"), std::string("carl"));
    QCOMPARE(who(rotation, "2026-03-03T12:00:00Z"), std::string("bert"));
    QCOMPARE(who(rotation, "2026-03-03T18:00:00Z"), std::string("carl"));
    QCOMPARE(who(rotation, "2026-03-04T00:00:00Z"), std::string("anna"));
    QVERIFY(onCallAt(rotation, utc("2026-03-02T23:00:00Z"))->until == utc("2026-03-03T00:00:00Z"));
    QVERIFY(onCallAt(rotation, utc("2026-03-03T11:00:00Z"))->until == utc("2026-03-03T12:00:00Z"));
  }

  void what_is_no_rotation_names_its_field() {
    const auto fieldOf = [](auto spoil) {
      Rotation rotation = weekly();
      spoil(rotation);
      const Status checked = checkRotation(rotation, "r");
      return checked ? std::string("taken") : checked.error().field;
    };
    QCOMPARE(fieldOf([](Rotation&) {}), std::string("taken"));
    QCOMPARE(fieldOf([](Rotation& r) { r.zone = "Amsterdam"; }), std::string("r.zone"));
    QCOMPARE(fieldOf([](Rotation& r) { r.turnDays = 0; }), std::string("r.turnDays"));
    QCOMPARE(fieldOf([](Rotation& r) { r.members.clear(); }), std::string("r.members"));
    QCOMPARE(fieldOf([](Rotation& r) { r.members[1].name = "anna"; }), std::string("r.members[1].name"));
    QCOMPARE(fieldOf([](Rotation& r) {
               r.overrides = {{"dora", kNoon, kNoon + 1h}};
             }),
             std::string("r.overrides[0].member"));
    QCOMPARE(fieldOf([](Rotation& r) { r.overrides = {{"anna", kNoon, kNoon}}; }), std::string("r.overrides[0].to"));
  }

  void whoever_is_on_call_is_told_besides_the_receiver() {
    Alerting alerting = simpleAlerting();
    Rotation rotation = weekly();
    rotation.start = kNoon - 24h;
    alerting.rotations = {rotation};
    alerting.receivers[0].rotation = "ops";
    Rig rig(alerting);
    rig.raise({{"alertname", "A"}});
    rig.pass(31s);
    QCOMPARE(rig.sent.size(), std::size_t{1});
    QCOMPARE(rig.sent[0].onCall, std::string("anna"));
    QCOMPARE(rig.sent[0].notifiers.size(), std::size_t{2});
  }
};

QTEST_GUILESS_MAIN(TstRotation)
#include "tst_rotation.moc"
