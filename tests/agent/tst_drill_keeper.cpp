// Faults for practice on the agent: who takes them, that each ends by itself, and that none outlives the agent.
#include <QtTest>

#include "services/agent/core/drill_keeper.h"
#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using namespace std::chrono_literals;

namespace {

FaultOrder order(const std::string& id, FaultKind kind, Duration lasts = 1min, Duration amount = {},
                 const std::string& workload = {}) {
  return {id, kind, lasts, amount, WorkloadName(workload)};
}

}  // namespace

class TstDrillKeeper : public QObject {
  Q_OBJECT

  struct Bench {
    VirtualLoop loop;
    std::size_t workers = 1;
    int kills = 0, fills = 0, frees = 0, restarts = 0, changes = 0;
    Status filled = okStatus();
    std::unique_ptr<DrillKeeper> keeper;

    explicit Bench(DrillRules rules = {true, 15min}) {
      DrillActs acts;
      acts.killWorkers = [this](const WorkloadName&) {
        kills += workers > 0 ? 1 : 0;
        return workers;
      };
      acts.fillQuota = [this] {
        ++fills;
        return filled;
      };
      acts.freeQuota = [this] { ++frees; };
      acts.restartAgent = [this] {
        ++restarts;
        return okStatus();
      };
      acts.setLink = [](const LinkState&) {};
      keeper = std::make_unique<DrillKeeper>(rules, loop, loop, acts);
      keeper->setListener([this] { ++changes; });
    }
    FaultStatus status(std::size_t place = 0) const { return keeper->statuses().at(place); }
    std::string refusal(const FaultOrder& what) const {
      keeper->take(what);
      const FaultStatus last = keeper->statuses().back();
      return last.id == what.id && last.phase == FaultPhase::Refused ? last.reason : "taken";
    }
  };

 private slots:
  void without_consent_nothing_is_done() {
    Bench bench({false, 15min});
    for (const FaultKind kind : {FaultKind::CutLink, FaultKind::SlowLink, FaultKind::KillWorker, FaultKind::FillQuota,
                                 FaultKind::SkewClock, FaultKind::RestartAgent})
      QCOMPARE(bench.refusal(order("id-" + std::string(toText(kind)), kind)), std::string("drills_refused"));
    bench.loop.runFor(1h);
    QCOMPARE(bench.kills + bench.fills + bench.restarts, 0);
    QVERIFY(!bench.keeper->link().cut);
    QVERIFY(bench.status().message.find("drills: refuse") != std::string::npos);
    QVERIFY(!Bench(DrillRules{}).keeper->allowed());  // unless somebody says so
  }

  void each_ends_when_its_time_is_over() {
    Bench bench;
    bench.keeper->take(order("1", FaultKind::CutLink, 30s));
    bench.keeper->take(order("2", FaultKind::SlowLink, 20s, 2s));
    bench.keeper->take(order("3", FaultKind::FillQuota, 10s));
    QVERIFY(bench.keeper->link().cut);
    QCOMPARE(bench.keeper->link().delay, Duration(2s));
    QCOMPARE(bench.fills, 1);
    bench.loop.runFor(9s);
    QCOMPARE(bench.frees, 0);
    QCOMPARE(bench.status(2).begunAgo, Duration(9s));
    bench.loop.runFor(1s);
    QCOMPARE(bench.frees, 1);
    bench.loop.runFor(10s);
    QCOMPARE(bench.keeper->link().delay, Duration(0));
    QVERIFY(bench.keeper->link().cut);
    bench.loop.runFor(15s);
    QVERIFY(!bench.keeper->link().cut);
    QCOMPARE(bench.status(0).phase, FaultPhase::Over);
    QCOMPARE(bench.status(0).endedAgo, Duration(5s));
    QCOMPARE(bench.changes, 6);
  }

  void an_id_means_something_once() {
    Bench bench;
    bench.keeper->take(order("1", FaultKind::KillWorker, 1s));
    bench.keeper->take(order("1", FaultKind::KillWorker, 1s));
    bench.loop.runFor(10s);
    bench.keeper->take(order("1", FaultKind::KillWorker, 1s));
    QCOMPARE(bench.kills, 1);
    QCOMPARE(bench.keeper->statuses().size(), std::size_t{1});
    bench.keeper->take(order("", FaultKind::KillWorker, 1s));
    QCOMPARE(bench.kills, 1);
  }

