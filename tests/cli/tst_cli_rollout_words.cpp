// flotillactl rollouts start, pause, resume, promote, skip and watch, and waiting for what they begin.
#include <QtTest>
#include <atomic>
#include <csignal>

#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::answerOf;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;
using test::plannedRollout;

namespace {

// The first answer, and then each of the others once for a poll; the last one stays.
Fleet withStory(std::vector<Rollout> story) {
  const auto told = std::make_shared<std::atomic<std::size_t>>(0);
  return Fleet([story = std::move(story), told](const FakeRequest&) {
    return answerOf(story[std::min((*told)++, story.size() - 1)]);
  });
}

Rollout paused() {
  Rollout out = plannedRollout(RolloutState::Paused);
  out.reason = "paused_by_hand";
  out.message = "paused by ann: fan noise";
  return out;
}

Rollout awaitingApproval() {
  Rollout out = plannedRollout(RolloutState::AwaitingApproval);
  out.waves[0].approvalsNeeded = 2;
  out.waves[0].state = WaveState::AwaitingApproval;
  out.approvals = {{out.id, 0, "bob", out.planDigest, true, "", {}, TimePoint::max()}};
  return out;
}

Rollout succeeded() {
  Rollout out = plannedRollout(RolloutState::Succeeded);
  out.waves[0].state = out.waves[1].state = WaveState::Passed;
  for (RolloutNode& node : out.nodes) node.outcome = NodeOutcome::Proven;
  return out;
}

Rollout rolledBack() {
  Rollout out = plannedRollout(RolloutState::RolledBack);
  out.waves[0].state = WaveState::Failed;
  out.nodes[0].outcome = NodeOutcome::Returned;
  out.nodes[0].hadVersion = true;
  out.nodes[0].from = {1, 0, 0};
  out.message = "9 of 100 answers of the new version are bad: odds 210 to 1 that it is worse";
  return out;
}

}  // namespace

class TstCliRolloutWords : public QObject {
  Q_OBJECT

