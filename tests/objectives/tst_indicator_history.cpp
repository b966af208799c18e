// Indicators of a place step by step, from a real file.
#include <QtTest>

#include <numeric>

#include "services/controlplane/core/objectives/indicator_history.h"
#include "services/controlplane/core/objectives/ledger.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const TimePoint kHourBegins(24h * 20000 + 12h);

struct Shelf {
  QTemporaryDir folder;
  std::unique_ptr<SqliteTelemetryStore> store =
      SqliteTelemetryStore::open((folder.path() + "/telemetry.db").toStdString()).value();
  Ledger ledger{*store, LedgerConfig{.slot = 60s, .lag = 30s, .nodeSlot = 60s}};

  Shelf() { QVERIFY(ledger.open({}, kHourBegins + 2h)); }
  void add(RawKind kind, const char* scope, Duration into, const ArmCounts& counts, const char* version = "") {
    QVERIFY(ledger.add(
        {kind, scope, WorkloadName(*version == 0 ? "" : "meter-reader"), version, kHourBegins + into, counts},
        kHourBegins + 2h));
  }
  std::vector<IndicatorStep> read(const HistoryScope& scope) {
    if (!ledger.flush()) qFatal("flush");
    return readIndicatorHistory(*store, scope).value();
  }
};

ArmCounts plain(std::uint64_t total, std::uint64_t bad) {
  ArmCounts out;
  out.requests = total;
  out.errors = bad;
  return out;
}

ArmCounts answers(std::uint64_t good, double ms, std::uint64_t failed = 0) {
  ArmCounts out = plain(good + failed, failed);
  out.latencyUs.add(ms * 1000, good);
  return out;
}

HistoryScope node(const char* id, Duration from, Duration to, Duration step = 60s) {
  return {{.nodes = {id}}, kHourBegins + from, kHourBegins + to, step};
}

}  // namespace

class TstIndicatorHistory : public QObject {
  Q_OBJECT

 private slots:
  void a_step_tells_what_was_counted_in_it_and_a_gap_is_not_there() {
    Shelf shelf;
    shelf.add(RawKind::Node, "a", 1min, answers(9, 4, 1), "1.0.0");
    shelf.add(RawKind::NodeStates, "a", 1min, plain(1, 0));
    shelf.add(RawKind::NodeDelivery, "a", 1min, plain(8, 2));
    shelf.add(RawKind::NodeSaturation, "a", 1min, plain(60, 15));
    shelf.add(RawKind::NodeTraffic, "a", 1min, plain(1000, 50));
    shelf.add(RawKind::Node, "a", 5min, answers(3, 40), "1.0.0");
    shelf.add(RawKind::Node, "b", 3min, answers(7, 4), "1.0.0");
    const auto steps = shelf.read(node("a", 0min, 10min));
    QCOMPARE(steps.size(), 2U);
    QCOMPARE(steps[0].at, kHourBegins + 1min);
    QCOMPARE(steps[0].answers, (Tally{10, 1}));
    QCOMPARE(steps[0].reachable, (Tally{1, 0}));
    QCOMPARE(steps[0].delivery, (Tally{8, 2}));
    QCOMPARE(steps[0].saturation, (Tally{60, 15}));
    QCOMPARE(steps[0].traffic, (Tally{1000, 50}));
    QVERIFY(std::abs(steps[0].latency->p95 - 4) < 0.1);
    QCOMPARE(steps[1].at, kHourBegins + 5min);
    QCOMPARE(steps[1].answers, (Tally{3, 0}));
    QCOMPARE(steps[1].delivery, Tally{});
  }

  void the_rows_of_the_heat_map_add_up_to_the_answers() {
    Shelf shelf;
    ArmCounts counts = answers(5, 4);
    counts.merge(answers(2, 0.05));
    counts.merge(answers(3, 60'000));
    shelf.add(RawKind::Node, "a", 1min, counts, "1.0.0");
    const auto steps = shelf.read(node("a", 0min, 2min));
    const auto& rows = steps[0].latencyRows;
    QCOMPARE(rows.size(), kLatencyRowsMs.size() + 1);
    QCOMPARE(rows.front(), 2U);
    QCOMPARE(rows.back(), 3U);
    QCOMPARE(rows[9] + rows[10], 5U);  // 2 to 5 ms
    QCOMPARE(std::accumulate(rows.begin(), rows.end(), std::uint64_t{0}), 10U);
  }

  void longer_steps_add_up_versions_are_told_apart_and_the_end_is_not_in_it() {
    Shelf shelf;
    shelf.add(RawKind::Node, "a", 0min, answers(1, 4), "1.0.0");
    shelf.add(RawKind::Node, "a", 4min, answers(2, 4), "2.0.0");
    shelf.add(RawKind::Node, "a", 5min, answers(4, 4), "2.0.0");
    shelf.add(RawKind::Node, "a", 10min, answers(8, 4), "2.0.0");
    const auto all = shelf.read(node("a", 0min, 10min, 5min));
    QCOMPARE(all.size(), 2U);
    QCOMPARE(all[0].answers.total, 3U);
    QCOMPARE(all[1].answers.total, 4U);
    HistoryScope second = node("a", 0min, 11min, 5min);
    second.place.version = "2.0.0";
    const auto newer = shelf.read(second);
    QCOMPARE(newer.size(), 3U);
    QCOMPARE(newer[0].answers.total, 2U);
  }

  void regions_and_the_fleet_are_told_likewise() {
    Shelf shelf;
    shelf.add(RawKind::Served, "eu-west", 1min, answers(5, 4), "1.0.0");
    shelf.add(RawKind::Served, "us-east", 1min, answers(7, 4, 1), "1.0.0");
    shelf.add(RawKind::States, "eu-west", 1min, plain(3, 1));
    HistoryScope scope{{.regions = {"eu-west", "us-east"}, .fleet = true}, kHourBegins, kHourBegins + 1h, 60s};
    const auto fleet = shelf.read(scope);
    QCOMPARE(fleet.size(), 1U);
    QCOMPARE(fleet[0].answers, (Tally{13, 1}));
    scope.place = {.regions = {"eu-west"}};
    QCOMPARE(shelf.read(scope)[0].reachable, (Tally{3, 1}));
    QCOMPARE(shelf.read(scope)[0].answers, (Tally{5, 0}));
  }

  void steps_that_are_none_or_too_many_are_refused() {
    Shelf shelf;
    const auto field = [&](const HistoryScope& scope) {
      const auto read = readIndicatorHistory(*shelf.store, scope);
      return QString::fromStdString(read ? "read" : read.error().field);
    };
    QCOMPARE(field(node("a", 0min, 1min, 0s)), QString("step"));
    QCOMPARE(field(node("a", 1min, 1min)), QString("to"));
    QCOMPARE(field(node("a", 0min, 501min)), QString("step"));
    QCOMPARE(field(node("a", 0min, 500min)), QString("read"));
  }
};

QTEST_GUILESS_MAIN(TstIndicatorHistory)
#include "tst_indicator_history.moc"
