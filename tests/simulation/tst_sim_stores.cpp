// The databases in memory answer as those on disks do, whatever is asked of them.
#include <QTemporaryDir>
#include <QtTest>

#include "services/agent/storage/sqlite_agent_store.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "tests/controlplane/rollout_rig.h"
#include "tests/simulation/random_changes.h"
#include "tests/simulation/same_state.h"
#include "tests/simulation/sim_agent_store.h"
#include "tests/simulation/sim_fleet_store.h"

using namespace flotilla;
using namespace flotilla::simulation;
using agent::NewsLane;
using controlplane::FleetStore;
using controlplane::LookRecord;
using controlplane::Mutation;
using controlplane::SqliteFleetStore;
using controlplane::test::reasonOf;

namespace {

// In memory where there is such a place: what is compared are answers.
QString folderInMemory() {
  const QFileInfo memory("/dev/shm");
  return (memory.isWritable() ? memory.filePath() : QDir::tempPath()) + "/flotilla-stores-XXXXXX";
}

// What both answer to a question is the same.
template <class T, class Same>
bool same(const Result<T>& a, const Result<T>& b, const Same& isSame) {
  return a.ok() == b.ok() && (a ? isSame(*a, *b) : a.error().reason == b.error().reason);
}
template <class T, class Same>
bool sameLists(const Result<std::vector<T>>& a, const Result<std::vector<T>>& b, const Same& isSame) {
  return same(a, b,
              [&](const auto& x, const auto& y) { return std::equal(x.begin(), x.end(), y.begin(), y.end(), isSame); });
}
constexpr auto kEqual = [](const auto& a, const auto& b) { return a == b; };

// The first question that two stores answer differently; empty if there is none.
QString differenceOf(FleetStore& a, FleetStore& b) {
  const auto x = a.load(), y = b.load();
  if (!x || !y) return "load";
  if (const QString state = simulation::differenceOf(*x, *y); !state.isEmpty()) return state;
  const auto sameLooks = [](const LookRecord& l, const LookRecord& r) {
    return kTied(l.look, r.look) && l.readings == r.readings;
  };
  for (const auto& [id, node] : x->nodes)
    if (!sameLists(a.nodeEvents(id), b.nodeEvents(id), kEqual)) return "node events";
  for (const auto& [id, rollout] : x->rollouts)
    for (std::uint32_t wave = 0; wave < 4; ++wave)
      if (!sameLists(a.looks(id, wave), b.looks(id, wave), sameLooks)) return "looks";
  if (!sameLists(a.alertHistory(), b.alertHistory(), kEqual)) return "alert history";
  for (const auto& [id, incident] : x->incidents)
    if (!sameLists(a.incidentEvents(id), b.incidentEvents(id), kEqual)) return "incident events";
  for (const auto& [id, run] : x->runs)
    if (!sameLists(a.runEvidence(id), b.runEvidence(id), kEqual)) return "run evidence";
  const auto sameRunbook = [](const auto& l, const auto& r) {
    return l.has_value() == r.has_value() && (!l || kTied(*l, *r));
  };
  for (const auto& [name, runbook] : x->runbooks)
    for (std::uint32_t version = 0; version < 5; ++version)
      if (!same(a.runbook(name, version), b.runbook(name, version), sameRunbook)) return "runbook";
  for (const std::uint64_t from : {0, 1, 5})
    for (const std::size_t limit : {3, 1000})
      if (!sameLists(a.auditEntries(from, limit), b.auditEntries(from, limit), kTied)) return "audit entries";
  return {};
}

std::string newsOf(agent::AgentStore& store, bool onlySecurity) {
  const auto news = store.news(onlySecurity);
  if (!news) return news.error().reason;
  if (!*news) return "none";
  const agent::News& one = **news;
  return std::to_string(static_cast<int>(one.lane)) + " " + std::to_string(one.through) + " " +
         std::to_string(one.holder.events.size()) + " " + encodeReport(one.holder);
}

}  // namespace

class TstSimStores : public QObject {
  Q_OBJECT

  FaultCounts counts_;
  std::unique_ptr<QTemporaryDir> folder_;
  SystemFiles files_;

