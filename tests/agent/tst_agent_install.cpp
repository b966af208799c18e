#include <QtTest>

#include "tests/agent/node_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Versions = std::vector<std::string>;

class TstAgentInstall : public QObject {
  Q_OBJECT

  const FleetKeys keys_;
  const Published v1_ = keys_.publish("1.0.0", 1);
  const Published v2_ = keys_.publish("2.0.0", 2, 1);
  const Published v3_ = keys_.publish("3.0.0", 3);

  void bootWithV1(NodeRig& rig) const {
    rig.boot();
    rig.assign(1, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 1));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }
  // Its first byte; the same again undoes it.
  static void damage(NodeRig& rig, Slot slot) {
    QFile file(QString::fromStdString((rig.slotFolder(slot) / "model.onnx").string()));
    char first = 0;
    QVERIFY(file.open(QIODevice::ReadWrite) && file.getChar(&first) && file.seek(0));
    file.putChar(static_cast<char>(first ^ 1));
  }

 private slots:
  void a_fresh_node_installs_and_commits() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    const auto now = rig.reported();
    QVERIFY(now->proven);
    QCOMPARE(now->version.toString(), std::string("1.0.0"));
    QCOMPARE(now->digest, v1_.release.variants[0].digest);
    QVERIFY(!now->hasPrevious);
    QCOMPARE(rig.bootEntry().good, std::optional<Slot>(0));
    QVERIFY(!rig.bootEntry().trying);
    QVERIFY(rig.disk.list(rig.data() / "dl")->empty());
  }

  void every_state_of_an_install_is_told_once_and_in_order() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    std::vector<InstallState> states;
    for (const NodeEvent& event : rig.events()) states.push_back(event.state);
    const std::vector<InstallState> expected{
        InstallState::Assigned,   InstallState::Downloading, InstallState::Verified,  InstallState::Armed,
        InstallState::Writing,    InstallState::Written,     InstallState::Switching, InstallState::Trying,
        InstallState::Committing, InstallState::Committed};
    QVERIFY(states == expected);
  }

  void an_update_raises_the_floor_and_keeps_a_way_back() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    QCOMPARE(rig.serving(), Versions{"2.0.0"});
    QCOMPARE(rig.bootEntry().good, std::optional<Slot>(1));
    QCOMPARE(rig.bootEntry().floor, std::uint64_t{1});
    QVERIFY(rig.reported()->hasPrevious);
    QCOMPARE(rig.reported()->previous.toString(), std::string("1.0.0"));
  }

  void the_version_in_the_other_slot_comes_back_without_a_download() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    const int fetches = rig.downloader.fetches;
    rig.assign(3, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
    QCOMPARE(rig.downloader.fetches, fetches);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.countEvents(InstallState::Writing, 3), 0L);
    QCOMPARE(rig.countEvents(InstallState::Trying, 3), 1L);
  }

  void a_damaged_other_slot_is_downloaded_again() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    QFile file(QString::fromStdString((rig.slotFolder(0) / "model.onnx").string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write("X");
    file.close();
    rig.assign(3, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
    QCOMPARE(rig.countEvents(InstallState::Writing, 3), 1L);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void the_same_content_under_a_new_generation_is_committed_at_once() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    const int starts = rig.launcher.starts["1.0.0"];
    rig.assign(2, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 2, seconds(1)));
    QCOMPARE(rig.launcher.starts["1.0.0"], starts);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void another_configuration_of_the_same_content_is_applied() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    const int starts = rig.launcher.starts["1.0.0"];
    AssignmentTarget target = keys_.target(v1_, kWorkload);
    target.config.ratePerSecond = 7;
    rig.assign(2, v1_, target);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    QCOMPARE(rig.launcher.starts["1.0.0"], starts);
    target.config.gain = 2;
    rig.assign(3, v1_, target);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
    QCOMPARE(rig.launcher.starts["1.0.0"], starts + 1);
    rig.delivered.clear();
    rig.loop.runFor(seconds(20));
    rig.collect();
    QCOMPARE(rig.delivered.back().arms.front().counts.requests, std::uint64_t{70});
    QCOMPARE(rig.record().holds[0].config.gain, 2.0);
  }

  void what_a_node_sees_goes_through_its_own_sensor_first() {
    NodeRig rig(keys_);
    rig.sensor = {.gain = 0.5, .offset = 3, .noise = 4};
    bootWithV1(rig);
    AssignmentTarget target = keys_.target(v1_, kWorkload);
    target.config.gain = 2;
    target.config.offset = 1;
    target.config.noise = 6;
    rig.assign(2, v1_, target);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    rig.loop.runFor(seconds(20));
    QCOMPARE(rig.launcher.lastLoad.gain, 1.0);    // 2 * 0.5
    QCOMPARE(rig.launcher.lastLoad.offset, 7.0);  // 2 * 3 + 1
    QCOMPARE(rig.launcher.lastLoad.noise, 10.0);  // of 2 * 4 and 6, which do not know of each other
  }

  void a_golden_mismatch_is_refused_before_anything_is_switched() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.launcher.scripts["2.0.0"].failsGolden = "golden_mismatch";
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Refused, 2));
    QCOMPARE(rig.reported()->reason, std::string("golden_mismatch"));
    QCOMPARE(rig.reported()->version.toString(), std::string("1.0.0"));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.countEvents(InstallState::Switching, 2), 0L);
    QVERIFY(rig.bootEntry().holds[1].isZero());
    QVERIFY(rig.sql->load()->failed.contains({2, v2_.release.variants[0].digest.toString()}));
    QCOMPARE(rig.launcher.alive(), std::size_t{1});
  }

  void a_flipped_byte_is_refused_and_the_stable_version_serves_on() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.serve(v2_);
    for (const auto& [digest, blob] : v2_.blobs)
      if (blob.starts_with("model")) rig.downloader.flipByteOf(digest);
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Refused, 2));
    QCOMPARE(rig.reported()->reason, std::string("V32_digest"));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QVERIFY(rig.disk.list(rig.data() / "dl")->empty());
  }

  void a_full_disk_is_refused_with_its_check() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.files.free = (64ULL << 20) + 100;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Refused, 2));
    QCOMPARE(rig.reported()->reason, std::string("V29_disk_full"));
  }

  void a_source_that_is_away_is_asked_again_until_it_is_back() {
    NodeRig rig(keys_);
    rig.boot();
    rig.downloader.away = 6;
    rig.assign(1, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 1, minutes(60)));
    QCOMPARE(rig.countEvents(InstallState::Downloading, 1), 1L);
  }

  void a_candidate_that_crashes_uses_up_its_tries_and_is_rolled_back() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.launcher.scripts["2.0.0"].crashesAfterServing = 2;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::RolledBack, 2));
    QCOMPARE(rig.reported()->reason, std::string("worker_exited"));
    QCOMPARE(rig.launcher.starts["2.0.0"], 3);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QVERIFY(!rig.bootEntry().trying);
    QVERIFY(!rig.reported()->hasPrevious);
    QCOMPARE(rig.reported()->version.toString(), std::string("1.0.0"));
  }

  void a_candidate_that_crashes_once_is_tried_again_and_committed() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.launcher.scripts["2.0.0"] = {.crashesAfterServing = 2, .crashes = 1};
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    QCOMPARE(rig.reported()->restarts, std::uint32_t{1});
  }

  void an_unhealthy_candidate_is_rolled_back_data() {
    QTest::addColumn<double>("successRatio");
    QTest::addColumn<double>("latencyMs");
    QTest::addColumn<bool>("silent");
    QTest::addColumn<QString>("reason");
    QTest::newRow("half of the requests fail") << 0.5 << 5.0 << false << "low_success_ratio";
    QTest::newRow("every request fails") << 0.0 << 5.0 << false << "low_success_ratio";
    QTest::newRow("too slow") << 1.0 << 500.0 << false << "slow_p95";
    QTest::newRow("silent") << 1.0 << 5.0 << true << "no_answers";
  }
  void an_unhealthy_candidate_is_rolled_back() {
    QFETCH(double, successRatio);
    QFETCH(double, latencyMs);
    QFETCH(bool, silent);
    QFETCH(QString, reason);
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.launcher.scripts["2.0.0"] = {.successRatio = successRatio, .latencyMs = latencyMs, .silent = silent};
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::RolledBack, 2));
    QCOMPARE(QString::fromStdString(rig.reported()->reason), reason);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QVERIFY(rig.sql->load()->failed.contains({2, v2_.release.variants[0].digest.toString()}));
  }

  void while_the_candidate_serves_the_stable_version_waits() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    const auto trying = [&] { return rig.record().state == InstallState::Trying; };
    QVERIFY(rig.loop.runUntil(trying, minutes(1)));
    rig.loop.runFor(seconds(2));
    QCOMPARE(rig.serving(), Versions{"2.0.0"});
    QCOMPARE(rig.launcher.alive(), std::size_t{2});
  }

  void counts_of_a_trial_are_told_as_those_of_the_candidate() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    ArmCounts candidate;
    for (const NodeReport& report : rig.delivered)
      for (const ArmReport& arm : report.arms) {
        const bool second = arm.version.toString() == "2.0.0";
        if (arm.arm == Arm::Candidate && second) candidate.merge(arm.counts);
      }
    QVERIFY(candidate.requests >= 4 * 50);
    QVERIFY(candidate.requests <= 6 * 50);
  }

  void a_release_that_failed_three_times_is_not_tried_again() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.launcher.scripts["2.0.0"].successRatio = 0;
    for (std::uint64_t generation = 2; generation < 4; ++generation) {
      rig.assign(generation, v2_);
      QVERIFY(rig.reaches(InstallState::RolledBack, generation));
    }
    rig.assign(4, v2_);
    QVERIFY(rig.reaches(InstallState::Halted, 4));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    const int starts = rig.launcher.starts["2.0.0"];
    rig.assign(5, v2_);
    QVERIFY(rig.reaches(InstallState::Halted, 5));
    QCOMPARE(rig.launcher.starts["2.0.0"], starts);
    rig.assign(6, v3_);
    QVERIFY(rig.reaches(InstallState::Committed, 6));
  }

  // Power cuts in trials are no fault of a content that then proves itself.
  void how_often_a_content_failed_is_forgotten_once_it_is_proven() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.launcher.scripts["2.0.0"].successRatio = 0;
    for (std::uint64_t generation = 2; generation < 4; ++generation) {
      rig.assign(generation, v2_);
      QVERIFY(rig.reaches(InstallState::RolledBack, generation));
    }
    rig.launcher.scripts["2.0.0"].successRatio = 1;
    rig.assign(4, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 4));
    rig.assign(5, v3_);
    QVERIFY(rig.reaches(InstallState::Committed, 5));
    QVERIFY(rig.reported()->hasPrevious);
    rig.kill();
    rig.boot();
    rig.launcher.scripts["2.0.0"].successRatio = 0;
    rig.assign(6, v2_);
    QVERIFY(rig.reaches(InstallState::RolledBack, 6));
  }

  void the_same_assignment_again_changes_nothing() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    for (int i = 0; i < 3; ++i) rig.agent->onAssignment(rig.lastEnvelope, {v1_.envelope});
    rig.loop.runFor(minutes(1));
    rig.collect();
    QCOMPARE(rig.countEvents(InstallState::Assigned, 1), 1L);
    QCOMPARE(rig.countEvents(InstallState::Refused, 1), 0L);
    QCOMPARE(rig.reported()->state, InstallState::Committed);
  }

  void an_assignment_for_another_key_is_refused_and_what_is_committed_runs_on() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    Assignment assignment = rig.assignmentOf(2, {keys_.target(v2_, kWorkload)});
    assignment.keyFingerprint = std::string(64, 'b');
    rig.agent->onAssignment(keys_.assign(assignment), {v2_.envelope});
    QVERIFY(rig.reaches(InstallState::Refused, 2));
    QCOMPARE(rig.reported()->reason, std::string("V21_wrong_key"));
    QCOMPARE(rig.reported()->version.toString(), std::string("1.0.0"));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.agent->lastGeneration(), std::uint64_t{1});
    rig.assign(3, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
  }

  void two_statements_of_one_generation_are_kept_as_evidence_and_told() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(1, v2_);
    rig.loop.runFor(seconds(20));
    rig.collect();
    const auto events = rig.events();
    QCOMPARE(events.back().reason, std::string("V22_equivocation"));
    std::vector<Contradiction> told;
    for (const NodeReport& report : rig.delivered)
      told.insert(told.end(), report.contradictions.begin(), report.contradictions.end());
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(told.front().first, rig.agent->newestAssignment());
    QVERIFY(!told.front().second.empty() && told.front().second != told.front().first);
    QCOMPARE(rig.reported()->state, InstallState::Committed);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void a_newer_assignment_before_armed_replaces_the_older() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.away = 1'000'000;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Downloading, 2));
    rig.downloader.away = 0;
    rig.assign(3, v3_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
    QCOMPARE(rig.launcher.starts["2.0.0"], 0);
    QVERIFY(rig.disk.list(rig.data() / "dl")->empty());
  }

  void a_newer_assignment_after_armed_waits_for_the_end_of_the_older() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    QVERIFY(rig.loop.runUntil([&] { return rig.record().state == InstallState::Trying; }, minutes(1)));
    rig.assign(3, v3_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
    QCOMPARE(rig.countEvents(InstallState::Committed, 2), 1L);
    QCOMPARE(rig.serving(), Versions{"3.0.0"});
  }

  void a_release_below_the_floor_is_refused() {
    const Published v4 = keys_.publish("4.0.0", 4, 4);
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v4);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    rig.assign(3, v1_);
    QVERIFY(rig.reaches(InstallState::Refused, 3));
    QCOMPARE(rig.reported()->reason, std::string("V26_below_floor"));
    QCOMPARE(rig.serving(), Versions{"4.0.0"});
  }

  void two_workloads_install_at_once_and_others_are_not_touched() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.serve(v2_);
    const Assignment assignment =
        rig.assignmentOf(2, {keys_.target(v2_, "door-vision"), keys_.target(v2_, "shelf-vision")});
    rig.agent->onAssignment(keys_.assign(assignment), {v2_.envelope});
    rig.loop.runFor(minutes(2));
    QCOMPARE(rig.launcher.serving("door-vision"), Versions{"2.0.0"});
    QCOMPARE(rig.launcher.serving("shelf-vision"), Versions{"2.0.0"});
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.record().generation, std::uint64_t{1});
  }

  void more_than_sixteen_workloads_are_refused() {
    NodeRig rig(keys_);
    rig.boot();
    std::vector<AssignmentTarget> targets;
    for (int i = 0; i < 17; ++i) targets.push_back(keys_.target(v1_, "w-" + std::to_string(i)));
    rig.agent->onAssignment(keys_.assign(rig.assignmentOf(1, targets)), {v1_.envelope});
    QVERIFY(rig.reaches(InstallState::Refused, 1));
    QCOMPARE(rig.reported()->reason, std::string("too_many_workloads"));
  }

  void a_paused_node_commits_on_the_golden_check_alone() {
    NodeRig rig(keys_);
    rig.paused = true;
    rig.boot();
    rig.assign(1, v1_);
    QVERIFY(rig.reaches(InstallState::Committed, 1));
    QVERIFY(rig.serving().empty());
  }

  void a_stable_worker_that_crashes_is_started_again() {
    NodeRig rig(keys_);
    rig.launcher.scripts["1.0.0"] = {.crashesAfterServing = 8, .crashes = 1};
    bootWithV1(rig);
    rig.loop.runFor(minutes(2));
    rig.collect();
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.reported()->restarts, std::uint32_t{1});
    QCOMPARE(rig.reported()->state, InstallState::Committed);
  }

  void one_that_ends_again_and_again_is_told_as_a_crash_loop_until_it_lasts() {
    NodeRig rig(keys_);
    rig.launcher.scripts["1.0.0"] = {.crashesAfterServing = 8, .crashes = 4};
    bootWithV1(rig);
    const auto told = [&](const std::string& reason) {
      const auto all = rig.events();
      return std::count_if(all.begin(), all.end(), [&](const NodeEvent& e) { return e.reason == reason; });
    };
    const auto restarted = [&](std::uint32_t times) {
      return rig.loop.runUntil([&] { return rig.launcher.starts["1.0.0"] == static_cast<int>(times) + 1; }, minutes(5));
    };
    QVERIFY(restarted(2));
    rig.loop.runFor(std::chrono::seconds(1));
    rig.collect();
    QCOMPARE(rig.reported()->reason, std::string());
    QVERIFY(restarted(4));
    rig.loop.runFor(std::chrono::seconds(11));
    rig.collect();
    QCOMPARE(rig.reported()->state, InstallState::Committed);
    QCOMPARE(rig.reported()->restarts, std::uint32_t{4});
    QCOMPARE(rig.reported()->reason, std::string("crash_loop"));
    QVERIFY(rig.reported()->message.starts_with("crash looping: ended 4 times within 10m, last: the worker ended: "));
    QCOMPARE(told("crash_loop"), 1);
    // The fourth start lasts.
    rig.loop.runFor(minutes(2));
    rig.collect();
    QCOMPARE(rig.reported()->reason, std::string());
    QCOMPARE(told("crash_loop"), 1);
    QCOMPARE(told("crash_loop_over"), 1);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void without_an_uplink_the_node_serves_on_and_its_reports_wait() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    const std::size_t before = rig.delivered.size();
    rig.loop.runFor(minutes(30));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    rig.collect();
    QVERIFY(rig.delivered.size() >= before + 180);
    std::uint64_t requests = 0;
    for (std::size_t i = before; i < rig.delivered.size(); ++i)
      for (const ArmReport& arm : rig.delivered[i].arms) requests += arm.counts.requests;
    QVERIFY(requests >= 1790 * 50 && requests <= 1810 * 50);
    QVERIFY(rig.agent->pendingReports(10)->empty());
  }

  void a_report_that_cannot_be_stored_changes_nothing_and_loses_no_counts() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    const auto reported = [&] { return !rig.agent->pendingReports(1)->empty(); };
    QVERIFY(rig.loop.runUntil(reported, minutes(1)));
    rig.collect();
    rig.delivered.clear();
    rig.plan.arm(FaultPlan::Mode::Error, 1);
    QVERIFY(rig.loop.runUntil(reported, minutes(1)));
    QVERIFY(rig.plan.fired());
    rig.collect();
    QVERIFY(rig.delivered.front().arms.front().counts.requests >= 19 * 50);
    QCOMPARE(rig.reported()->state, InstallState::Committed);
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void a_window_that_closes_during_an_installation_is_told_once() {
    NodeRig rig(keys_);
    rig.launcher.scripts["1.0.0"].windowEvery = 1;
    bootWithV1(rig);
    rig.loop.runFor(seconds(30));
    rig.collect();
    std::map<std::string, int> told;
    std::size_t withEvents = 0;
    for (const NodeReport& report : rig.delivered) {
      for (const WindowReport& window : report.windows) ++told[window.window];
      if (!report.events.empty()) withEvents += report.windows.size();
    }
    QVERIFY(told.size() > 20);
    for (const auto& [window, times] : told) QVERIFY2(times == 1, window.c_str());
    QCOMPARE(withEvents, std::size_t{0});
  }

  void a_lost_state_db_is_rebuilt_from_the_boot_record_with_its_floor() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Committed, 2));
    rig.kill();
    QFile state(QString::fromStdString((rig.data() / "state.db").string()));
    QVERIFY(state.open(QIODevice::WriteOnly | QIODevice::Truncate));
    state.write(QByteArray(8192, 'x'));
    state.close();
    rig.boot();
    QVERIFY(rig.started);
    rig.loop.runFor(minutes(1));
    QVERIFY(rig.disk.exists(rig.data() / "state.db.broken-1"));
    QCOMPARE(rig.serving(), Versions{"2.0.0"});
    QCOMPARE(rig.sql->load()->floors.at(ArtifactName("vision")), std::uint64_t{1});
    rig.lastSeq = 0;
    rig.collect();
    QCOMPARE(rig.reported()->version.toString(), std::string("2.0.0"));
    QCOMPARE(rig.reported()->previous.toString(), std::string("1.0.0"));
    rig.assign(3, v3_);
    QVERIFY(rig.reaches(InstallState::Committed, 3));
  }

  void an_unreadable_boot_record_installs_nothing_and_keeps_the_committed_version_running() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.kill();
    for (const char* copy : {"boot0", "boot1"}) {
      QFile file(QString::fromStdString((rig.data() / copy).string()));
      QVERIFY(file.open(QIODevice::ReadWrite));
      file.write("XXXX");
    }
    rig.boot();
    QVERIFY(rig.started);
    rig.loop.runFor(seconds(5));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    rig.assign(2, v2_);
    rig.loop.runFor(minutes(2));
    rig.collect();
    QCOMPARE(rig.events().back().reason, std::string("boot_record_unreadable"));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.launcher.starts["2.0.0"], 0);
  }

  void a_damaged_running_slot_is_not_started_and_the_node_installs_it_again() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.kill();
    damage(rig, 0);
    rig.downloader.away = 3;
    rig.boot();
    rig.loop.runFor(milliseconds(1500));
    rig.collect();
    QVERIFY(rig.serving().empty());
    QCOMPARE(rig.reported()->state, InstallState::Downloading);
    const auto events = rig.events();
    QVERIFY(
        std::any_of(events.begin(), events.end(), [](const NodeEvent& e) { return e.reason == "V38_slot_damaged"; }));
    // Under the generation that it has, without a word of the control plane.
    QVERIFY(rig.reaches(InstallState::Committed, 1));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.bootEntry().good, std::optional<Slot>(1));
  }

  void a_slot_that_goes_bad_while_it_runs_is_not_started_again() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    damage(rig, 0);
    const int starts = rig.launcher.starts["1.0.0"];
    rig.launcher.scripts["1.0.0"].crashesAfterServing = 1;
    rig.launcher.scripts["1.0.0"].crashes = 1;
    QVERIFY(rig.loop.runUntil([&] { return rig.bootEntry().good == std::optional<Slot>(1); }, minutes(5)));
    rig.loop.runFor(seconds(2));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.launcher.starts["1.0.0"], starts + 1);  // from the other slot, as a candidate first
  }

  void a_damaged_slot_of_an_isolated_node_is_installed_again_when_that_is_over() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.agent->onOrders({{}, 1, true, 0, {}});
    rig.loop.runFor(seconds(5));
    rig.kill();
    damage(rig, 0);
    rig.boot();
    rig.loop.runFor(minutes(30));
    QVERIFY(rig.serving().empty());
    QCOMPARE(rig.record().state, InstallState::Committed);
    rig.agent->onOrders({{}, 2, false, 0, {}});
    QVERIFY(rig.loop.runUntil([&] { return rig.bootEntry().good == std::optional<Slot>(1); }, minutes(5)));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void a_repair_that_was_refused_is_tried_again_later() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.kill();
    damage(rig, 0);
    rig.downloader.denied = true;
    rig.boot();
    QVERIFY(rig.reaches(InstallState::Refused, 1));
    rig.loop.runFor(minutes(5));
    QVERIFY(rig.serving().empty());
    rig.downloader.denied = false;
    QVERIFY(rig.loop.runUntil([&] { return rig.serving() == Versions{"1.0.0"}; }, minutes(10)));
  }

  // While the candidate answers its golden inputs nothing newer takes its place.
  void what_is_newer_does_not_wait_for_a_repair_that_was_refused() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.kill();
    damage(rig, 0);
    rig.launcher.scripts["1.0.0"].failsGolden = "golden_mismatch";
    const int starts = rig.launcher.starts["1.0.0"];
    rig.boot();
    QVERIFY(rig.loop.runUntil([&] { return rig.launcher.starts["1.0.0"] > starts; }, minutes(1)));
    rig.assign(2, v2_);
    QVERIFY(rig.loop.runUntil([&] { return rig.record().state == InstallState::Refused; }, minutes(1)));
    QCOMPARE(rig.record().generation, std::uint64_t{1});
    QVERIFY(rig.loop.runUntil([&] { return rig.serving() == Versions{"2.0.0"}; }, minutes(2)));
  }

  // Where the assignment has moved on nobody brings that version again.
  void a_damaged_slot_that_is_whole_again_is_started() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.denied = true;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Refused, 2));
    rig.kill();
    damage(rig, 0);
    rig.boot();
    rig.loop.runFor(minutes(30));
    QVERIFY(rig.serving().empty());
    damage(rig, 0);
    QVERIFY(rig.loop.runUntil([&] { return rig.serving() == Versions{"1.0.0"}; }, minutes(6)));
    QCOMPARE(rig.record().generation, std::uint64_t{2});
  }

  void what_was_accepted_before_the_floor_rose_above_it_is_refused() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, keys_.publish("2.0.0", 2, 2));
    QVERIFY(rig.loop.runUntil([&] { return rig.record().state == InstallState::Trying; }, minutes(5)));
    rig.assign(3, v1_);
    QCOMPARE(rig.agent->lastGeneration(), std::uint64_t{3});
    QVERIFY(rig.reaches(InstallState::Refused, 3));
    QCOMPARE(rig.record().reason, std::string("V26_below_floor"));
    QCOMPARE(rig.serving(), Versions{"2.0.0"});
  }

  void a_tampered_stored_assignment_ends_an_install_that_is_not_armed() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.away = 1'000'000;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Downloading, 2));
    StateChange forged;
    forged.assignment = rig.sql->load()->assignment;
    forged.assignment->envelope[forged.assignment->envelope.size() / 2] ^= 1;
    QVERIFY(rig.sql->apply(forged));
    rig.kill();
    rig.downloader.away = 0;
    rig.boot();
    QVERIFY(rig.reaches(InstallState::Refused, 2));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.launcher.starts["2.0.0"], 0);
  }

  void an_install_goes_on_after_a_restart_when_its_assignment_has_expired() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.away = 1'000'000;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Downloading, 2));
    rig.kill();
    rig.loop.runFor(std::chrono::hours(48));
    rig.downloader.away = 0;
    rig.boot();
    QVERIFY(rig.reaches(InstallState::Committed, 2));
  }

  void an_agent_that_dies_in_every_trial_is_back_on_the_version_before_after_three() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.assign(2, v2_);
    for (int starts = 1; starts <= 3; ++starts) {
      QVERIFY(rig.loop.runUntil([&] { return rig.serving() == Versions{"2.0.0"}; }, minutes(1)));
      rig.kill();
      rig.boot();
    }
    QVERIFY(rig.reaches(InstallState::RolledBack, 2));
    QCOMPARE(rig.launcher.starts["2.0.0"], 3);
    QCOMPARE(rig.reported()->reason, std::string("no_tries_left"));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }

  void an_agent_that_dies_at_the_same_place_every_time_halts_in_the_end() {
    NodeRig rig(keys_);
    bootWithV1(rig);
    rig.downloader.away = 1'000'000;
    rig.assign(2, v2_);
    QVERIFY(rig.reaches(InstallState::Downloading, 2));
    for (int i = 0; i < 40; ++i) {
      rig.kill();
      rig.boot();
      rig.loop.runFor(seconds(1));
    }
    rig.downloader.away = 0;
    QVERIFY(rig.reaches(InstallState::Halted, 2));
    QCOMPARE(rig.reported()->reason, std::string("loop_guard"));
    QCOMPARE(rig.serving(), Versions{"1.0.0"});
  }
};

QTEST_GUILESS_MAIN(TstAgentInstall)
#include "tst_agent_install.moc"
