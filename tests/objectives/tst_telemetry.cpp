#include <QtTest>

#include "services/controlplane/core/objectives/telemetry.h"
#include "services/controlplane/storage/sqlite_telemetry_store.h"
#include "tests/support/virtual_loop.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const NodeId kNode("node-1");

Objective answersObjective() {
  Objective objective;
  objective.name = ObjectiveName("answers");
  objective.workload = WorkloadName("meter-reader");
  objective.target = 0.99;
  objective.period = 24h * 30;
  return objective;
}

// A store that can be full.
class FullStore final : public TelemetryStore {
 public:
  explicit FullStore(const std::string& path) : store_(SqliteTelemetryStore::open(path).value()) {}
  Status write(const std::vector<RawHour>& hours, const std::map<NodeId, std::uint64_t>& counted) override {
    if (full) return Error{ErrorCode::Exhausted, "disk_full", "no space is left", {}, {}};
    return store_->write(hours, counted);
  }
  Result<std::map<NodeId, std::uint64_t>> counted() override { return store_->counted(); }
  Result<RawHour> read(const RawKey& key) override { return store_->read(key); }
  Status each(RawKind kind, std::int64_t from, std::int64_t to,
              const std::function<void(const RawHour&)>& take) override {
    return store_->each(kind, from, to, take);
  }
  Status eachOf(RawKind kind, const std::string& scope, std::int64_t from, std::int64_t to,
                const std::function<void(const RawHour&)>& take) override {
    return store_->eachOf(kind, scope, from, to, take);
  }
  Status replace(RawKind kind, std::int64_t hour, const std::vector<RawHour>& parts) override {
    return store_->replace(kind, hour, parts);
  }
  Status writeAlerts(const std::vector<ObjectiveAlert>& alerts) override { return store_->writeAlerts(alerts); }
  Result<std::vector<ObjectiveAlert>> alerts(std::size_t most) override { return store_->alerts(most); }
  Result<std::uint64_t> remove(RawKind kind, std::int64_t before) override { return store_->remove(kind, before); }

  bool full = false;

 private:
  std::unique_ptr<SqliteTelemetryStore> store_;
};

struct Desk {
  QTemporaryDir folder;
  flotilla::testing::VirtualLoop loop;
  std::unique_ptr<FullStore> store;
  std::unique_ptr<Telemetry> telemetry;
  ObjectivesView view;
  std::uint64_t report = 0;
  int acknowledged = 0;
  int othersWritten = 0;
  bool othersFail = false;

  Desk() { start({answersObjective()}); }
  void start(std::vector<Objective> objectives) {
    telemetry.reset();
    store.reset();
    store = std::make_unique<FullStore>((folder.path() + "/telemetry.db").toStdString());
    telemetry = std::make_unique<Telemetry>(Telemetry::Ports{loop, loop, *store,
                                                             [this]() -> Status {
                                                               ++othersWritten;
                                                               if (othersFail) return internalError("full", "no space");
                                                               return okStatus();
                                                             }},
                                            LedgerConfig{}, [this](const ObjectivesView& seen) { view = seen; });
    QVERIFY(telemetry->start(std::move(objectives)));
  }
  // A node that reports every ten seconds.
  void serve(Duration length, std::uint64_t bad) {
    for (Duration passed{0}; passed < length; passed += 10s) {
      ArmCounts counts;
      counts.requests = 100;
      counts.errors = bad;
      telemetry->take(kNode, ++report,
                      {{RawKind::Served, "eu-west", WorkloadName("meter-reader"), "1.0.0", loop.now(), counts}},
                      [this] { ++acknowledged; });
      loop.runFor(10s);
    }
  }
  std::vector<ObjectiveAlert> of(Severity severity) const {
    std::vector<ObjectiveAlert> out;
    for (const ObjectiveAlert& alert : view.alerts)
      if (alert.key.severity == severity && alert.key.region.value == "eu-west") out.push_back(alert);
    return out;
  }
};

}  // namespace

class TstTelemetry : public QObject {
  Q_OBJECT

 private slots:
  void a_page_fires_once_and_resolves_over_a_restart() {
    Desk desk;
    desk.serve(2h, 0);
    QVERIFY(desk.of(Severity::Page).empty());
    desk.serve(20min, 100);
    QCOMPARE(desk.of(Severity::Page).size(), std::size_t{1});
    const ObjectiveAlert fired = desk.of(Severity::Page).front();
    QVERIFY(fired.state == AlertState::Firing);
    desk.start({answersObjective()});  // the program dies and comes back
    desk.serve(1min, 100);
    QCOMPARE(desk.of(Severity::Page).size(), std::size_t{1});
    QCOMPARE(desk.of(Severity::Page).front().since, fired.since);
    desk.serve(2h, 0);
    QCOMPARE(desk.of(Severity::Page).size(), std::size_t{1});
    QVERIFY(desk.of(Severity::Page).front().state == AlertState::Resolved);
    desk.start({answersObjective()});
    desk.loop.runFor(2min);
    QCOMPARE(desk.of(Severity::Page).size(), std::size_t{1});
    QVERIFY(desk.of(Severity::Page).front().state == AlertState::Resolved);
  }

  void nothing_is_acknowledged_before_it_is_written() {
    Desk desk;
    desk.serve(1min, 0);
    QCOMPARE(desk.acknowledged, 6);
    desk.store->full = true;
    desk.serve(1min, 0);
    QCOMPARE(desk.acknowledged, 6);
    desk.store->full = false;
    desk.loop.runFor(2s);
    QCOMPARE(desk.acknowledged, 12);
    desk.start({answersObjective()});
    desk.loop.runFor(3min);
    QCOMPARE(desk.view.standings.front().tally, (Tally{1200, 0}));
  }

  void nothing_is_counted_or_acknowledged_before_what_else_reports_count() {
    Desk desk;
    desk.othersFail = true;
    desk.serve(1min, 0);
    QVERIFY(desk.othersWritten > 0);
    QCOMPARE(desk.acknowledged, 0);
    QVERIFY(desk.store->counted()->empty());
    desk.othersFail = false;
    desk.loop.runFor(2s);
    QCOMPARE(desk.acknowledged, 6);
    QCOMPARE(desk.store->counted()->at(kNode), std::uint64_t{6});
  }

  void what_nobody_declares_any_more_alerts_nobody() {
    Desk desk;
    desk.serve(1h, 0);
    desk.serve(20min, 100);
    QCOMPARE(desk.of(Severity::Page).size(), std::size_t{1});
    desk.telemetry->setObjectives({});
    desk.loop.runFor(2min);
    QVERIFY(desk.view.standings.empty());
    QVERIFY(desk.of(Severity::Page).front().state == AlertState::Resolved);
  }

  void an_objective_that_is_declared_later_knows_the_past() {
    Desk desk;
    desk.start({});
    desk.serve(1h, 2);
    desk.telemetry->setObjectives({answersObjective()});
    desk.loop.runFor(2min);
    QCOMPARE(desk.view.standings.front().tally, (Tally{36000, 720}));
  }
};

QTEST_GUILESS_MAIN(TstTelemetry)
#include "tst_telemetry.moc"
