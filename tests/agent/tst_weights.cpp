// A candidate that gets a growing share of the requests, on the production core of the agent with scripted workers and
// virtual time, and no control plane that could help.
#include <QtTest>

#include "tests/agent/stage_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Versions = std::vector<std::string>;

namespace {

// What must hold of a version that went back by itself, whatever it did: every caller was answered.
void wentBack(StageRig& rig, const char* reason) {
  QVERIFY(rig.ends(InstallState::RolledBack));
  QCOMPARE(rig.reason(), std::string(reason));
  rig.node.loop.runFor(seconds(30));
  rig.node.collect();
  QCOMPARE(rig.node.serving(), Versions{"1.0.0"});
  QCOMPARE(rig.node.launcher.alive(), std::size_t{1});
  QCOMPARE(rig.node.launcher.unanswered, std::uint64_t{0});
  QVERIFY(!rig.node.bootEntry().trying);
  QCOMPARE(rig.counted(Arm::Stable, "1.0.0").errors, std::uint64_t{0});
}

}  // namespace

class TstWeights : public QObject {
  Q_OBJECT

 private slots:
  void one_that_agrees_takes_all_steps_and_is_committed() {
    StageRig rig;
    rig.assign();
    QVERIFY(rig.ends(InstallState::Committed));
    QCOMPARE(rig.stagesTold(), (Versions{"shadow 0", "weights 1", "weights 5", "weights 25", "weights 50"}));
    QCOMPARE(rig.node.serving(), Versions{"2.0.0"});
    const ArmCounts candidate = rig.counted(Arm::Candidate, "2.0.0");
    QVERIFY(candidate.requests > 24'000 && candidate.requests < 28'000);  // 81 % of 10 min at 50/s
    QCOMPARE(candidate.errors, std::uint64_t{0});
    QVERIFY(candidate.latencyUs.count() == candidate.requests);
    QCOMPARE(rig.node.launcher.lateAnswers, std::uint64_t{0});
    QCOMPARE(rig.node.launcher.unanswered, std::uint64_t{0});
    QCOMPARE(rig.node.countEvents(InstallState::Trying, 2), 1L);
  }