  std::string pathOf(const char* name) const { return (folder_->path() + "/" + name).toStdString(); }
  std::unique_ptr<SqliteFleetStore> realFleet() { return SqliteFleetStore::open(pathOf("flotilla.db")).value(); }
  std::unique_ptr<agent::SqliteAgentStore> realAgent() {
    return agent::SqliteAgentStore::open(files_, pathOf("state.db")).value();
  }

 private slots:
  void init() { folder_ = std::make_unique<QTemporaryDir>(folderInMemory()); }

  void a_fleet_store_answers_as_sqlite_does_to_rows_of_every_type() {
    std::size_t stored = 0, refused = 0, fenced = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      init();
      Dice dice(seed);
      RandomRows rows(dice.fork("rows"));
      const auto real = realFleet();
      SimFleetDisk disk(dice.fork("disk"), counts_);
      SimFleetStore sim(disk);
      std::uint64_t epoch = real->raiseEpoch().value();
      QCOMPARE(*sim.raiseEpoch(), epoch);
      for (std::uint64_t revision = 1; revision <= 25; ++revision) {
        std::vector<Mutation> batch(dice.below(4));
        for (Mutation& mutation : batch) mutation = rows.next();
        const std::uint64_t by = dice.chance(0.05) ? epoch - 1 : epoch;
        const QString answer = reasonOf(sim.commit(batch, by, revision));
        QCOMPARE(answer, reasonOf(real->commit(batch, by, revision)));
        stored += answer == "ok" ? 1 : 0;
        refused += answer == "database_error" ? 1 : 0;
        fenced += answer == "fenced" ? 1 : 0;
        if (answer == "ok")
          rows.keep();
        else
          rows.takeBack();
        if (dice.chance(0.05)) {
          const std::uint64_t from = epoch - dice.below(2);
          const QString jumped = reasonOf(sim.jumpEpoch(from, epoch + 5));
          QCOMPARE(jumped, reasonOf(real->jumpEpoch(from, epoch + 5)));
          if (jumped == "ok") epoch += 5;
        }
        if (dice.chance(0.2)) QCOMPARE(differenceOf(sim, *real), QString());
      }
      QCOMPARE(differenceOf(sim, *real), QString());
    }
    QVERIFY2(stored > 500 && refused > 100 && fenced > 50,
             qPrintable(QString("%1 %2 %3").arg(stored).arg(refused).arg(fenced)));
  }

  void a_fleet_store_loads_a_rollout_at_every_moment_as_sqlite_does_data() {
    QTest::addColumn<quint64>("errors");
    QTest::addColumn<int>("end");
    QTest::newRow("good") << quint64{6} << static_cast<int>(RolloutState::Succeeded);
    QTest::newRow("bad") << quint64{18} << static_cast<int>(RolloutState::RolledBack);
  }
  void a_fleet_store_loads_a_rollout_at_every_moment_as_sqlite_does() {
    QFETCH(quint64, errors);
    QFETCH(int, end);
    controlplane::test::RolloutRig rig(4);
    rig.behaviour = [&](const auto&, const Version& version, std::uint64_t) {
      return controlplane::test::Service{600, version.major == 2 ? errors : 6, 5'000, 0};
    };
    rig.begin(
        "workload: meter-reader\nto: 2.0.0\ndeadline: 2m\n"
        "gates: {interval: 10s, warm_up: 10s, min_requests: 2000, min_success_ratio: 0.5}\nwaves:\n"
        "  - {name: canary, size: 2, soak: 1m, limit: 30m}\n  - {name: all, size: rest, soak: 1m, limit: 30m}\n");
    QVERIFY(rig.passUntil(static_cast<RolloutState>(end)));
    const auto real = realFleet();
    SimFleetDisk disk(Dice(1), counts_);
    SimFleetStore sim(disk);
    std::uint64_t revision = 0;
    bool watched = false;
    for (const Mutation& mutation : rig.everything) {
      ++revision;
      QVERIFY(real->commit({mutation}, 0, revision) && sim.commit({mutation}, 0, revision));
      if (revision % 7 != 0) continue;
      QCOMPARE(differenceOf(sim, *real), QString());
      watched |= !sim.load()->watched.empty();
    }
    QCOMPARE(differenceOf(sim, *real), QString());
    QVERIFY(watched);
  }

  void old_events_go_as_in_sqlite() {
    const auto real = realFleet();
    SimFleetDisk disk(Dice(1), counts_);
    SimFleetStore sim(disk);
    Dice dice(4);
    const Mutation fleet = controlplane::test::smallFleet({{"a", controlplane::test::kWest}});
    QVERIFY(real->commit({fleet}, 0, 1) && sim.commit({fleet}, 0, 1));
    for (std::uint64_t seq = 1; seq < 200; ++seq) {
      Mutation told;
      for (std::uint32_t place = 0, count = static_cast<std::uint32_t>(dice.below(30)); place < count; ++place)
        told.rows.emplace_back(controlplane::NodeEventRecord{NodeId("id-of-a"), seq, place, anyEvent(dice, 5)});
      QVERIFY(real->commit({told}, 0, seq) && sim.commit({told}, 0, seq));
    }
    QCOMPARE(differenceOf(sim, *real), QString());
    QVERIFY(sim.nodeEvents(NodeId("id-of-a"))->size() < controlplane::kNodeEventsKept + 30);
  }

  void two_control_planes_share_a_disk_and_the_older_is_fenced() {
    SimFleetDisk disk(Dice(1), counts_);
    std::vector<std::uint64_t> seen;
    disk.onCommitted = [&](const SimFleetDisk::Commit& commit) { seen.push_back(commit.revision); };
    SimFleetStore first(disk), second(disk);
    QCOMPARE(*first.raiseEpoch(), std::uint64_t{1});
    QVERIFY(first.commit({controlplane::test::declared()}, 1, 1));
    QCOMPARE(*second.raiseEpoch(), std::uint64_t{2});
    QCOMPARE(reasonOf(first.commit({Mutation{}}, 1, 2)), QString("fenced"));
    QVERIFY(second.commit({Mutation{}}, 2, 2));
    QCOMPARE(first.load()->regions.size(), std::size_t{2});
    QCOMPARE(seen, (std::vector<std::uint64_t>{1, 2}));
  }

  void an_old_copy_comes_back_with_its_epoch() {
    SimFleetDisk disk(Dice(1), counts_);
    SimFleetStore store(disk);
    QVERIFY(store.raiseEpoch() && store.commit({controlplane::test::declared()}, 1, 1));
    const auto old = disk.snapshot();
    QVERIFY(store.copyTo("/backup"));
    QCOMPARE(reasonOf(store.copyTo("/backup")), QString("file_exists"));
    QVERIFY(store.raiseEpoch());
    Mutation gone;
    gone.removals = {{controlplane::test::kWest}};
    QVERIFY(store.commit({gone}, 2, 2));
    disk.restore(disk.copies().at("/backup"));
    QCOMPARE(store.load()->epoch, std::uint64_t{1});
    QCOMPARE(store.load()->regions.size(), std::size_t{2});
    QCOMPARE(simulation::differenceOf(old->load(), *store.load()), QString());
  }

  void a_commit_of_unknown_outcome_is_there_after_a_crash_or_not_and_never_after_another_commit() {
    int there = 0, never = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      Dice dice(seed);
      SimFleetDisk disk(dice.fork("disk"), counts_);
      SimFleetStore store(disk);
      bool appeared = false;
      disk.onCommitted = [&](const SimFleetDisk::Commit& commit) { appeared |= commit.appeared; };
      disk.faults.unknownOutcome = 1;
      QCOMPARE(reasonOf(store.commit({controlplane::test::declared()}, 0, 7)), QString("database_error"));
      QVERIFY(store.load()->regions.empty());
      disk.faults.unknownOutcome = 0;
      const bool another = dice.chance(0.5);
      if (another) QVERIFY(store.commit({Mutation{}}, 0, 8));
      disk.crash(dice);
      const bool found = !store.load()->regions.empty();
      QCOMPARE(found, appeared);
      QVERIFY(!another || !found);
      (found ? there : never) += another ? 0 : 1;
      QCOMPARE(store.load()->revision, std::uint64_t{another ? 8U : found ? 7U : 0U});
    }
    QVERIFY(there > 20 && never > 20);
  }

  void a_commit_that_fails_stores_nothing() {
    FaultCounts counts;
    SimFleetDisk disk(Dice(1), counts);
    SimFleetStore store(disk);
    disk.faults.full = true;
    QCOMPARE(reasonOf(store.commit({controlplane::test::declared()}, 0, 1)), QString("disk_full"));
    QCOMPARE(reasonOf(store.raiseEpoch()), QString("disk_full"));
    disk.faults = {};
    disk.faults.writeError = 1;
    QCOMPARE(reasonOf(store.commit({controlplane::test::declared()}, 0, 1)), QString("database_error"));
    disk.faults = {};
    Dice dice(1);
    disk.crash(dice);
    QVERIFY(store.load()->regions.empty());
    QCOMPARE(store.load()->epoch, std::uint64_t{0});
    QCOMPARE(counts.of("flotilla_db_full"), std::uint64_t{2});
    QCOMPARE(counts.of("flotilla_db_error"), std::uint64_t{1});
  }

  void an_agent_store_answers_as_sqlite_does() {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      init();
      Dice dice(seed);
      auto real = realAgent();
      SimAgentStore sim(dice.fork("store"), counts_);
      for (int i = 0; i < 25; ++i) {
        const bool security = dice.chance(0.3);
        const std::string news = newsOf(sim, security);
        QVERIFY(news == newsOf(*real, security));
        switch (dice.below(6)) {
          case 0: {
            const auto lane = static_cast<NewsLane>(dice.below(2));
            const std::uint64_t through = dice.below(60);
            QVERIFY(sim.dropNews(lane, through) && real->dropNews(lane, through));
            break;
          }
          case 1: {
            const std::array<std::uint64_t, 2> through{dice.below(60), dice.below(60)};
            QVERIFY(sim.numberNewsAfter(through) && real->numberNewsAfter(through));
            break;
          }
          default: {
            const agent::StateChange change = anyChange(dice);
            QVERIFY(sim.apply(change) && real->apply(change));
          }
        }
        QCOMPARE(simulation::differenceOf(*sim.load(), *real->load()), QString());
        if (dice.chance(0.05)) real.reset(), real = realAgent();
      }
      QCOMPARE(*sim.refusedNews(), *real->refusedNews());
    }
  }

  void an_agent_store_refuses_news_when_too_many_wait_as_sqlite_does() {
    const auto real = realAgent();
    SimAgentStore sim(Dice(1), counts_);
    Dice dice(2);
    for (int i = 0; i < 11; ++i) {
      agent::StateChange change;
      for (int event = 0; event < 1000; ++event) change.events.push_back(anyEvent(dice, 1));
      QVERIFY(sim.apply(change) && real->apply(change));
      if (i == 4) QVERIFY(sim.dropNews(NewsLane::Ordinary, 300) && real->dropNews(NewsLane::Ordinary, 300));
      QCOMPARE(*sim.refusedNews(), *real->refusedNews());
    }
    QVERIFY(*sim.refusedNews() > 0);
    for (const bool security : {false, true}) QVERIFY(newsOf(sim, security) == newsOf(*real, security));
  }

  void a_change_of_unknown_outcome_is_there_after_a_crash_or_not_and_never_after_another_one() {
    int there = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      Dice dice(seed);
      SimAgentStore store(dice.fork("store"), counts_);
      agent::StateChange change, later;
      change.highestEpoch = 7;
      later.floors = {{ArtifactName("a"), 1}};
      store.faults.unknownOutcome = 1;
      QCOMPARE(reasonOf(store.apply(change)), QString("state_error"));
      QCOMPARE(store.load()->highestEpoch, std::uint64_t{0});
      store.faults.unknownOutcome = 0;
      const bool another = dice.chance(0.5);
      if (another) QVERIFY(store.apply(later));
      store.crash(dice);
      const bool found = store.load()->highestEpoch == 7;
      QVERIFY(!another || !found);
      there += found ? 1 : 0;
    }
    QVERIFY(there > 20 && there < 90);
  }
};

QTEST_GUILESS_MAIN(TstSimStores)
#include "tst_sim_stores.moc"
