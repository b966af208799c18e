#include <QtTest>

#include <fstream>

#include "services/controlplane/core/objectives/ledger.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const TimePoint kNoon(24h * 20000 + 12h);
const WorkloadName kReader("meter-reader");

ArmCounts answers(std::uint64_t requests, std::uint64_t errors, double latencyMs = 5) {
  ArmCounts counts;
  counts.requests = requests;
  counts.errors = errors;
  counts.labelled = requests - errors;
  counts.correct = counts.labelled / 2;
  counts.latencyUs.add(latencyMs * 1000, requests - errors);
  return counts;
}

Objective objectiveOf(const char* name, Indicator indicator, double limit = 0) {
  Objective objective;
  objective.name = ObjectiveName(name);
  objective.indicator = indicator;
  if (isOfWorkload(indicator)) objective.workload = kReader;
  objective.limit = limit;
  objective.period = 24h;
  return objective;
}

const std::vector<Objective> kObjectives{objectiveOf("answers", Indicator::Success),
                                         objectiveOf("right", Indicator::Correct),
                                         objectiveOf("fast", Indicator::Latency, 10)};

Observation served(const char* region, TimePoint at, const ArmCounts& counts, const char* version = "1.0.0") {
  return {RawKind::Served, region, kReader, version, at, counts};
}

// A ledger on a real file, opened again at will.
struct Bookkeeping {
  QTemporaryDir folder;
  std::unique_ptr<SqliteTelemetryStore> store;
  std::unique_ptr<Ledger> ledger;
  TimePoint now = kNoon;

  explicit Bookkeeping(std::vector<Objective> objectives = kObjectives) { reopen(std::move(objectives)); }
  std::string path() const { return (folder.path() + "/telemetry.db").toStdString(); }
  void reopen(std::vector<Objective> objectives = kObjectives) {
    ledger.reset();
    store.reset();
    store = SqliteTelemetryStore::open(path()).value();
    ledger = std::make_unique<Ledger>(*store, LedgerConfig{.slot = 60s, .lag = 30s});
    QVERIFY(ledger->open(std::move(objectives), now));
  }
  void add(const Observation& observation) { QVERIFY(ledger->add(observation, now)); }
  Tally tally(const char* objective, const char* region) const {
    for (const ObjectiveStanding& standing : ledger->judge({}, now).standings)
      if (standing.objective.value == objective && standing.region.value == region) return standing.tally;
    return {999, 999};
  }
};

}  // namespace

class TstLedger : public QObject {
  Q_OBJECT