  void each_step_gives_it_its_share_of_the_requests_data() {
    QTest::addColumn<int>("percent");
    for (const int percent : {1, 5, 25, 50}) QTest::addRow("%d percent", percent) << percent;
  }
  void each_step_gives_it_its_share_of_the_requests() {
    QFETCH(int, percent);
    StageRig rig(onlyWeights());
    rig.stages.weights->steps = {static_cast<std::uint32_t>(percent), 100};
    rig.stages.weights->minTime = hours(2);
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, static_cast<std::uint32_t>(percent)));
    const auto answered = [&] {
      rig.node.collect();
      return std::pair(rig.counted(Arm::Candidate, "2.0.0").requests, rig.counted(Arm::Stable, "1.0.0").requests);
    };
    const auto before = answered();
    rig.node.loop.runFor(minutes(100));
    const auto after = answered();
    const double mine = double(after.first - before.first), theirs = double(after.second - before.second);
    const double wanted = percent / 100.0, requests = 50 * 6'000;
    QVERIFY(std::fabs(mine + theirs - requests) < 600);
    QVERIFY2(std::fabs(mine / requests - wanted) < 5 * std::sqrt(wanted * (1 - wanted) / requests) + 0.001,
             qPrintable(QString::number(mine / requests)));
  }

  void a_step_takes_its_requests_and_its_time() {
    StageRig rig(onlyWeights());
    rig.stages.weights->steps = {1, 100};
    rig.stages.weights->minRequests = 1'000;
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 1));
    const TimePoint began = rig.newest()->startedAt;
    QVERIFY(rig.ends(InstallState::Committed));
    // A thousand of the 0.5 that it gets in a second, on average.
    QVERIFY(rig.node.loop.now() - began > minutes(28) && rig.node.loop.now() - began < minutes(40));
  }

  void one_that_never_gets_enough_requests_goes_back_at_the_limit() {
    StageRig rig(onlyWeights());
    rig.stages.weights->minRequests = 1'000'000;
    rig.assign();
    wentBack(rig, "weights_undecided");
    QCOMPARE(rig.newest()->percent, 1U);
  }

  void one_that_goes_bad_at_25_percent_goes_back_by_itself_data() {
    QTest::addColumn<double>("differs");
    QTest::addColumn<double>("samples");  // on average, as the design's table says
    QTest::newRow("30 %") << 0.3 << 9.0;
    QTest::newRow("10 %") << 0.1 << 51.0;
    QTest::newRow("5 %") << 0.05 << 268.0;
  }
  void one_that_goes_bad_at_25_percent_goes_back_by_itself() {
    QFETCH(double, differs);
    QFETCH(double, samples);
    constexpr int kRuns = 60;
    // 12.5 requests in a second are the candidate's, and what is found is told four times in it.
    constexpr double kBetweenLooks = 3.2;
    double sum = 0;
    for (int run = 0; run < kRuns; ++run) {
      StageRig rig(onlyWeights());
      rig.stages.weights->minTime = minutes(4);
      rig.node.launcher.reseed(static_cast<std::uint64_t>(run));
      rig.assign();
      QVERIFY(rig.enters(StageKind::Weights, 25));
      rig.candidate().differs = differs;
      const std::uint64_t before = rig.node.launcher.asked["2.0.0"];
      wentBack(rig, "weights_differ");
      QCOMPARE(rig.newest()->percent, 25U);
      sum += double(rig.node.launcher.asked["2.0.0"] - before);
    }
    const double mean = sum / kRuns;
    qInfo("%.1f samples on average, %.0f in the table", mean, samples);
    // Up to two looks more, for what was on its way; the spread of such a time is about its mean.
    QVERIFY(mean < samples * (1 + 3 / std::sqrt(kRuns)) + 2 * kBetweenLooks);
    QVERIFY(mean > samples / 2);
  }

  void one_that_fails_goes_back_and_its_callers_get_the_answer_of_the_other() {
    StageRig rig(onlyWeights());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 25));
    rig.candidate().failsAsked = 0.2;
    wentBack(rig, "weights_errors");
    QVERIFY(rig.node.launcher.lateAnswers > 0);
    const ArmCounts candidate = rig.counted(Arm::Candidate, "2.0.0");
    QCOMPARE(candidate.errors, rig.node.launcher.lateAnswers);
    QCOMPARE(rig.newest()->percent, 25U);
  }

  void one_that_is_silent_keeps_nobody_waiting_for_more_than_a_second() {
    StageRig rig(onlyWeights());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 25));
    rig.candidate().mute = true;
    const TimePoint muted = rig.node.loop.now();
    wentBack(rig, "weights_errors");
    QVERIFY(rig.node.loop.now() - muted < minutes(1));
    QVERIFY(rig.node.launcher.lateAnswers > 0);
  }

  void one_that_is_slow_goes_back() {
    StageRig rig(onlyWeights());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 5));
    rig.candidate().askedMs = 150;  // 100 ms are allowed for 95 of 100
    wentBack(rig, "weights_slow");
    QVERIFY(rig.newest()->slower > 0);
  }

  void one_that_crashes_spends_its_tries_and_fails_nobody() {
    StageRig rig(onlyWeights());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 5));
    rig.candidate().crashesAfterAsked = 20;
    wentBack(rig, "worker_exited");
    QCOMPARE(rig.node.launcher.starts["2.0.0"], 3);  // the start that was checked, and one for each try but the last
  }

  void one_that_crashes_once_goes_on_where_it_was() {
    StageRig rig(onlyWeights());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 5));
    const TimePoint began = rig.newest()->startedAt;
    rig.candidate().crashes = 1;
    rig.candidate().crashesAfterAsked = 20;
    rig.node.loop.runFor(minutes(2));
    rig.node.collect();
    QCOMPARE(rig.newest()->startedAt, began);
    QVERIFY(rig.ends(InstallState::Committed));
    QCOMPARE(rig.node.launcher.unanswered, std::uint64_t{0});
  }

  void an_agent_that_was_killed_begins_the_weights_anew_and_not_the_shadow_data() {
    QTest::addColumn<int>("percent");
    for (const int percent : {1, 5, 25, 50}) QTest::addRow("at %d percent", percent) << percent;
  }
  void an_agent_that_was_killed_begins_the_weights_anew_and_not_the_shadow() {
    QFETCH(int, percent);
    StageRig rig;
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, static_cast<std::uint32_t>(percent)));
    rig.node.kill();
    rig.node.boot();
    const TimePoint booted = rig.node.loop.now();
    QVERIFY(rig.ends(InstallState::Committed));
    QCOMPARE(rig.node.serving(), Versions{"2.0.0"});
    QVERIFY(rig.newest()->startedAt >= booted + minutes(30));
    Versions expected{"shadow 0"};
    for (const int step : {1, 5, 25, 50}) {
      if (step <= percent) expected.push_back("weights " + std::to_string(step));
    }
    for (const int step : {1, 5, 25, 50}) {
      if (step > 1 || percent > 1) expected.push_back("weights " + std::to_string(step));
    }
    QCOMPARE(rig.stagesTold(), expected);
  }

  void another_version_that_is_wanted_ends_the_trial() {
    StageRig rig(onlyWeights());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 5));
    rig.node.assign(3, rig.v1);
    QVERIFY(rig.node.reaches(InstallState::Committed, 3, minutes(2)));
    QCOMPARE(rig.node.serving(), Versions{"1.0.0"});
    QCOMPARE(rig.node.countEvents(InstallState::RolledBack, 2), 1L);
    QCOMPARE(rig.node.launcher.unanswered, std::uint64_t{0});
  }

  void the_same_again_under_a_newer_assignment_disturbs_nothing() {
    StageRig rig(onlyWeights());
    rig.assign();
    QVERIFY(rig.enters(StageKind::Weights, 5));
    const TimePoint began = rig.newest()->startedAt;
    rig.assign(3);
    QVERIFY(rig.ends(InstallState::Committed, 3));
    QCOMPARE(rig.node.countEvents(InstallState::RolledBack, 2), 0L);
    QVERIFY(rig.newest()->startedAt > began);
  }

  void a_health_window_follows_and_still_judges() {
    StageRig rig(onlyWeights());
    rig.candidate().successRatio = 0;  // of requests that it makes itself
    rig.assign();
    wentBack(rig, "low_success_ratio");
    QCOMPARE(rig.newest()->percent, 50U);
  }
};

QTEST_GUILESS_MAIN(TstWeights)
#include "tst_weights.moc"
