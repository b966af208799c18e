// A candidate in shadow on the production core of the agent, with scripted workers and virtual time.
#include <QtTest>

#include "models/domain/sequential.h"
#include "tests/agent/stage_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Versions = std::vector<std::string>;

namespace {

// What must hold of a version that was refused in shadow: it never answered anybody.
void neverAnswered(StageRig& rig) {
  const ArmCounts candidate = rig.counted(Arm::Candidate, "2.0.0");
  QCOMPARE(candidate.requests, std::uint64_t{0});
  QCOMPARE(rig.counted(Arm::Stable, "2.0.0").requests, std::uint64_t{0});
  QCOMPARE(rig.node.serving(), Versions{"1.0.0"});
  QCOMPARE(rig.node.launcher.alive(), std::size_t{1});
  QVERIFY(!rig.node.bootEntry().trying);
  QCOMPARE(rig.node.countEvents(InstallState::Switching, 2), 0L);
  QCOMPARE(rig.counted(Arm::Stable, "1.0.0").errors, std::uint64_t{0});
}

}  // namespace

class TstShadowRuns : public QObject {
  Q_OBJECT

 private slots:
  void one_that_agrees_is_promoted_after_its_time() {
    StageRig rig(shortShadow());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Shadow));
    const TimePoint began = rig.newest()->startedAt;
    rig.node.loop.runFor(minutes(9));
    rig.node.collect();
    QVERIFY(rig.node.reported()->state == InstallState::Written);
    QCOMPARE(rig.node.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.counted(Arm::Candidate, "2.0.0").requests, std::uint64_t{0});
    const StageReport now = *rig.newest();
    QVERIFY(now.compared > 20'000 && now.differ == 0 && now.errors == 0);
    QVERIFY(now.llr < -2.9 && now.logE < 0 && now.generation == 2 && now.workload == WorkloadName(kWorkload));
    QCOMPARE(now.flips, (std::vector<std::uint64_t>{0, 0, 0, now.compared}));
    QCOMPARE(now.peakRssKb, 1000U);
    QVERIFY(rig.ends(InstallState::Committed));
    QCOMPARE(rig.node.serving(), Versions{"2.0.0"});
    QVERIFY(rig.node.loop.now() - began >= minutes(10));
    QCOMPARE(rig.newest()->startedAt, began);
  }

  void it_runs_behind_the_others_in_limits_of_its_own_and_before_them_once_it_is_promoted() {
    StageRig rig(shortShadow());
    rig.stages.shadow->memoryMb = 64;
    rig.stages.shadow->cpuPercent = 20;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Committed));
    const auto& limits = rig.node.launcher.limits;
    QCOMPARE(limits.size(), std::size_t{3});
    QVERIFY(limits[1].first == "2.0.0" && limits[1].second.background);
    QCOMPARE(limits[1].second.memoryMb, 64U);
    QCOMPARE(limits[1].second.cpuPercent, 20U);
    QVERIFY(limits[2].first == "2.0.0" && !limits[2].second.background);
    QCOMPARE(limits[2].second.memoryMb, 200U);
    QCOMPARE(limits[2].second.cpuPercent, 0U);
  }

  void one_that_differs_is_refused_before_it_answered_one_request() {
    StageRig rig;
    rig.candidate().differs = 0.2;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("shadow_differs"));
    neverAnswered(rig);
    const StageReport last = *rig.newest();
    QVERIFY(last.compared > 5 && last.compared < 300 && last.differ > 0);
    QCOMPARE(last.flips[2] + last.flips[3], last.compared);  // 1.0.0 always decides for the second class
    QCOMPARE(last.flips[2], last.differ);
  }

  void one_that_begins_to_differ_after_the_verdict_is_refused_too() {
    StageRig rig;
    rig.candidate().differs = 0.2;
    rig.candidate().goodAsked = 10'000;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("shadow_differs"));
    QVERIFY(rig.newest()->llr < -2.9);
    neverAnswered(rig);
  }

  void one_that_fails_too_often_is_refused() {
    StageRig rig;
    rig.candidate().failsAsked = 0.05;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("shadow_errors"));
    QVERIFY(rig.newest()->errors > 0 && rig.newest()->logEErrors >= kAlarmLogE);
    neverAnswered(rig);
  }

  void one_that_is_silent_is_refused_and_what_is_not_copied_is_counted() {
    StageRig rig;
    rig.candidate().mute = true;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("shadow_silent"));
    QCOMPARE(rig.node.launcher.asked["2.0.0"], std::uint64_t{worker::kMostOut});
    QVERIFY(rig.newest()->compared == 0 && rig.newest()->drops > 300);  // 10 s at 50/s, without the eight
    neverAnswered(rig);
  }

  void one_that_crashes_is_refused_at_once() {
    StageRig rig;
    rig.candidate().crashesAfterAsked = 100;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("shadow_crashed"));
    QCOMPARE(rig.node.launcher.starts["2.0.0"], 1);
    QVERIFY(rig.newest()->compared > 50);
    neverAnswered(rig);
  }

  void one_that_eats_memory_is_refused_as_such() {
    StageRig rig;
    rig.candidate().crashesAfterAsked = 100;
    rig.candidate().outOfMemory = true;
    rig.candidate().rssKb = 64'000;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("shadow_out_of_memory"));
    QVERIFY(rig.node.reported()->message.find("200 MB") != std::string::npos);
    QCOMPARE(rig.newest()->peakRssKb, 64'000U);
    neverAnswered(rig);
  }

  void one_of_which_too_little_is_known_is_refused_at_the_limit() {
    StageRig rig;
    AssignmentTarget slow = rig.keys.target(rig.v1, kWorkload);
    slow.config.ratePerSecond = 0.01;
    rig.node.assign(2, rig.v1, slow);
    QVERIFY(rig.ends(InstallState::Committed, 2));
    rig.stages.shadow->limit = hours(1);
    rig.assign(3);
    QVERIFY(rig.ends(InstallState::Refused, 3));
    QCOMPARE(rig.reason(), std::string("shadow_undecided"));
    QVERIFY(rig.newest()->compared > 30 && rig.newest()->compared < 40);
  }

  void golden_outputs_that_do_not_match_are_told_as_such() {
    StageRig rig;
    rig.candidate().failsGolden = "golden_mismatch";
    rig.assign();
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("golden_mismatch"));
    QVERIFY(!rig.newest());
  }

  void the_first_version_has_nothing_to_be_compared_with() {
    const FleetKeys keys;
    NodeRig node(keys);
    const Published v1 = keys.publish("1.0.0", 1);
    AssignmentTarget target = keys.target(v1, kWorkload);
    target.stages = bothStages();
    node.boot();
    node.assign(1, v1, target);
    QVERIFY(node.reaches(InstallState::Committed, 1, minutes(1)));
  }

  void without_requests_the_golden_outputs_decide() {
    StageRig rig;
    rig.node.kill();
    rig.node.paused = true;
    rig.node.boot();
    rig.assign();
    QVERIFY(rig.node.reaches(InstallState::Committed, 2, minutes(2)));
  }

  void a_service_cannot_be_compared() {
    StageRig rig;
    AssignmentTarget target = rig.target();
    target.config.runtime = "runtime-process";
    rig.node.assign(2, rig.v2, target);
    QVERIFY(rig.ends(InstallState::Refused));
    QCOMPARE(rig.reason(), std::string("no_inputs"));
    QCOMPARE(rig.node.downloader.fetches, 3);  // of 1.0.0 alone
  }

  void an_agent_that_was_killed_begins_the_shadow_anew() {
    StageRig rig(shortShadow());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Shadow));
    rig.node.loop.runFor(minutes(5));
    rig.node.collect();
    const StageReport before = *rig.newest();
    rig.node.kill();
    rig.node.boot();
    rig.node.loop.runFor(minutes(1));
    rig.node.collect();
    QVERIFY(rig.newest()->startedAt > before.startedAt && rig.newest()->compared < before.compared);
    QVERIFY(rig.newest()->startedAt > before.startedAt + minutes(4));
    QCOMPARE(rig.node.serving(), Versions{"1.0.0"});
    QVERIFY(rig.ends(InstallState::Committed));
    QVERIFY(rig.node.loop.now() - rig.newest()->startedAt >= minutes(10));
  }

  void another_version_takes_over_while_one_is_in_shadow() {
    StageRig rig;
    rig.assign();
    QVERIFY(rig.enters(StageKind::Shadow));
    rig.node.assign(3, rig.v3);
    QVERIFY(rig.node.reaches(InstallState::Committed, 3, minutes(2)));
    QCOMPARE(rig.node.serving(), Versions{"3.0.0"});
  }

  void the_same_again_under_a_newer_assignment_disturbs_nothing() {
    StageRig rig(shortShadow());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Shadow));
    const TimePoint began = rig.newest()->startedAt;
    rig.node.loop.runFor(minutes(5));
    rig.assign(3);
    QVERIFY(rig.ends(InstallState::Committed, 3));
    QCOMPARE(rig.newest()->startedAt, began);
    QCOMPARE(rig.node.launcher.starts["2.0.0"], 2);
  }

  void a_stable_worker_that_is_started_anew_goes_on_as_the_front() {
    StageRig rig(shortShadow());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Shadow));
    NodeOrders orders;
    orders.number = 1;
    orders.restarts[WorkloadName(kWorkload)] = 1;
    rig.node.agent->onOrders(orders);
    rig.node.loop.runFor(seconds(30));
    rig.node.collect();
    const std::uint64_t before = rig.newest()->compared;
    rig.node.loop.runFor(seconds(30));
    rig.node.collect();
    QVERIFY(rig.newest()->compared > before + 1'000);
    QVERIFY(rig.ends(InstallState::Committed));
  }
};

QTEST_GUILESS_MAIN(TstShadowRuns)
#include "tst_shadow_runs.moc"
