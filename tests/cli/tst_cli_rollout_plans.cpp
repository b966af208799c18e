// flotillactl rollouts plan, create, edit, approve and reject.
#include <QtTest>

#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::answerOf;
using test::CliResult;
using test::digestOf;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;
using test::plannedRollout;

namespace {

constexpr const char* kPlan = "workload: meter-reader\nto: 2.0.0\nwaves: [{name: all, size: rest}]\n";

QString digestText(std::uint8_t byte) {
  return QString::fromStdString(digestOf(byte).toString());
}

WavePreview wavePreview(const char* name, double smallestHarm) {
  WavePreview wave;
  wave.name = name;
  wave.size = "2 nodes";
  wave.nodes = 2;
  wave.baseline = 38;
  wave.bytes = 3'400'000;
  wave.duration = std::chrono::hours(2) + std::chrono::minutes(5);
  wave.smallestHarm = smallestHarm;
  wave.approvals = 1;
  return wave;
}

RolloutPreview planPreview() {
  RolloutPreview preview;
  preview.workload = WorkloadName("meter-reader");
  preview.artifact = ArtifactName("meter-reader");
  preview.to = {2, 0, 0};
  preview.regions = {{RegionName("eu-west"), 40, 1, 0, 3}};
  preview.excluded = {{{}, "delft-9", RegionName("eu-west"), SiteName("delft"), {"not_active", "the node is pending"}}};
  preview.nodeCount = 40;
  preview.excludedCount = 1;
  preview.planDigest = digestOf(0x11);
  preview.waves = {wavePreview("canary", 1.9), wavePreview("eu-west", 3.14), wavePreview("all", 0)};
  preview.waves[0].doubling = std::chrono::seconds(13 * 60 + 31);
  preview.waves[1].doubling = std::chrono::hours(30);
  preview.waves[2].notes = {{"no_baseline", "no node is left to compare with"}};
  return preview;
}

Fleet withRollout(const Rollout& rollout) {
  return Fleet([rollout](const FakeRequest&) { return answerOf(rollout); });
}

}  // namespace

class TstCliRolloutPlans : public QObject {
  Q_OBJECT

