#include <QtTest>

#include "tests/incidents/incident_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const Caller kOps = callerWith(Role::Operator);
const Caller kWestOps = callerWith(Role::Operator, {kWest});
const Caller kEastOps = callerWith(Role::Operator, {kEast});

QString refusal(const Result<Decision<Incident>>& result) {
  return reasonOf(result);
}

}  // namespace

class TstIncidentResponse : public QObject {
  Q_OBJECT

 private:
  static Incident opened(IncidentRig& rig, const RegionName& region = kWest) {
    return rig.done(openIncident(rig.state, {.title = "meters are odd", .region = region}, kOps, rig.input()));
  }
  static Result<Decision<Incident>> move(IncidentRig& rig, IncidentState to, const std::string& reason = {},
                                         const Caller& caller = kOps) {
    return moveIncident(rig.state, {rig.incident().id, to, reason}, caller, rig.now);
  }

 private slots:
  void by_hand_it_is_active_and_whoever_opens_it_leads() {
    IncidentRig rig;
    const Incident incident = opened(rig);
    QCOMPARE(incident.id, IncidentId("INC-1"));
    QVERIFY(incident.state == IncidentState::Active && incident.severity == IncidentSeverity::Sev3);
    QVERIFY(incident.commander == "somebody" && incident.openedBy == "somebody");
    QVERIFY(incident.times.acknowledged == kNow && incident.times.paged == TimePoint{});
    QCOMPARE(opened(rig).id, IncidentId("INC-2"));
  }

  void of_an_alert_it_takes_what_that_says_and_no_alert_has_two() {
    IncidentRig rig;
    Labels labels = pageLabels("answers", "eu-west");
    labels["severity"] = "ticket";
    const AlertId id = rig.fire(labels, kNow - 60s);
    const NewIncident wanted{.alert = id};
    QCOMPARE(refusal(openIncident(rig.state, wanted, kEastOps, rig.input())), QString("no_alert"));
    const Incident incident = rig.done(openIncident(rig.state, wanted, kWestOps, rig.input()));
    QVERIFY(incident.region == kWest && incident.alerts.size() == 1 && incident.times.detected == kNow - 60s);
    QCOMPARE(refusal(openIncident(rig.state, wanted, kWestOps, rig.input())), QString("has_incident"));
    QCOMPARE(refusal(openIncident(rig.state, {.alert = AlertId("0000000000000000")}, kOps, rig.input())),
             QString("no_alert"));
  }

  void what_is_wrong_is_refused() {
    IncidentRig rig;
    const auto open = [&](const NewIncident& wanted, const Caller& caller = kOps) {
      return refusal(openIncident(rig.state, wanted, caller, rig.input()));
    };
    QCOMPARE(open({}), QString("bad_title"));
    QCOMPARE(open({.title = std::string(201, 'x')}), QString("bad_title"));
    QCOMPARE(open({.title = "two\nlines"}), QString("bad_title"));
    QCOMPARE(open({.title = "x", .region = RegionName("mars")}), QString("no_region"));
    QCOMPARE(open({.title = "x"}, kWestOps), QString("out_of_scope"));
    QCOMPARE(open({.title = "x", .region = kEast}, kWestOps), QString("out_of_scope"));
    QVERIFY(rig.state.incidents.empty());
  }

  void it_moves_only_where_it_may() {
    IncidentRig rig;
    opened(rig);
    QCOMPARE(refusal(move(rig, IncidentState::Closed)), QString("no_such_step"));
    QCOMPARE(move(rig, IncidentState::Closed).error().fix,
             std::string("it can become mitigated, resolved or cancelled"));
    QCOMPARE(refusal(move(rig, IncidentState::Merged)), QString("no_such_step"));
    rig.done(move(rig, IncidentState::Mitigated));
    rig.now += 1min;
    rig.done(move(rig, IncidentState::Resolved, "it was the sensor"));
    QVERIFY(rig.incident().times.mitigated == kNow && rig.incident().times.resolved == kNow + 1min);
    rig.done(move(rig, IncidentState::Review));
    rig.done(move(rig, IncidentState::Closed));
    QCOMPARE(refusal(move(rig, IncidentState::Active)), QString("no_such_step"));
    QVERIFY(rig.isIntactNow());
    QCOMPARE(rig.told(IncidentEventKind::State).size(), std::size_t{4});
  }

  void the_same_move_again_changes_nothing() {
    IncidentRig rig;
    opened(rig);
    rig.done(move(rig, IncidentState::Mitigated));
    QVERIFY(move(rig, IncidentState::Mitigated)->mutation.empty());
  }

  void what_fires_is_not_resolved_and_a_false_alarm_needs_a_reason() {
    IncidentRig rig;
    const AlertId id = rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    rig.done(move(rig, IncidentState::Active));
    QVERIFY(rig.incident().commander == "somebody");
    QCOMPARE(refusal(move(rig, IncidentState::Resolved)), QString("alerts_fire"));
    QCOMPARE(refusal(move(rig, IncidentState::Cancelled)), QString("no_reason"));
    rig.done(move(rig, IncidentState::Cancelled, "a test of the pager"));
    QCOMPARE(rig.follow(), std::size_t{0});  // it goes on firing, and is no new incident
    rig.end(id, kNow);
    rig.follow();
    QVERIFY(rig.incident().state == IncidentState::Cancelled && !rig.incident().fires());
  }

