// From what a fleet shows to indicators of any place in it: observations, the ledger, a real file, readings.
#include <QtTest>

#include <sqlite3.h>

#include "services/controlplane/core/objectives/ledger.h"
#include "services/controlplane/core/objectives/observe.h"
#include "services/controlplane/core/objectives/readings.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const TimePoint kNoon(24h * 20000 + 12h);
const WorkloadName kReader("meter-reader");
const RegionName kWest("eu-west"), kEast("us-east");

NodeEntry nodeIn(const char* id, const RegionName& region, const char* site) {
  NodeEntry node;
  node.record.id = NodeId(id);
  node.record.region = region;
  node.record.site = SiteName(site);
  node.record.identity = NodeIdentity::Active;
  node.status.lastSeen = kNoon;
  return node;
}

RolloutNode given(const char* id, NodeOutcome outcome, bool proven = false) {
  RolloutNode node;
  node.node = NodeId(id);
  node.outcome = outcome;
  if (proven) node.provenAt = kNoon;
  return node;
}

// Three nodes in two regions.
FleetState threeNodes() {
  FleetState state;
  for (const RegionName& name : {kWest, kEast}) state.regions[name].name = name;
  for (const NodeEntry& node :
       {nodeIn("a", kWest, "rotterdam"), nodeIn("b", kWest, "paris"), nodeIn("c", kEast, "boston")})
    state.nodes[node.record.id] = node;
  return state;
}

void addRollout(FleetState& state, const char* id, RolloutState ended, TimePoint at, std::vector<RolloutNode> nodes) {
  Rollout rollout;
  rollout.id = RolloutId(id);
  rollout.workload = kReader;
  rollout.to = parseVersion("2.0.0").value();
  rollout.state = ended;
  rollout.startedAt = at - 1h;
  rollout.endedAt = at;
  rollout.nodes = std::move(nodes);
  state.rollouts[rollout.id] = rollout;
}

NodeReport reportOf(const char* version, std::uint64_t requests, std::uint64_t errors, double latencyMs) {
  NodeReport report;
  report.at = kNoon;
  ArmReport arm;
  arm.workload = kReader;
  arm.version = parseVersion(version).value();
  arm.counts.requests = requests;
  arm.counts.errors = errors;
  arm.counts.rawBytes = requests * 100;
  arm.counts.latencyUs.add(latencyMs * 1000, requests - errors);
  report.arms = {arm};
  return report;
}

Objective objectiveOf(const char* name, Indicator indicator, double limit = 0) {
  Objective objective;
  objective.name = ObjectiveName(name);
  objective.indicator = indicator;
  objective.limit = limit;
  objective.period = 24h;
  return objective;
}

struct Desk {
  QTemporaryDir folder;
  std::unique_ptr<SqliteTelemetryStore> store =
      SqliteTelemetryStore::open((folder.path() + "/telemetry.db").toStdString()).value();
  Ledger ledger{*store, LedgerConfig{.slot = 60s, .lag = 30s}};

  explicit Desk(std::vector<Objective> objectives = {}) { QVERIFY(ledger.open(std::move(objectives), kNoon)); }
  void add(const std::vector<Observation>& observations) {
    for (const Observation& observation : observations) QVERIFY(ledger.add(observation, kNoon));
  }
  std::vector<IndicatorReading> read(ReadingScope scope) {
    scope.fromHour = hourOf(kNoon) - 1;
    scope.toHour = hourOf(kNoon);
    if (!ledger.flush()) qFatal("flush");
    return readIndicators(*store, scope).value();
  }
  Tally tally(const char* objective, const RegionName& region) const {
    for (const ObjectiveStanding& standing : ledger.judge({}, kNoon + 5min).standings)
      if (standing.objective.value == objective && standing.region == region) return standing.tally;
    return {};
  }
};

Tally tallyOf(const std::vector<IndicatorReading>& readings, Indicator indicator, const char* version = "") {
  for (const IndicatorReading& reading : readings)
    if (reading.indicator == indicator && reading.version == version) return reading.tally;
  return {};
}

const ReadingScope kFleet{.regions = {"eu-west", "us-east"}, .fleet = true};

}  // namespace

class TstReadings : public QObject {
  Q_OBJECT