 private slots:
  void a_plan_is_shown_wave_by_wave_before_anything_happens() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(wire::toProto(planPreview())); });
    fleet.cli.write("plan.yaml", kPlan);
    const CliResult result = fleet.run({"rollouts", "plan", "-f", "plan.yaml"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    const QString text = result.out.simplified();
    for (const QString& part :
         {QString("meter-reader to 2.0.0 on 40 nodes in 3 waves, 1 excluded"),
          QString("delft-9 delft not active the node is pending"),
          QString("WAVE SIZE NODES BASELINE DOWNLOAD TAKES SEES APPROVALS"),
          QString("canary 2 nodes 2 38 3.4 MB 2h 5m 2x in 14m 1"),
          QString("eu-west 2 nodes 2 38 3.4 MB 2h 5m 3.1x in the soak 1"),
          QString("all 2 nodes 2 38 3.4 MB 2h 5m nothing 1"),
          QString("a doubling of bad answers needs about 14 minutes in wave canary"),
          QString("a doubling of bad answers needs about 30 hours in wave eu-west"),
          QString("wave all: no node is left to compare with"), QString("37 of 40 nodes can go back"),
          "plan: " + digestText(0x11), QString("it could start now")})
      QVERIFY2(text.contains(part), qPrintable(part + " in " + result.out));
    QVERIFY(!text.contains("in wave all"));
    const auto requests = fleet.server.requests();
    QCOMPARE(requests.size(), std::size_t{1});
    QCOMPARE(requests.at(0).method, std::string("RolloutService/PrepareRollout"));
    QCOMPARE(requests.at(0).as<v1::PrepareRolloutRequest>().plan(), std::string(kPlan));
    QVERIFY(!requests.at(0).as<v1::PrepareRolloutRequest>().has_deadline());
  }

  void the_stages_of_each_node_are_told_once() {
    Fleet fleet([](const FakeRequest&) {
      RolloutPreview preview = planPreview();
      preview.stages.shadow = ShadowStage{};
      preview.stages.weights = WeightStage{};
      for (WavePreview& wave : preview.waves) wave.notes.push_back({"stages", toText(ShadowStage{})});
      return FakeAnswer::of(wire::toProto(preview));
    });
    const QString text = fleet.run({"rollouts", "plan", "-f", "-"}, kPlan).out.simplified();
    for (const char* part :
         {"each node: shadow for 10m to 6h: refused where 3 % of the answers differ, promoted at 1 %",
          "each node: weights of 1, 5, 25, 50 and 100 %, each for 10m and 100 answers, 6h at most: "
          "back where more than 2 % differ"})
      QVERIFY2(text.count(part) == 1, qPrintable(text));
    QVERIFY(!text.contains("wave canary: shadow"));
  }

  void times_are_told_as_exactly_as_an_estimate_is_data() {
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("takes");
    QTest::addColumn<QString>("about");
    QTest::newRow("nothing") << 0 << "0s"
                             << "about 1 second";
    QTest::newRow("seconds") << 59 << "59s"
                             << "about 59 seconds";
    QTest::newRow("minutes and seconds") << 303 << "5m 3s"
                                         << "about 6 minutes";
    QTest::newRow("minutes") << 13 * 60 + 31 << "14m"
                             << "about 14 minutes";
    QTest::newRow("almost an hour") << 3590 << "1h"
                                    << "about 60 minutes";
    QTest::newRow("almost a day") << 23 * 3600 + 40 * 60 << "23h 40m"
                                  << "about 24 hours";
    QTest::newRow("days and hours") << 28 * 3600 + 60 << "1d 4h"
                                    << "about 29 hours";
    QTest::newRow("days") << 72 * 3600 << "3d"
                          << "about 3 days";
  }
  void times_are_told_as_exactly_as_an_estimate_is() {
    QFETCH(int, seconds);
    QFETCH(QString, takes);
    QFETCH(QString, about);
    Fleet fleet([&](const FakeRequest&) {
      RolloutPreview preview = planPreview();
      preview.waves.resize(1);
      preview.waves[0].duration = std::chrono::seconds(seconds);
      preview.waves[0].doubling = std::chrono::seconds(seconds);
      return FakeAnswer::of(wire::toProto(preview));
    });
    const QString text = fleet.run({"rollouts", "plan", "-f", "-"}, kPlan).out.simplified();
    QVERIFY2(text.contains("3.4 MB " + takes + " 2x in " + takes + " 1 a doubling"), qPrintable(text));
    QVERIFY2(text.contains("needs " + about + " in wave canary"), qPrintable(text));
  }

  void a_plan_that_could_not_start_now_is_shown_and_is_exit_code_1() {
    Fleet fleet([](const FakeRequest&) {
      RolloutPreview preview = planPreview();
      preview.problem = Error{ErrorCode::Precondition, "rollout_running", "another rollout runs", {}, "wait for it"};
      return FakeAnswer::of(wire::toProto(preview));
    });
    const CliResult result = fleet.run({"rollouts", "plan", "-f", "-"}, kPlan);
    QCOMPARE(result.exitCode, 1);
    QVERIFY(result.out.contains("canary"));
    QVERIFY(!result.out.contains("could start now"));
    QVERIFY2(result.err.endsWith("error: another rollout runs\n  fix: wait for it\n"), qPrintable(result.err));
    QCOMPARE(fleet.server.requests().at(0).as<v1::PrepareRolloutRequest>().plan(), std::string(kPlan));
  }

  void a_mistake_in_a_plan_is_told_with_the_file_and_the_line() {
    Fleet fleet([](const FakeRequest&) {
      return FakeAnswer::of(invalid("bad_value", "line 3: waves[0].size: must be a share", "waves[0].size", "write 2"));
    });
    fleet.cli.write("plan.yaml", kPlan);
    for (const char* command : {"plan", "create"}) {
      const CliResult result = fleet.run({"rollouts", command, "-f", "plan.yaml"});
      QCOMPARE(result.err, QString("error: plan.yaml: line 3: waves[0].size: must be a share\n"
                                   "  field: waves[0].size\n  fix: write 2\n"));
      QCOMPARE(result.exitCode, 1);
    }
    QVERIFY(fleet.run({"rollouts", "edit", "meter-reader-3", "-f", "-"}, kPlan)
                .err.startsWith("error: standard input: line 3: "));
  }

  void a_file_that_is_no_plan_is_told_before_anybody_is_asked_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("error");
    QTest::newRow("empty") << QByteArray(" \n") << "error: --file: plan.yaml is empty\n";
    QTest::newRow("not text") << QByteArray("workload: \xff") << "error: --file: plan.yaml is not valid UTF-8\n";
    QTest::newRow("large") << QByteArray(256 * 1024 + 1, '#')
                           << "error: --file: plan.yaml has 262145 bytes, the limit is 262144\n";
  }
  void a_file_that_is_no_plan_is_told_before_anybody_is_asked() {
    QFETCH(QByteArray, content);
    QFETCH(QString, error);
    Fleet fleet = withRollout(plannedRollout(RolloutState::Draft));
    fleet.cli.write("plan.yaml", content);
    const CliResult result = fleet.run({"rollouts", "create", "-f", "plan.yaml"});
    QVERIFY2(result.err.startsWith(error), qPrintable(result.err));
    QCOMPARE(result.exitCode, 2);
    QVERIFY(fleet.server.requests().empty());
    const QString piped = fleet.run({"rollouts", "create", "-f", "-"}, content).err;
    QVERIFY2(piped.startsWith("error: --file: standard input "), qPrintable(piped));
  }

  void creating_makes_a_draft_and_says_how_to_start_it() {
    Fleet fleet = withRollout(plannedRollout(RolloutState::Draft));
    const CliResult result = fleet.run({"rollouts", "create", "-f", "-"}, kPlan);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, "meter-reader-3 is a draft: meter-reader to 2.0.0 on 2 nodes in 2 waves\nplan: " +
                             digestText(0x11) + "\nnext: flotillactl rollouts start meter-reader-3\n");
    QCOMPARE(fleet.server.requests().size(), std::size_t{1});
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/CreateRollout"));
    QCOMPARE(fleet.server.requests().at(0).as<v1::CreateRolloutRequest>().plan(), std::string(kPlan));
    const QString json = fleet.run({"rollouts", "create", "-f", "-", "-o", "json"}, kPlan).out;
    QCOMPARE(QJsonDocument::fromJson(json.toUtf8()).object()["id"].toString(), QString("meter-reader-3"));
  }

  void a_draft_can_be_started_at_once() {
    Fleet fleet([](const FakeRequest& request) {
      const bool create = request.method == "RolloutService/CreateRollout";
      return answerOf(plannedRollout(create ? RolloutState::Draft : RolloutState::Running));
    });
    const CliResult result = fleet.run({"rollouts", "create", "-f", "-", "--start"}, kPlan);
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY(result.out.startsWith("meter-reader-3 is a draft"));
    QVERIFY(result.out.endsWith("meter-reader-3 running: 1 of 2 nodes proven, 1 planned\n"));
    QCOMPARE(fleet.server.requests().at(1).method, std::string("RolloutService/StartRollout"));
    QCOMPARE(fleet.server.requests().at(1).as<v1::StartRolloutRequest>().rollout(), std::string("meter-reader-3"));
    const QString json = fleet.run({"rollouts", "create", "-f", "-", "--start", "-o", "json"}, kPlan).out;
    QCOMPARE(QJsonDocument::fromJson(json.toUtf8()).object()["state"].toString(), QString("ROLLOUT_STATE_RUNNING"));
  }

  void a_draft_that_could_not_be_started_is_still_one_and_that_is_told() {
    Fleet fleet([](const FakeRequest& request) {
      if (request.method == "RolloutService/CreateRollout") return answerOf(plannedRollout(RolloutState::Draft));
      return FakeAnswer::of(precondition("rollout_running", "another rollout runs", "rollout"));
    });
    const CliResult result = fleet.run({"rollouts", "create", "-f", "-", "--start"}, kPlan);
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.startsWith("error: another rollout runs\n  fix: meter-reader-3 is a draft: flotillactl "
                                   "rollouts start meter-reader-3, or "
                                   "flotillactl rollouts abort meter-reader-3\n"),
             qPrintable(result.err));
  }

  void waiting_for_a_draft_makes_no_sense_before_it_is_started() {
    const CliResult result = test::Cli().run({"rollouts", "create", "-f", "plan.yaml", "--wait"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.startsWith("error: --wait needs --start\n"), qPrintable(result.err));
  }

  void editing_sends_the_other_plan() {
    Fleet fleet = withRollout(plannedRollout(RolloutState::Draft));
    const CliResult result = fleet.run({"rollouts", "edit", "meter-reader-3", "-f", "-"}, kPlan);
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.out.contains("plan: " + digestText(0x11)));
    QVERIFY(result.out.endsWith("next: flotillactl rollouts start meter-reader-3\n"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/UpdateRollout"));
    const auto request = fleet.server.requests().at(0).as<v1::UpdateRolloutRequest>();
    QCOMPARE(request.rollout(), std::string("meter-reader-3"));
    QCOMPARE(request.plan(), std::string(kPlan));
  }

  void approving_is_for_the_plan_that_was_read() {
    Rollout rollout = plannedRollout(RolloutState::Running);
    Fleet fleet([&](const FakeRequest& request) {
      Rollout now = rollout;
      if (request.method == "RolloutService/ApproveRollout")
        now.approvals = {{now.id, 1, "bob", now.planDigest, true, "", {}, TimePoint::max()}};
      return answerOf(now);
    });
    const CliResult result = fleet.run({"rollouts", "approve", "meter-reader-3", "--wave", "all", "--plan",
                                        digestText(0x11), "--reason", "read it twice"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY2(result.out.contains("\n  \"to\": \"2.0.0\",\n"), qPrintable(result.out));
    QVERIFY2(result.out.contains("wave all has 1 of 2 approvals\n"), qPrintable(result.out));
    QCOMPARE(fleet.server.requests().at(1).method, std::string("RolloutService/ApproveRollout"));
    const auto request = fleet.server.requests().at(1).as<v1::ApproveRolloutRequest>();
    QCOMPARE(request.rollout(), std::string("meter-reader-3"));
    QCOMPARE(request.wave(), 1U);
    QCOMPARE(request.plan_digest(), digestText(0x11).toStdString());
    QCOMPARE(request.reason(), std::string("read it twice"));
  }

  void approving_without_a_digest_shows_the_plan_and_wants_to_be_confirmed() {
    Fleet fleet = withRollout(plannedRollout(RolloutState::Running));
    const QStringList approve{"rollouts", "approve", "meter-reader-3", "--wave", "all"};
    const CliResult asked = fleet.run(approve);
    QCOMPARE(asked.exitCode, 2);
    QCOMPARE(asked.err, "error: what you approve is the plan above\n  fix: read it, then add --plan " +
                            digestText(0x11) + ", or --yes for whatever its plan is then\n");
    for (const QString& part :
         {QString("meter-reader-3: meter-reader to 2.0.0 on 2 nodes in 2 waves"), QString("all: 1 node, pending"),
          QString("0 of 2"), digestText(0x11), QString("\"workload\": \"meter-reader\"")})
      QVERIFY2(asked.out.contains(part), qPrintable(part + " in " + asked.out));
    QCOMPARE(fleet.server.requests().size(), std::size_t{1});
    QCOMPARE(fleet.run(approve + QStringList{"--yes"}).exitCode, 0);
    QCOMPARE(fleet.server.requests().back().as<v1::ApproveRolloutRequest>().plan_digest(),
             digestText(0x11).toStdString());
  }

  void another_plan_than_the_one_that_was_read_is_not_approved() {
    Fleet fleet = withRollout(plannedRollout(RolloutState::Running));
    const CliResult result =
        fleet.run({"rollouts", "approve", "meter-reader-3", "--wave", "all", "--plan", digestText(0x22), "--yes"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err, "error: --plan: meter-reader-3 has another plan now than " + digestText(0x22) +
                             "\n  fix: read the plan above, then write --plan " + digestText(0x11) + "\n");
    QCOMPARE(fleet.server.requests().size(), std::size_t{1});
  }

  void what_the_server_says_of_the_digest_is_told_as_the_option() {
    Fleet fleet([](const FakeRequest& request) {
      if (request.method == "RolloutService/GetRollout") return answerOf(plannedRollout(RolloutState::Running));
      return FakeAnswer::of(Error{ErrorCode::Conflict, "other_plan", "it is not the one", "plan_digest", "read it"});
    });
    const CliResult result = fleet.run({"rollouts", "approve", "meter-reader-3", "--wave", "all", "--yes"});
    QCOMPARE(result.err, QString("error: --plan: it is not the one\n  fix: read it\n"));
    QCOMPARE(result.exitCode, 1);
  }

  void an_answer_in_json_is_one_line_also_when_somebody_approves() {
    Fleet fleet = withRollout(plannedRollout(RolloutState::Running));
    const QStringList approve{"rollouts", "approve", "meter-reader-3", "--wave", "all", "-o", "json"};
    const CliResult asked = fleet.run(approve);
    QCOMPARE(asked.exitCode, 2);
    QCOMPARE(asked.out.count('\n'), 1);
    const CliResult done = fleet.run(approve + QStringList{"--yes"});
    QCOMPARE(done.out.count('\n'), 1);
    QVERIFY(QJsonDocument::fromJson(done.out.toUtf8()).isObject());
  }

  void rejecting_wants_a_reason() {
    Fleet fleet([](const FakeRequest& request) {
      Rollout rollout = plannedRollout(RolloutState::AwaitingApproval);
      if (request.method == "RolloutService/RejectRollout") {
        rollout.state = RolloutState::Rejected;
        rollout.message = "bob rejected wave all: too fast";
      }
      return answerOf(rollout);
    });
    const QStringList reject{"rollouts", "reject", "meter-reader-3", "--wave", "all", "--yes"};
    const CliResult mute = fleet.run(reject);
    QCOMPARE(mute.exitCode, 2);
    QVERIFY2(mute.err.startsWith("error: --reason is missing\n"), qPrintable(mute.err));
    QVERIFY(fleet.server.requests().empty());
    const CliResult result = fleet.run(reject + QStringList{"--reason", "too fast"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY2(!result.out.contains("has 0 of 2"), qPrintable(result.out));
    QVERIFY2(result.out.endsWith("meter-reader-3 rejected: 0 of 2 nodes proven, 2 planned; bob rejected wave all: "
                                 "too fast\n"),
             qPrintable(result.out));
    const auto request = fleet.server.requests().back().as<v1::RejectRolloutRequest>();
    QCOMPARE(request.wave(), 1U);
    QCOMPARE(request.plan_digest(), digestText(0x11).toStdString());
    QCOMPARE(request.reason(), std::string("too fast"));
  }

  void what_was_deployed_without_a_plan_is_not_approved() {
    Rollout direct = plannedRollout(RolloutState::Running);
    direct.plan.clear();
    direct.planDigest = {};
    Fleet fleet = withRollout(direct);
    const CliResult result = fleet.run({"rollouts", "approve", "meter-reader-3", "--wave", "all", "--yes"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.err, QString("error: meter-reader-3 has no plan: nobody has to agree to it\n"));
    QVERIFY(result.out.isEmpty());
  }
};

QTEST_GUILESS_MAIN(TstCliRolloutPlans)
#include "tst_cli_rollout_plans.moc"