  void only_operators_of_its_region_touch_it() {
    IncidentRig rig;
    opened(rig);
    QCOMPARE(refusal(move(rig, IncidentState::Mitigated, {}, kEastOps)), QString("no_incident"));
    QCOMPARE(refusal(move(rig, IncidentState::Mitigated, {}, callerWith(Role::Viewer))), QString("out_of_scope"));
    QVERIFY(move(rig, IncidentState::Mitigated, {}, kWestOps).ok());
    opened(rig, {});
    QVERIFY(!maySeeIncident(rig.incident(2), kWestOps) && maySeeIncident(rig.incident(2), callerWith(Role::Viewer)));
  }

  void what_is_changed_is_told_and_the_same_again_is_not() {
    IncidentRig rig;
    opened(rig);
    OperatorRecord anna;
    anna.id = OperatorId("1");
    anna.name = "anna";
    rig.state.operators[anna.id] = anna;
    rig.roll("meter-reader-2", {"a"}, kNow - 1h);
    const IncidentChange change{.id = rig.incident().id,
                                .title = "meters stand still",
                                .severity = IncidentSeverity::Sev1,
                                .commander = "anna",
                                .scribe = "somebody",
                                .suspect = RolloutId("meter-reader-2")};
    rig.done(editIncident(rig.state, change, kOps, rig.now));
    QCOMPARE(rig.told(IncidentEventKind::Field).size(), std::size_t{3});
    QCOMPARE(rig.told(IncidentEventKind::Role), (std::vector<std::string>{"anna is commander", "somebody is scribe"}));
    QVERIFY(editIncident(rig.state, change, kOps, rig.now)->mutation.empty());
    const IncidentId id = rig.incident().id;
    QCOMPARE(refusal(editIncident(rig.state, {.id = id, .liaison = "nobody-known"}, kOps, rig.now)),
             QString("no_operator"));
    QCOMPARE(refusal(editIncident(rig.state, {.id = id, .suspect = RolloutId("x-1")}, kOps, rig.now)),
             QString("no_rollout"));
    rig.done(editIncident(rig.state, {.id = id, .scribe = ""}, kOps, rig.now));
    QCOMPARE(rig.told(IncidentEventKind::Role).back(), std::string("nobody is scribe"));
  }

  void two_become_one() {
    IncidentRig rig;
    const AlertId west = rig.page(pageLabels("answers", "eu-west"));
    rig.now += 1min;
    rig.page(pageLabels("latency", "us-east"));
    rig.follow();
    QCOMPARE(rig.state.incidents.size(), std::size_t{2});
    const IncidentId into = rig.incident().id, from = rig.incident(2).id;
    QCOMPARE(refusal(mergeIncident(rig.state, into, into, kOps, rig.now)), QString("same_incident"));
    QCOMPARE(refusal(mergeIncident(rig.state, from, into, kWestOps, rig.now)), QString("no_incident"));
    rig.done(mergeIncident(rig.state, from, into, kOps, rig.now));
    QVERIFY(rig.incident(2).state == IncidentState::Merged && rig.incident(2).mergedInto == into);
    QCOMPARE(rig.incident().alerts.size(), std::size_t{2});
    QVERIFY(rig.incident().region.empty());  // it is the fleet's now
    QVERIFY(rig.isIntactNow(1) && rig.isIntactNow(2));
    QCOMPARE(refusal(mergeIncident(rig.state, into, from, kOps, rig.now)), QString("not_open"));
    rig.end(west, rig.now);
    rig.follow();
    QVERIFY(rig.incident().state == IncidentState::Triage);  // the other alert fires still
  }

  void notes_are_kept_as_they_were_written() {
    IncidentRig rig;
    opened(rig);
    const IncidentId id = rig.incident().id;
    rig.done(noteIncident(rig.state, {id, "line one\nline two, <b>bold</b>", true}, kOps, rig.now));
    QCOMPARE(rig.told(IncidentEventKind::Note).front(), std::string("line one\nline two, <b>bold</b>"));
    for (const std::string& text :
         {std::string(), std::string(" \n"), std::string("a\x1b[2J"), std::string("\xff"), std::string(8001, 'x')})
      QCOMPARE(refusal(noteIncident(rig.state, {id, text}, kOps, rig.now)), QString("bad_text"));
    QCOMPARE(refusal(noteIncident(rig.state, {IncidentId("INC-9"), "x"}, kOps, rig.now)), QString("no_incident"));
  }

  void a_full_timeline_is_told() {
    IncidentRig rig;
    opened(rig);
    rig.state.incidents.at(rig.incident().id).events = kMaxIncidentEvents;
    QCOMPARE(refusal(noteIncident(rig.state, {rig.incident().id, "x"}, kOps, rig.now)), QString("timeline_full"));
  }
};

QTEST_GUILESS_MAIN(TstIncidentResponse)
#include "tst_incident_response.moc"
