// Objectives of the demonstration fleet: every state is there to be looked at, and what is told adds up.
#include <QtTest>
#include <set>

#include "app/console/adapters/demo_build.h"
#include "app/console/adapters/demo_motion.h"
#include "app/console/adapters/demo_objectives.h"
#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const TimePoint kStart = fromMicros(1'790'000'000'000'000);

const ObjectiveStanding* find(const std::vector<ObjectiveStanding>& all, const char* objective, const char* region) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const ObjectiveStanding& standing) {
    return standing.objective.value == objective && standing.region.value == region;
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

class TestDemoObjectives : public QObject {
  Q_OBJECT

  const DemoState state_ = buildDemo({2'000, 1, std::nullopt}, kStart);

 private slots:
  void every_state_is_there_and_regions_differ() {
    std::set<BudgetState> states;
    std::set<std::int64_t> availability;
    for (const ObjectiveStanding& standing : demoStandings(state_)) {
      states.insert(standing.state);
      if (standing.objective.value == "availability" && standing.budgetLeft)
        availability.insert(std::llround(*standing.budgetLeft * 1000));
    }
    QCOMPARE(states.size(), std::size_t{5});
    QVERIFY(availability.size() >= 8);
  }

  void a_spent_budget_pages_and_silence_is_a_ticket() {
    const auto alerts = demoAlerts(state_);
    const auto has = [&](ObjectiveAlertKey key, AlertState state) {
      return std::any_of(alerts.begin(), alerts.end(),
                         [&](const ObjectiveAlert& alert) { return alert.key == key && alert.state == state; });
    };
    const auto all = demoStandings(state_);
    QVERIFY(find(all, "availability", "ap-south")->state == BudgetState::Exhausted);
    QVERIFY(has({AlertKind::Burn, ObjectiveName("availability"), RegionName("ap-south"), Severity::Page},
                AlertState::Firing));
    QVERIFY(find(all, "inference", "me-central")->missing);
    QVERIFY(has({AlertKind::Missing, ObjectiveName("inference"), RegionName("me-central"), Severity::Ticket},
                AlertState::Firing));
    QVERIFY(std::is_sorted(alerts.begin(), alerts.end(),
                           [](const ObjectiveAlert& a, const ObjectiveAlert& b) { return a.since > b.since; }));
    for (const ObjectiveAlert& alert : alerts) {
      QVERIFY(alert.since < state_.now);
      QVERIFY(alert.state == AlertState::Firing || (alert.resolvedAt > alert.since && alert.resolvedAt < state_.now));
    }
  }

  void the_past_adds_up_to_the_standing_in_a_region_and_in_the_fleet() {
    const auto all = demoStandings(state_);
    for (const char* region : {"eu-west", ""}) {
      const TimePoint to = demoCounted(state_);
      const auto steps =
          demoObjectiveHistory(state_, {ObjectiveName("availability"), RegionName(region), to - 720h, to, 6h});
      QVERIFY(steps.ok());
      QCOMPARE(steps->size(), std::size_t{120});
      Tally sum;
      for (const Tally& step : *steps) sum += step;
      QVERIFY(sum == find(all, "availability", region)->tally);
    }
  }

  void reachability_follows_the_nodes_that_are_silent() {
    const auto all = demoStandings(state_);
    // One site of eu-west lost its uplink.
    QVERIFY(find(all, "reachability", "eu-west")->tiers[0].longBurn > 1.5);
    QVERIFY(find(all, "reachability", "sa-east")->tiers[0].longBurn < 1);
  }

  void a_wrong_question_is_refused() {
    const TimePoint to = demoCounted(state_);
    QCOMPARE(demoObjectiveHistory(state_, {ObjectiveName("no"), {}, to - 1h, to, 5min}).error().reason,
             std::string("no_objective"));
    QCOMPARE(demoObjectiveHistory(state_, {ObjectiveName("in-step"), {}, to - 1h, to, 1s}).error().field,
             std::string("step"));
  }

  void a_fleet_without_nodes_has_objectives_and_nothing_counted() {
    StoppedClock clock;
    DemoFleet fleet({0, 1, std::nullopt}, clock);
    ListQuery query;
    query.pageSize = 1000;
    const auto told = answerOf<Objectives>([&](auto done) { fleet.listObjectives(query, done); });
    QVERIFY(told.ok());
    QCOMPARE(told->objectives.size(), std::size_t{4});
    QVERIFY(told->standings.items.empty());
    const auto alerts = answerOf<Page<ObjectiveAlert>>([&](auto done) { fleet.listAlerts(query, done); });
    QVERIFY(alerts.ok() && alerts->items.empty());
  }

  void a_filter_finds_the_exhausted_ones() {
    StoppedClock clock;
    DemoFleet fleet({2'000, 1, std::nullopt}, clock);
    ListQuery query;
    query.pageSize = 1000;
    query.filter = "state:exhausted";
    const auto told = answerOf<Objectives>([&](auto done) { fleet.listObjectives(query, done); });
    QVERIFY(told.ok());
    QCOMPARE(told->standings.items.size(), std::size_t{1});
    QCOMPARE(told->standings.items.front().region.value, std::string("ap-south"));
  }
};

QTEST_GUILESS_MAIN(TestDemoObjectives)
#include "tst_demo_objectives.moc"