 private slots:
  void answers_are_told_by_node_region_fleet_and_version() {
    const FleetState state = threeNodes();
    Desk books;
    books.add(observationsOf(state.nodes.at(NodeId("a")).record, reportOf("1.0.0", 100, 4, 5), 200));
    books.add(observationsOf(state.nodes.at(NodeId("b")).record, reportOf("2.0.0", 50, 0, 20), 200));
    books.add(observationsOf(state.nodes.at(NodeId("c")).record, reportOf("1.0.0", 10, 10, 0), 200));
    QCOMPARE(tallyOf(books.read({.nodes = {"a"}}), Indicator::Success, "1.0.0"), (Tally{100, 4}));
    QCOMPARE(tallyOf(books.read({.nodes = {"a"}}), Indicator::Success, "2.0.0"), Tally{});
    QCOMPARE(tallyOf(books.read({.nodes = {"a", "c"}}), Indicator::Success, "1.0.0"), (Tally{110, 14}));
    QCOMPARE(tallyOf(books.read({.regions = {"eu-west"}}), Indicator::Success, "2.0.0"), (Tally{50, 0}));
    QCOMPARE(tallyOf(books.read(kFleet), Indicator::Success, "1.0.0"), (Tally{110, 14}));
    QCOMPARE(tallyOf(books.read({.regions = kFleet.regions, .version = "2.0.0"}), Indicator::Success, "1.0.0"),
             Tally{});
    QVERIFY(books.read({.regions = kFleet.regions, .workload = "other"}).size() == 1);  // the traffic is of no workload
    for (const IndicatorReading& reading : books.read({.nodes = {"b"}}))
      if (reading.indicator == Indicator::Latency) {
        QCOMPARE(reading.tally.total, 50U);
        QVERIFY(std::abs(reading.spread->p95 - 20) < 0.5);
        QVERIFY(std::abs(reading.spread->mean - 20) < 0.01);
      }
  }

  void bytes_that_stay_on_the_node_are_a_share_that_is_never_below_nothing() {
    const FleetState state = threeNodes();
    NodeReport lives;
    lives.at = kNoon;
    Desk books({objectiveOf("less", Indicator::Reduction)});
    books.add(observationsOf(state.nodes.at(NodeId("a")).record, reportOf("1.0.0", 100, 0, 5), 500));
    books.add(observationsOf(state.nodes.at(NodeId("c")).record, reportOf("1.0.0", 1, 0, 5), 300));
    books.add(observationsOf(state.nodes.at(NodeId("c")).record, lives, 80));  // only that it lives
    QCOMPARE(books.tally("less", kWest), (Tally{10000, 500}));
    QCOMPARE(books.tally("less", kEast), (Tally{100, 100}));
    QCOMPARE(tallyOf(books.read({.nodes = {"a"}}), Indicator::Reduction), (Tally{10000, 500}));
  }

  void records_that_never_came_are_told_of_a_node_its_region_and_the_fleet() {
    Desk books;
    const auto take = [&](const NodeEntry& node, std::uint64_t first, std::uint64_t last) {
      NodeReport report;
      report.seq = last;
      report.firstSeq = first;
      report.at = kNoon;
      report.queue.emplace();
      QVERIFY(books.ledger.take(node.record.id, spanOf(node.record, report, 0), {}, kNoon));
    };
    const FleetState state = threeNodes();
    take(state.nodes.at(NodeId("a")), 1, 4);
    take(state.nodes.at(NodeId("a")), 7, 8);  // 5 and 6 never came
    take(state.nodes.at(NodeId("b")), 1, 10);
    take(state.nodes.at(NodeId("c")), 1, 5);
    QCOMPARE(tallyOf(books.read({.nodes = {"a"}}), Indicator::Delivery), (Tally{8, 2}));
    QCOMPARE(tallyOf(books.read({.nodes = {"a", "c"}}), Indicator::Delivery), (Tally{13, 2}));
    QCOMPARE(tallyOf(books.read({.regions = {"eu-west"}}), Indicator::Delivery), (Tally{18, 2}));
    QCOMPARE(tallyOf(books.read(kFleet), Indicator::Delivery), (Tally{23, 2}));
  }

  void time_over_a_threshold_is_told_of_a_node_its_region_and_the_fleet() {
    const FleetState state = threeNodes();
    Desk books({objectiveOf("room", Indicator::Saturation)});
    const auto take = [&](const char* node, std::uint64_t seconds, std::uint64_t over) {
      NodeReport report;
      report.at = kNoon;
      report.saturation.any = {seconds, over};
      books.add(observationsOf(state.nodes.at(NodeId(node)).record, report, 100));
    };
    take("a", 10, 1);
    take("a", 10, 3);
    take("b", 5, 0);
    take("c", 7, 7);
    take("c", 0, 0);  // nothing was measured
    QCOMPARE(tallyOf(books.read({.nodes = {"a"}}), Indicator::Saturation), (Tally{20, 4}));
    QCOMPARE(tallyOf(books.read({.nodes = {"a", "c"}}), Indicator::Saturation), (Tally{27, 11}));
    QCOMPARE(tallyOf(books.read({.regions = {"eu-west"}}), Indicator::Saturation), (Tally{25, 4}));
    QCOMPARE(tallyOf(books.read(kFleet), Indicator::Saturation), (Tally{32, 11}));
    QCOMPARE(books.tally("room", kWest), (Tally{25, 4}));
    QCOMPARE(books.tally("room", {}), (Tally{32, 11}));
  }