  void what_it_does_not_take_it_says() {
    Bench bench({true, 5min});
    QCOMPARE(bench.refusal(order("a", FaultKind::CutLink, 6min)), std::string("too_long"));
    QCOMPARE(bench.refusal(order("b", FaultKind::CutLink, 0s)), std::string("fault_out_of_range"));
    QCOMPARE(bench.refusal(order("c", FaultKind::SlowLink, 1min)), std::string("fault_out_of_range"));
    QCOMPARE(bench.refusal(order("d", FaultKind::SlowLink, 1min, 31s)), std::string("fault_out_of_range"));
    QCOMPARE(bench.refusal(order("e", FaultKind::SkewClock, 1min, 25h)), std::string("fault_out_of_range"));
    QCOMPARE(bench.refusal(order("f", FaultKind::CutLink, 1min)), std::string("taken"));
    QCOMPARE(bench.refusal(order("g", FaultKind::CutLink, 1min)), std::string("already_under_way"));
    bench.workers = 0;
    QCOMPARE(bench.refusal(order("h", FaultKind::KillWorker, 1min)), std::string("no_worker"));
    bench.filled = Error{ErrorCode::Exhausted, "disk_full", "no room"};
    QCOMPARE(bench.refusal(order("i", FaultKind::FillQuota, 1min)), std::string("disk_full"));
    bench.loop.runFor(1h);
    QCOMPARE(bench.frees, 0);
  }

  void a_worker_is_killed_again_until_it_is_over() {
    Bench bench;
    bench.keeper->take(order("1", FaultKind::KillWorker, 10s, 3s));
    bench.loop.runFor(1min);
    QCOMPARE(bench.kills, 4);  // at 0, 3, 6 and 9 s
  }

  void it_can_be_ended_before_its_time() {
    Bench bench;
    bench.keeper->take(order("GAME-1/0", FaultKind::SkewClock, 10min, 1h));
    bench.keeper->take(order("GAME-11/0", FaultKind::CutLink, 10min));
    bench.keeper->end("GAME-1/");
    QCOMPARE(bench.status(0).phase, FaultPhase::Over);
    QCOMPARE(bench.status(0).reason, std::string("ended_early"));
    QCOMPARE(bench.status(1).phase, FaultPhase::UnderWay);
    // Its kind is free again, and what would have ended the first does not end the second.
    bench.loop.runFor(5min);
    bench.keeper->take(order("GAME-2/0", FaultKind::SkewClock, 10min, 1h));
    bench.loop.runFor(6min);
    QCOMPARE(bench.status(2).phase, FaultPhase::UnderWay);
  }

  void the_agent_is_restarted_after_it_has_said_so() {
    Bench bench;
    bench.keeper->take(order("1", FaultKind::RestartAgent));
    QCOMPARE(bench.changes, 1);
    QCOMPARE(bench.restarts, 0);
    bench.loop.runFor(1s);
    QCOMPARE(bench.restarts, 1);
  }

  void many_are_forgotten_but_not_what_is_under_way() {
    Bench bench;
    bench.keeper->take(order("long", FaultKind::CutLink, 15min));
    for (int i = 0; i < 100; ++i) {
      bench.keeper->take(order(std::to_string(i), FaultKind::KillWorker, 1s));
      bench.loop.runFor(2s);
    }
    QCOMPARE(bench.keeper->statuses().size(), kFaultsTold);
    QCOMPARE(bench.status().id, std::string("long"));
  }

  void on_a_node_a_killed_worker_comes_back_and_a_skewed_clock_is_only_told() {
    FleetKeys keys;
    NodeRig rig(keys);
    rig.drills.allowed = true;
    rig.boot();
    rig.assign(1, keys.publish("1.0.0", 1));
    QVERIFY(rig.reaches(InstallState::Committed, 1));
    const int starts = rig.launcher.starts["1.0.0"];
    rig.agent->drills().take(order("1", FaultKind::KillWorker, 5s, {}, kWorkload));
    rig.loop.runFor(30s);
    QCOMPARE(rig.launcher.starts["1.0.0"], starts + 1);
    QVERIFY(!rig.serving().empty());
    rig.agent->drills().take(order("2", FaultKind::SkewClock, 1min, -1h));
    rig.loop.runFor(11s);
    const NodeReport skewed = rig.agent->pendingReports(1000)->back();
    QVERIFY(skewed.at < rig.loop.now() - 59min);
    rig.loop.runFor(1min);
    QVERIFY(rig.agent->pendingReports(1000)->back().at > rig.loop.now() - 1min);
  }

  void on_a_node_a_full_quota_is_free_after_a_death() {
    FleetKeys keys;
    NodeRig rig(keys);
    rig.drills.allowed = true;
    rig.quota = {256 << 10, 64 << 10, 32 << 10};
    rig.boot();
    rig.loop.runFor(30s);
    rig.agent->drills().take(order("1", FaultKind::FillQuota, 10min));
    const Path filler = rig.data() / "telemetry.filler";
    QVERIFY(std::filesystem::file_size(filler) > 200 << 10);
    rig.loop.runFor(5min);  // reports go on, the oldest give way
    QVERIFY(rig.queue->status().depth > 0);
    rig.kill();
    rig.boot();
    QVERIFY(rig.started.ok());
    QVERIFY(!std::filesystem::exists(filler));
    QVERIFY(rig.agent->drills().statuses().empty());
  }
};

QTEST_GUILESS_MAIN(TstDrillKeeper)
#include "tst_drill_keeper.moc"