 private slots:
  // A summary compares a period with the one before it.
  void the_period_before_is_remembered_over_a_start_and_does_not_count_for_the_budget() {
    Bookkeeping books;
    for (const Duration ago : {25h, 47h, 1h}) {
      books.now = kNoon - ago;
      books.add(served("eu-west", books.now, answers(100, 10)));
    }
    QVERIFY(books.ledger->flush());
    books.now = kNoon;
    books.reopen();
    const ObjectiveName name("answers");
    const auto before = books.ledger->history(name, RegionName("eu-west"), kNoon - 48h, kNoon - 24h, 24h);
    QCOMPARE(before, std::vector<Tally>(1, Tally{200, 20}));
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{100, 10}));
  }

  void records_that_never_came_are_bad_of_delivery_once() {
    const std::vector<Objective> objectives{objectiveOf("delivered", Indicator::Delivery)};
    Bookkeeping books(objectives);
    const auto take = [&](const char* node, const char* region, std::uint64_t first, std::uint64_t last) {
      ReportSpan span(last);
      span.first = first;
      span.numbered = true;
      span.region = RegionName(region);
      span.at = kNoon;
      QVERIFY(books.ledger->take(NodeId(node), span, {}, books.now));
    };
    take("a", "eu-west", 1, 1);
    take("a", "eu-west", 5, 8);  // 2 to 4 never came; 5 to 8 were merged
    take("a", "eu-west", 5, 8);
    take("b", "us-east", 1, 1);
    QVERIFY(books.ledger->take(NodeId("old"), 40, {}, books.now));  // its numbers mean nothing
    QVERIFY(books.ledger->flush());
    books.now += 2min;
    for (int i = 0; i < 2; ++i) {
      QVERIFY((books.tally("delivered", "eu-west") == Tally{8, 3}));
      QVERIFY((books.tally("delivered", "us-east") == Tally{1, 0}));
      QVERIFY((books.tally("delivered", "") == Tally{9, 3}));
      books.reopen(objectives);
    }
    take("a", "eu-west", 9, 9);
    books.now += 2min;
    QVERIFY((books.tally("delivered", "eu-west") == Tally{9, 3}));
  }

  void counts_per_region_and_for_the_fleet() {
    Bookkeeping books;
    books.add(served("eu-west", kNoon, answers(100, 4)));
    books.add(served("us-east", kNoon, answers(50, 1, 20)));
    books.now += 5min;
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{100, 4}));
    QCOMPARE(books.tally("answers", "us-east"), (Tally{50, 1}));
    QCOMPARE(books.tally("answers", ""), (Tally{150, 5}));
    QCOMPARE(books.tally("right", "eu-west"), (Tally{96, 48}));
    QCOMPARE(books.tally("fast", "eu-west"), (Tally{96, 0}));
    QCOMPARE(books.tally("fast", "us-east"), (Tally{49, 49}));
  }

  void what_was_written_is_there_after_a_restart() {
    Bookkeeping books;
    for (int minute = 0; minute < 150; ++minute) {
      books.now = kNoon + minute * 1min;
      books.add(served("eu-west", books.now, answers(10, 1), minute < 70 ? "1.0.0" : "2.0.0"));
      if (minute % 7 == 0) QVERIFY(books.ledger->flush());
    }
    QVERIFY(books.ledger->flush());
    books.now += 5min;
    const Tally before = books.tally("answers", "eu-west");
    QCOMPARE(before, (Tally{1500, 150}));
    books.reopen();
    QCOMPARE(books.tally("answers", "eu-west"), before);
    QCOMPARE(books.tally("fast", ""), (Tally{1350, 0}));
  }

  void what_was_not_flushed_is_lost_and_nothing_else() {
    Bookkeeping books;
    books.add(served("eu-west", kNoon, answers(10, 1)));
    QVERIFY(books.ledger->flush());
    books.add(served("eu-west", kNoon, answers(90, 0)));
    books.now += 5min;
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{100, 1}));
    books.reopen();
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{10, 1}));
  }

  // The node sends again what nobody acknowledged; the control plane may have died in between.
  void a_report_counts_once_over_restarts() {
    Bookkeeping books;
    const NodeId node("node-1");
    const auto take = [&](std::uint64_t report) {
      QVERIFY(books.ledger->take(node, report, {served("eu-west", kNoon, answers(10, 1))}, books.now));
    };
    take(1);
    take(1);
    take(2);
    QVERIFY(books.ledger->flush());
    take(3);  // and the power goes
    books.reopen();
    for (const std::uint64_t report : {1U, 2U, 3U, 3U}) take(report);
    QVERIFY(books.ledger->flush());
    books.reopen();
    take(3);
    books.now += 5min;
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{30, 3}));
  }

  void history_in_steps() {
    Bookkeeping books;
    for (int minute = 0; minute < 30; ++minute) {
      books.now = kNoon + minute * 1min;
      books.add(served("eu-west", books.now, answers(10, minute < 10 ? 1 : 0)));
    }
    const auto steps =
        books.ledger->history(ObjectiveName("answers"), RegionName("eu-west"), kNoon, kNoon + 40min, 10min);
    QCOMPARE(steps, (std::vector<Tally>{{100, 10}, {100, 0}, {100, 0}, {0, 0}}));
    QVERIFY(books.ledger->history(ObjectiveName("none"), {}, kNoon, kNoon + 1h, 1min).empty());
    QCOMPARE(books.ledger->history(ObjectiveName("answers"), {}, kNoon - 24h * 300, kNoon, 1min).size(),
             std::size_t{1000});
  }

  void another_limit_looks_at_the_same_past() {
    Bookkeeping books;
    books.add(served("eu-west", kNoon, answers(100, 0, 7)));
    books.now += 5min;
    QVERIFY(books.ledger->open({objectiveOf("fast", Indicator::Latency, 5)}, books.now));
    QCOMPARE(books.tally("fast", "eu-west"), (Tally{100, 100}));
  }

  void counts_of_an_outage_come_late_and_are_counted_where_they_belong() {
    Bookkeeping books;
    books.now = kNoon + 10h;
    books.add(served("eu-west", books.now, answers(10, 0)));
    QVERIFY(books.ledger->flush());
    books.add(served("eu-west", kNoon, answers(500, 500)));  // ten hours old
    books.now += 5min;
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{510, 500}));
    const auto standing = books.ledger->judge({}, books.now).standings.front();
    QCOMPARE(standing.tiers[0].longTally.bad, std::uint64_t{0});  // not of the last hours
    QVERIFY(books.ledger->flush());
    books.reopen();
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{510, 500}));
  }

  void a_clock_that_is_ahead_counts_as_now() {
    Bookkeeping books;
    books.add(served("eu-west", kNoon + 24h * 365, answers(10, 1)));
    books.add(served("eu-west", TimePoint(), answers(10, 1)));
    books.now += 5min;
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{20, 2}));
  }

  void what_is_too_new_to_be_complete_is_not_judged() {
    Bookkeeping books;
    books.add(served("eu-west", kNoon, answers(10, 1)));
    books.now = kNoon + 80s;  // less the lag: in the middle of that slot
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{}));
    books.now = kNoon + 90s;
    QCOMPARE(books.tally("answers", "eu-west"), (Tally{10, 1}));
  }

  void hours_are_rolled_up_and_removed_and_budgets_do_not_notice() {
    std::vector<Objective> objectives{objectiveOf("answers", Indicator::Success)};
    objectives[0].period = 24h * 60;
    Bookkeeping books(objectives);
    for (int hour = 0; hour < 24 * 40; ++hour) {
      books.now = kNoon + hour * 1h + 45min;
      for (int minute = 0; minute < 60; minute += 20)
        books.add({RawKind::Served, "eu-west", kReader, "1.0.0", kNoon + hour * 1h + minute * 1min, answers(10, 1)});
      for (int minute = 0; minute < 60; minute += 20)
        books.add({RawKind::Node, "node-1", kReader, "1.0.0", kNoon + hour * 1h + minute * 1min, answers(10, 1)});
      QVERIFY(books.ledger->prune(books.now));
    }
    books.now += 2h;
    const Tally before = books.tally("answers", "eu-west");
    QCOMPARE(before, (Tally{24 * 40 * 30, 24 * 40 * 3}));
    QVERIFY(books.ledger->flush());
    books.reopen(objectives);
    QCOMPARE(books.tally("answers", "eu-west"), before);
    const auto kept = [&](RawKind kind) {
      std::pair<int, int> out;  // rolled up, in parts of three slots
      std::map<std::int64_t, int> parts;
      const auto count = [&](const RawHour& part) {
        if (part.bySlot.size() != 1) qFatal("slots of more than five minutes in one part");
        if (part.slot == 1h) ++out.first;
        if (part.slot != 1h) ++parts[part.key.hour];
      };
      if (!books.store->each(kind, 0, kNoEnd, count)) qFatal("each");
      for (const auto& [hour, number] : parts) out.second += number == 3;
      return out;
    };
    QCOMPARE(kept(RawKind::Served), std::pair(5 * 24 - 1, 35 * 24 + 1));
    QCOMPARE(kept(RawKind::Node), std::pair(6 * 24, 24 + 1));
  }

  void a_damaged_file_is_put_aside() {
    Bookkeeping books;
    for (int hour = 0; hour < 200; ++hour) books.add(served("eu-west", kNoon - hour * 1h, answers(1000, 1)));
    QVERIFY(books.ledger->flush());
    books.ledger.reset();
    books.store.reset();
    {
      std::fstream file(books.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(0);
      file << std::string(4096, 'x');
    }
    books.reopen();
    QVERIFY(QFile::exists(QString::fromStdString(books.path() + ".damaged")));
    books.add(served("eu-west", kNoon, answers(10, 1)));
    QVERIFY(books.ledger->flush());
  }

  void what_many_silent_nodes_may_still_tell_makes_a_standing_partial() {
    Bookkeeping books;
    const auto partial = [&](const char* region) {
      for (const ObjectiveStanding& standing : books.ledger->judge({}, books.now).standings)
        if (standing.region.value == region) return standing.partial;
      return false;
    };
    books.add(served("eu-west", kNoon, answers(10, 0)));
    books.add(served("us-east", kNoon, answers(10, 0)));
    books.add({RawKind::States, "eu-west", {}, {}, kNoon, answers(100, 6)});
    books.add({RawKind::States, "us-east", {}, {}, kNoon, answers(100, 2)});
    QVERIFY(partial("eu-west"));
    QVERIFY(!partial("us-east"));
    QVERIFY(!partial(""));  // 4 % of all
    books.add({RawKind::States, "eu-west", {}, {}, kNoon, answers(100, 1)});
    QVERIFY(!partial("eu-west"));
  }

  void silence_is_an_alert_only_where_somebody_should_serve() {
    Bookkeeping books;
    books.add(served("eu-west", kNoon, answers(10, 0)));
    books.now += 30min;
    QVERIFY(books.ledger->judge({}, books.now).changed.empty());
    books.ledger->expect({{kReader, RegionName("eu-west")}});
    const auto changed = books.ledger->judge({}, books.now).changed;
    QCOMPARE(changed.size(), std::size_t{6});  // three objectives, the region and the fleet
    QVERIFY(changed[0].key.kind == AlertKind::Missing);
  }
};

QTEST_GUILESS_MAIN(TstLedger)
#include "tst_ledger.moc"