  void a_deployment_counts_by_what_nodes_proved() {
    FleetState state = threeNodes();
    addRollout(state, "reader-1", RolloutState::Succeeded, kNoon - 10min,
               {given("a", NodeOutcome::Proven), given("b", NodeOutcome::Silent), given("c", NodeOutcome::Late)});
    addRollout(state, "reader-2", RolloutState::RolledBack, kNoon - 5min,
               {given("a", NodeOutcome::Returned, true), given("b", NodeOutcome::RolledBack),
                given("c", NodeOutcome::Withdrawn)});
    addRollout(state, "reader-3", RolloutState::Running, {}, {given("c", NodeOutcome::Refused)});
    Desk books({objectiveOf("deploys", Indicator::Deployment), objectiveOf("stays", Indicator::Rollback)});
    books.add(endedRollouts(state, kNoon - 1h, kNoon));
    QCOMPARE(books.tally("deploys", kWest), (Tally{4, 2}));
    QCOMPARE(books.tally("deploys", kEast), Tally{});
    QCOMPARE(books.tally("deploys", {}), (Tally{4, 2}));
    QVERIFY(endedRollouts(state, kNoon - 10min, kNoon - 6min).empty());  // ended at the one, and after the other
    QVERIFY(!endedRollouts(state, kNoon - 11min, kNoon - 10min).empty());
  }

  void a_rollout_through_many_regions_is_one_rollout_of_the_fleet() {
    FleetState state = threeNodes();
    addRollout(state, "reader-1", RolloutState::RolledBack, kNoon - 5min,
               {given("a", NodeOutcome::Returned, true), given("c", NodeOutcome::Returned, true)});
    Desk books({objectiveOf("stays", Indicator::Rollback)});
    books.add(endedRollouts(state, kNoon - 1h, kNoon));
    for (const RegionName& place : {kWest, kEast, RegionName()}) QCOMPARE(books.tally("stays", place), (Tally{1, 1}));
    QCOMPARE(tallyOf(books.read(kFleet), Indicator::Rollback), (Tally{1, 1}));
    QCOMPARE(tallyOf(books.read({.regions = {"us-east"}}), Indicator::Rollback), (Tally{1, 1}));
  }

  void nodes_are_seen_each_by_itself() {
    FleetState state = threeNodes();
    state.nodes.at(NodeId("b")).status.lastSeen = kNoon - 1h;
    Desk books;
    StateObserver observer;
    observer.look(state, kNoon - 1h, 10s);
    books.add(observer.look(state, kNoon, 10s));
    QCOMPARE(tallyOf(books.read({.nodes = {"a"}}), Indicator::Reachability), (Tally{1, 0}));
    QCOMPARE(tallyOf(books.read({.nodes = {"b"}}), Indicator::Reachability), (Tally{1, 1}));
    QCOMPARE(tallyOf(books.read(kFleet), Indicator::Reachability), (Tally{3, 1}));
    QVERIFY(books.read({.nodes = {""}}).empty());
  }

