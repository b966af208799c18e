#include <QtTest>

#include "services/controlplane/core/incidents/incident_watch.h"
#include "services/crypto/audit_chain.h"
#include "tests/incidents/incident_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

constexpr Duration kSlot = 60s;

std::vector<Tally> tallies(const std::vector<int>& bad) {  // of 10 each; -1 = nothing was observed
  std::vector<Tally> out;
  for (const int one : bad) out.push_back(one < 0 ? Tally{} : Tally{10, static_cast<std::uint64_t>(one)});
  return out;
}

}  // namespace

class TstIncidentWatch : public QObject {
  Q_OBJECT

  struct Rig {
    ManualLoop loop;
    ManualClock clock;
    MemoryStore store;
    Fleet fleet{loop, store};
    std::vector<Tally> counted;
    IncidentWatch watch{{fleet, clock, kSlot, [](const AlertId&) { return false; },
                         [this](const ObjectiveName&, const RegionName&, TimePoint, TimePoint) { return counted; }}};

    Rig() {
      apply(store.kept, smallFleet({{"a", kWest}}));
      Objective answers;
      answers.name = ObjectiveName("answers");
      answers.target = 0.9;
      apply(store.kept, {{answers}, {}});
      (void)fleet.open();
      watch.start();
    }
    void submit(Mutation mutation) {
      fleet.submit(std::move(mutation), [](const Status&) {});
      fleet.flush();
    }
    AlertFiring page(TimePoint began) {
      const Labels labels = pageLabels("answers", "eu-west");
      const AlertFiring firing{alertIdOf(labels), began, {}, labels, {}};
      submit({{firing, NotificationEntry{"group", "on-call", {firing.alert}, {}, clock.now(), clock.now()}}, {}});
      return firing;
    }
    void audit(const std::string& action, const std::string& object) {
      const FleetState& state = fleet.state();
      submit({{chainEntry({"anna", action, object, "", "", ""}, state.auditSeq, state.auditHead, clock.now())}, {}});
    }
    void tick() {
      watch.tick();
      fleet.flush();
    }
    const Incident& incident() const { return fleet.state().incidents.begin()->second; }
    std::size_t actions() {
      std::size_t out = 0;
      for (const IncidentEvent& event : store.timelines[incident().id])
        out += event.kind == IncidentEventKind::Action ? 1 : 0;
      return out;
    }
  };

 private slots:
  void the_first_bad_slot_is_that_of_the_last_run() {
    const auto at = [](const std::vector<int>& bad, double target = 0.9) {
      const auto all = tallies(bad);
      const TimePoint found = firstBadSlot(all, target, kNow, kSlot);
      return found == TimePoint{} ? -1 : static_cast<int>((found - kNow) / kSlot);
    };
    QCOMPARE(at({0, 5, 0, 5, 5}), 3);
    QCOMPARE(at({0, 5, -1, -1, 5, -1}), 1);  // silence does not end it
    QCOMPARE(at({5, 5}), 0);
    QCOMPARE(at({5, 0}), -1);
    QCOMPARE(at({}), -1);
    QCOMPARE(at({0, 1, 1}), -1);  // as much as the target allows
  }

  void what_operators_do_there_is_written_down_once() {
    Rig rig;
    rig.audit("QuarantineNode", "node/a");  // before
    rig.clock.advance(60s);
    rig.page(rig.clock.now() - 30s);
    rig.tick();
    QVERIFY(rig.incident().times.firstAction == TimePoint{});
    rig.clock.advance(60s);
    rig.audit("QuarantineNode", "node/a");
    rig.audit("CreateSilence", "silence/x");
    rig.audit("QuarantineNode", "node/elsewhere");
    rig.tick();
    rig.tick();
    QCOMPARE(rig.actions(), std::size_t{1});
    QVERIFY(rig.incident().times.firstAction == rig.clock.now());
    // Another program on the same store neither forgets nor repeats it.
    IncidentWatch later({rig.fleet, rig.clock, kSlot, {}, {}});
    rig.audit("ReadmitNode", "node/a");
    later.start();
    later.tick();
    rig.fleet.flush();
    later.tick();
    rig.fleet.flush();
    QCOMPARE(rig.actions(), std::size_t{2});
  }

  void what_was_done_before_it_was_opened_is_an_action_too() {
    Rig rig;
    rig.audit("QuarantineNode", "node/a");  // before anybody knew: that is a change
    rig.clock.advance(60s);
    const TimePoint began = rig.clock.now();
    rig.clock.advance(5s);
    rig.audit("ReadmitNode", "node/a");
    rig.tick();  // the log was read up to here
    rig.page(began);
    rig.tick();
    rig.tick();
    QCOMPARE(rig.actions(), std::size_t{1});
    QVERIFY(rig.incident().times.firstAction == began + 5s);
  }

  void the_end_is_that_of_the_history() {
    Rig rig;
    rig.counted = tallies({0, 5, 5});
    AlertFiring firing = rig.page(rig.clock.now() - 30s);
    rig.tick();
    QVERIFY(rig.incident().times.firstBad != TimePoint{});
    firing.ended = rig.clock.now() + 40s;
    rig.submit({{firing}, {}});
    rig.clock.advance(90s);
    rig.tick();
    QVERIFY(rig.incident().state == IncidentState::Mitigated);
    QVERIFY(rig.incident().times.mitigated == firing.ended);
    QVERIFY(isIntact(rig.incident(), rig.store.timelines[rig.incident().id]));
  }

  void nothing_is_decided_while_the_fleet_is_learning() {
    Rig rig;
    rig.fleet.setLearning(true);
    rig.page(rig.clock.now());
    rig.tick();
    QVERIFY(rig.fleet.state().incidents.empty());
  }
};

QTEST_GUILESS_MAIN(TstIncidentWatch)
#include "tst_incident_watch.moc"