 private slots:
  void a_start_that_has_to_be_agreed_to_says_what_the_others_type() {
    Fleet fleet = withStory({awaitingApproval()});
    const CliResult result = fleet.run({"rollouts", "start", "meter-reader-3"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(result.out, QString("meter-reader-3 awaiting approval: 0 of 2 nodes proven, 2 planned; wave canary awaits "
                                 "2 approvals, 1 was given\n"
                                 "next: somebody else reads the plan and agrees: flotillactl rollouts approve "
                                 "meter-reader-3 --wave canary\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/StartRollout"));
    QCOMPARE(fleet.server.requests().at(0).as<v1::StartRolloutRequest>().rollout(), std::string("meter-reader-3"));
  }

  void pausing_and_resuming_carry_the_reason() {
    Fleet fleet = withStory({paused()});
    const CliResult result = fleet.run({"rollouts", "pause", "meter-reader-3", "--reason", "fan noise"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(result.out, QString("meter-reader-3 paused: 1 of 2 nodes proven, 1 planned; paused by ann: fan noise\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/PauseRollout"));
    QCOMPARE(fleet.server.requests().at(0).as<v1::PauseRolloutRequest>().reason(), std::string("fan noise"));
    (void)fleet.run({"rollouts", "resume", "meter-reader-3", "--reason", "oiled"});
    QCOMPARE(fleet.server.requests().at(1).method, std::string("RolloutService/ResumeRollout"));
    QCOMPARE(fleet.server.requests().at(1).as<v1::ResumeRolloutRequest>().reason(), std::string("oiled"));
  }

  void promoting_and_skipping_name_the_wave_and_send_its_place() {
    Rollout rollout = plannedRollout(RolloutState::Running);
    rollout.waves[1].state = WaveState::Skipped;
    Fleet fleet = withStory({rollout});
    const CliResult result =
        fleet.run({"rollouts", "skip", "meter-reader-3", "--wave", "all", "--reason", "not this year"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(result.out, QString("meter-reader-3 running: 1 of 2 nodes proven, 1 planned\nwave all is skipped\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/GetRollout"));
    QCOMPARE(fleet.server.requests().at(1).method, std::string("RolloutService/SkipRolloutWave"));
    const auto request = fleet.server.requests().at(1).as<v1::SkipRolloutWaveRequest>();
    QCOMPARE(request.rollout(), std::string("meter-reader-3"));
    QCOMPARE(request.wave(), 1U);
    QCOMPARE(request.reason(), std::string("not this year"));
    (void)fleet.run({"rollouts", "promote", "meter-reader-3", "--wave", "canary"});
    QCOMPARE(fleet.server.requests().back().method, std::string("RolloutService/PromoteRollout"));
    QCOMPARE(fleet.server.requests().back().as<v1::PromoteRolloutRequest>().wave(), 0U);
  }

  void a_wave_that_is_not_there_is_told_with_those_that_are() {
    Fleet fleet = withStory({plannedRollout(RolloutState::Running)});
    for (const char* verb : {"promote", "skip", "approve"}) {
      const CliResult result = fleet.run({"rollouts", verb, "meter-reader-3", "--wave", "canry"});
      QCOMPARE(result.exitCode, 1);
      QCOMPARE(result.err, QString("error: --wave: meter-reader-3 has no wave \"canry\"\n"
                                   "  fix: did you mean \"canary\"? its waves are canary, all\n"));
    }
    for (const FakeRequest& request : fleet.server.requests())
      QCOMPARE(request.method, std::string("RolloutService/GetRollout"));
    const CliResult none = fleet.run({"rollouts", "promote", "meter-reader-3"});
    QCOMPARE(none.exitCode, 2);
    QVERIFY2(none.err.startsWith("error: --wave is missing\n"), qPrintable(none.err));
  }

  void a_mistake_that_the_server_finds_names_the_wave_as_it_was_typed() {
    Fleet fleet([](const FakeRequest& request) {
      if (request.method == "RolloutService/GetRollout") return answerOf(plannedRollout(RolloutState::Running));
      return FakeAnswer::of(precondition("not_soaking", "wave canary is pending", "wave", "only a wave that soaks"));
    });
    const CliResult result = fleet.run({"rollouts", "promote", "meter-reader-3", "--wave", "canary"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err, QString("error: --wave: wave canary is pending\n  fix: only a wave that soaks\n"));
  }

  void waiting_tells_what_is_awaited_and_goes_on_to_the_end() {
    Rollout running = plannedRollout(RolloutState::Running);
    running.message = "everybody who has to agree has";  // what is as planned needs no reason
    Fleet fleet = withStory({awaitingApproval(), running, succeeded()});
    const CliResult result = fleet.run({"rollouts", "start", "meter-reader-3", "--wait"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(result.out, QString("meter-reader-3 awaiting approval: 0 of 2 nodes proven, 2 planned; wave canary awaits "
                                 "2 approvals, 1 was given\n"
                                 "meter-reader-3 running: 1 of 2 nodes proven, 1 planned\n"
                                 "meter-reader-3 succeeded: 2 of 2 nodes proven\n"));
  }

  void a_later_wave_that_waits_for_people_or_its_window_is_told() {
    Rollout people = plannedRollout(RolloutState::Running);
    people.waves[0].state = WaveState::Passed;
    people.waves[1].state = WaveState::AwaitingApproval;
    Rollout window = people;
    window.waves[1].state = WaveState::AwaitingWindow;
    Fleet fleet = withStory({people, window, succeeded()});
    const QString text = fleet.run({"rollouts", "resume", "meter-reader-3", "--wait"}).out;
    QVERIFY2(text.contains("1 planned; wave all awaits 2 approvals, 0 were given\n"), qPrintable(text));
    QVERIFY2(text.contains("1 planned; wave all awaits its window\n"), qPrintable(text));
  }

  void a_rollout_that_is_paused_ends_the_wait_with_the_reason() {
    Fleet fleet = withStory({plannedRollout(RolloutState::Running), paused()});
    const CliResult result = fleet.run({"rollouts", "resume", "meter-reader-3", "--wait"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err, QString("error: meter-reader-3 paused: 1 of 2 nodes proven, 1 planned; paused by ann: fan "
                                 "noise\n  fix: flotillactl rollouts resume meter-reader-3, or flotillactl rollback "
                                 "meter-reader-3\n"));
  }

  void a_rollout_that_went_back_by_itself_is_exit_code_1_with_the_sentence_why() {
    Fleet fleet = withStory({plannedRollout(RolloutState::Running), rolledBack()});
    const CliResult result = fleet.run({"rollouts", "start", "meter-reader-3", "--wait"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err,
             QString("error: meter-reader-3 rolled back: 1 node on 1.0.0; 9 of 100 answers of the new version are bad: "
                     "odds 210 to 1 that it is worse\n  fix: see flotillactl rollouts show meter-reader-3\n"));
    QVERIFY(result.out.contains("delft-1"));
    QVERIFY2(!result.out.contains("delft-2"), "it was never given anything");
  }

  void watching_prints_a_line_for_every_change_until_the_end() {
    Rollout looked = plannedRollout(RolloutState::Running);
    looked.waves[0].looks = 4;
    looked.waves[0].verdict = Verdict::Inconclusive;
    looked.waves[0].odds = 3.14159;
    Fleet fleet = withStory(
        {plannedRollout(RolloutState::Running), plannedRollout(RolloutState::Running), looked, paused(), succeeded()});
    const CliResult result = fleet.run({"rollouts", "watch", "meter-reader-3"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    const QStringList lines = result.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY(
        QRegularExpression("^\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z  meter-reader-3 running").match(lines.at(0)).hasMatch());
    QCOMPARE(lines.at(0).mid(22),
             QString("meter-reader-3 running: 1 of 2 nodes proven, 1 planned; wave canary soaking"));
    QCOMPARE(lines.at(1).mid(22),
             QString("meter-reader-3 running: 1 of 2 nodes proven, 1 planned; wave canary soaking: "
                     "inconclusive, odds 3.14 to 1"));
    QVERIFY(lines.at(2).contains("paused by ann: fan noise"));
    QVERIFY(lines.at(3).contains("succeeded: 2 of 2 nodes proven"));
    for (const FakeRequest& request : fleet.server.requests())
      QCOMPARE(request.as<v1::GetRolloutRequest>().rollout(), std::string("meter-reader-3"));
  }

  void watching_in_json_is_a_rollout_on_each_line() {
    Fleet fleet = withStory({plannedRollout(RolloutState::Running), succeeded()});
    const QStringList lines =
        fleet.run({"rollouts", "watch", "meter-reader-3", "-o", "json"}).out.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QJsonDocument::fromJson(lines.at(0).toUtf8()).object()["state"].toString(),
             QString("ROLLOUT_STATE_RUNNING"));
    QCOMPARE(QJsonDocument::fromJson(lines.at(1).toUtf8()).object()["state"].toString(),
             QString("ROLLOUT_STATE_SUCCEEDED"));
  }

  void watching_what_does_not_succeed_is_exit_code_1_unless_it_was_on_its_way_back() {
    Rollout returning = rolledBack();
    returning.state = RolloutState::RollingBack;
    const CliResult back = withStory({returning, rolledBack()}).run({"rollouts", "watch", "meter-reader-3"});
    QCOMPARE(back.exitCode, 0);
    QVERIFY2(!back.out.contains("wave all"), "nothing comes after it any more");
    const CliResult failed =
        withStory({plannedRollout(RolloutState::Running), rolledBack()}).run({"rollouts", "watch", "meter-reader-3"});
    QCOMPARE(failed.exitCode, 1);
    QVERIFY2(failed.err.contains("odds 210 to 1"), qPrintable(failed.err));
  }

  void watching_that_is_interrupted_says_that_the_rollout_goes_on() {
    Fleet fleet = withStory({paused()});
    QProcess process;
    process.start(FLOTILLA_BINARY_DIR "/bin/flotillactl",
                  {"rollouts", "watch", "meter-reader-3", "--data", fleet.cli.path(".")});
    QVERIFY(process.waitForReadyRead());  // the first line is printed once it waits
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(process.readAllStandardError(), QByteArray("error: meter-reader-3 is not over; it goes on\n"
                                                        "  fix: flotillactl rollouts show meter-reader-3\n"));
  }
};

QTEST_GUILESS_MAIN(TstCliRolloutWords)
#include "tst_cli_rollout_words.moc"