  // A region says for how long silence is normal; what lags behind is told of nodes that are there.
  void a_silent_node_costs_once_and_only_when_it_is_offline() {
    FleetState state = threeNodes();
    state.regions[kWest].offlineAfter = 60s;
    Desk books({objectiveOf("reachable", Indicator::Reachability), objectiveOf("in-step", Indicator::InStep, 30)});
    StateObserver observer;
    const auto seen = [&](NodeEntry& node, Duration ago, std::uint64_t assigned) {
      node.status.lastSeen = kNoon - ago;
      node.assignment.generation = assigned;
    };
    state.nodes.erase(NodeId("a"));
    NodeEntry& b = state.nodes.at(NodeId("b"));
    seen(b, 10min, 0);
    observer.look(state, kNoon - 10min, 10s);
    seen(b, 10min - 30s, 0);
    const auto tallies = [&] {
      return std::pair{tallyOf(books.read({.nodes = {"b"}}), Indicator::Reachability),
                       tallyOf(books.read({.nodes = {"b"}}), Indicator::InStep)};
    };
    books.add(observer.look(state, kNoon - 9min, 10s));  // late
    QCOMPARE(tallies(), std::pair(Tally{1, 0}, Tally{0, 0}));
    books.add(observer.look(state, kNoon - 8min, 10s));  // offline
    QCOMPARE(tallies(), std::pair(Tally{2, 1}, Tally{0, 0}));
    seen(b, 0s, 1);  // back, and what it was assigned meanwhile is new to it
    books.add(observer.look(state, kNoon, 10s));
    QCOMPARE(books.tally("in-step", kWest), (Tally{1, 0}));
    seen(b, -40s, 1);
    books.add(observer.look(state, kNoon + 40s, 10s));
    QCOMPARE(books.tally("in-step", kWest), (Tally{2, 1}));
    QCOMPARE(books.tally("reachable", kWest), (Tally{4, 1}));
  }

  void silence_to_which_nobody_listened_counts_for_nothing() {
    FleetState state = threeNodes();
    state.nodes.at(NodeId("a")).status.lastSeen = {};  // enrolled, and not there yet
    state.nodes.at(NodeId("b")).status.lastSeen = kNoon - 1h;
    Desk books;
    StateObserver observer;
    books.add(observer.look(state, kNoon, 10s));
    QCOMPARE(tallyOf(books.read(kFleet), Indicator::Reachability), (Tally{1, 0}));
    books.add(observer.look(state, kNoon + 1h, 10s));
    QCOMPARE(tallyOf(books.read({.nodes = {"b"}}), Indicator::Reachability), (Tally{1, 1}));
    QCOMPARE(tallyOf(books.read({.nodes = {"a"}}), Indicator::Reachability), (Tally{1, 1}));
  }

  void nothing_happening_is_silence_only_where_something_should() {
    Desk books({objectiveOf("stays", Indicator::Rollback), objectiveOf("reachable", Indicator::Reachability)});
    books.ledger.expect({{kReader, kWest}});
    FleetState state = threeNodes();
    addRollout(state, "reader-1", RolloutState::Succeeded, kNoon - 5min, {given("a", NodeOutcome::Proven)});
    books.add(endedRollouts(state, kNoon - 1h, kNoon));
    books.add(StateObserver().look(state, kNoon, 10s));
    for (const ObjectiveStanding& standing : books.ledger.judge({}, kNoon + 20h).standings)
      if (standing.region == kWest) QCOMPARE(standing.missing, standing.objective.value == "reachable");
  }

  void a_file_of_the_version_before_is_taken_over() {
    QTemporaryDir folder;
    const std::string path = (folder.path() + "/telemetry.db").toStdString();
    RawHour hour;
    hour.key = {RawKind::Served, "eu-west", "meter-reader", "1.0.0", hourOf(kNoon)};
    hour.slot = 60s;
    hour.add(kNoon, reportOf("1.0.0", 7, 1, 5).arms[0].counts);
    QVERIFY(SqliteTelemetryStore::open(path).value()->write({hour}, {}));
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db,
                          "CREATE TABLE old (kind TEXT NOT NULL, hour BIGINT NOT NULL, scope TEXT NOT NULL, workload "
                          "TEXT NOT NULL, version TEXT NOT NULL, slot_us BIGINT NOT NULL, slots BYTEA NOT NULL, "
                          "PRIMARY KEY (kind, hour, scope, workload, version)); INSERT INTO old SELECT kind, hour, "
                          "scope, workload, version, slot_us, slots FROM hours; DROP TABLE hours; ALTER TABLE old "
                          "RENAME TO hours; DROP TABLE drift_series; DROP TABLE drift_hours; DROP TABLE "
                          "drift_counted; DROP TABLE business_hours; PRAGMA user_version=1",
                          nullptr, nullptr, nullptr),
             SQLITE_OK);
    sqlite3_close(db);
    const auto store = SqliteTelemetryStore::open(path).value();
    QCOMPARE(tallyOf(readIndicators(*store, {.regions = {"eu-west"}, .toHour = hourOf(kNoon)}).value(),
                     Indicator::Success, "1.0.0"),
             (Tally{7, 1}));
    QCOMPARE(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, "DROP INDEX hours_by_scope", nullptr, nullptr, nullptr), SQLITE_OK);  // it is there again
    sqlite3_close(db);
  }
};

QTEST_GUILESS_MAIN(TstReadings)
#include "tst_readings.moc"
