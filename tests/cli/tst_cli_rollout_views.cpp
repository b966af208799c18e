// What flotillactl shows of rollouts that follow a plan: list, show and why.
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <cmath>

#include "services/runtime/clock.h"
#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::answerOf;
using test::CliResult;
using test::digestOf;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;
using test::outcome;
using test::plannedRollout;

namespace {

Fleet withRollout(const Rollout& rollout) {
  return Fleet([rollout](const FakeRequest&) { return answerOf(rollout); });
}

RolloutLook lookNumber(std::uint64_t number, Verdict verdict) {
  RolloutLook look;
  look.number = number;
  look.at = TimePoint(std::chrono::hours(1));
  look.evidence.verdict = verdict;
  look.evidence.reason = verdict == Verdict::Fail ? "grid_test" : "too_few_requests";
  look.evidence.why = "why of look " + std::to_string(number);
  look.evidence.canaryNodes = 2;
  look.evidence.reportingNodes = 1;
  look.evidence.baselineNodes = 38;
  look.evidence.canaryRequests = 200;
  look.evidence.canaryBad = 9;
  look.evidence.canarySlow = 20;
  look.evidence.baselineRequests = 4000;
  look.evidence.baselineBad = 10;
  look.evidence.requestsNeeded = 1500;
  look.evidence.badLogOdds = std::log(210.0);
  look.evidence.slowLogOdds = std::log(0.25);
  return look;
}

RolloutExplanation explanation() {
  RolloutExplanation why;
  why.sentence = "meter-reader-3 is rolling back: the new version is worse";
  why.looks = {lookNumber(40, Verdict::Inconclusive), lookNumber(41, Verdict::Fail)};
  why.lookCount = 41;
  why.nodes = {{"delft-1", true, 200, 9, 20}, {"delft-2", false, 4000, 10, 0}};
  return why;
}

Fleet withExplanation(const RolloutExplanation& why) {
  return Fleet([why](const FakeRequest& request) {
    RolloutExplanation answer = why;
    answer.replayed = request.as<v1::ExplainRolloutRequest>().replay();
    return FakeAnswer::of(wire::toProto(answer));
  });
}

}  // namespace

class TstCliRolloutViews : public QObject {
  Q_OBJECT

 private slots:
  void a_rollout_is_shown_with_its_reason_its_plan_and_its_waves() {
    Rollout rollout = plannedRollout(RolloutState::Paused);
    rollout.message = "wave canary has no verdict after 24h: nothing was seen";
    rollout.waves[0].looks = 3;
    rollout.waves[0].verdict = Verdict::Inconclusive;
    rollout.waves[0].odds = 31.4;
    rollout.waves[0].soakingAt = TimePoint(std::chrono::hours(24));
    rollout.waves[0].startedAt = TimePoint(std::chrono::hours(23));
    const QString text = withRollout(rollout).run({"rollouts", "show", "meter-reader-3"}).out.simplified();
    for (const QString& part :
         {QString("state: paused: wave canary has no verdict after 24h: nothing was seen"),
          "plan: " + QString::fromStdString(digestOf(0x11).toString()), QString("seed: 4711"),
          QString("WAVE STATE NODES PROVEN VERDICT ODDS SINCE"),
          QString("canary soaking 1 1 inconclusive 31 to 1 1970-01-02T00:00:00Z"), QString("all pending 1 0 - - -"),
          QString("delft-1 canary - proven"), QString("delft-2 all - planned")})
      QVERIFY2(text.contains(part), qPrintable(part + " in " + text));
    QVERIFY(!text.contains("SAID"));
  }

  void stages_are_shown_as_planned_and_as_far_as_they_are() {
    Rollout rollout = plannedRollout(RolloutState::Running);
    rollout.stages.planned.shadow = ShadowStage{.minTime = std::chrono::minutes(1)};
    rollout.stages.found = {{.stage = StageKind::Shadow, .nodes = 3, .underWay = 1, .compared = 1204, .differ = 7}};
    rollout.stages.found[0].drops = 12;
    Fleet fleet = withRollout(rollout);
    const QString text = fleet.run({"rollouts", "show", "meter-reader-3"}).out.simplified();
    for (const char* part : {"shadow for 1m to 6h: refused where 3 % of the answers differ, promoted at 1 %",
                             "shadow: 3 nodes, 1,204 answers compared, 7 differ (0.6 %), 12 dropped; not decided yet"})
      QVERIFY2(text.contains(part), qPrintable(text));
    const QByteArray shown = fleet.run({"rollouts", "show", "meter-reader-3", "-o", "json"}).out.toUtf8();
    const QJsonObject json = QJsonDocument::fromJson(shown).object();
    QCOMPARE(json["stages"]["found"][0]["compared"].toString(), QString("1204"));
    QCOMPARE(json["stages"]["planned"]["shadow"]["min_time"].toString(), QString("60s"));
    rollout.stages.found[0].logE = 3;
    QVERIFY(withRollout(rollout).run({"rollouts", "show", "meter-reader-3"}).out.contains("; more differ than may"));
  }

  void a_node_shows_the_stage_that_it_is_in() {
    Node node;
    node.name = "delft-1";
    node.workloads.resize(1);
    node.workloads[0].workload = WorkloadName("meter-reader");
    NodeStage stage{.report = {}, .rollout = RolloutId("meter-reader-3"), .underWay = true};
    stage.report.workload = WorkloadName("meter-reader");
    stage.report.stage = StageKind::Weights;
    stage.report.percent = 5;
    stage.report.startedAt = TimePoint(std::chrono::hours(1));
    stage.report.compared = 402;
    stage.report.differ = 3;
    stage.report.errors = 1;
    stage.report.slower = 0.125;
    stage.report.peakRssKb = 2048;
    node.workloads[0].stages = {stage};
    Fleet fleet([node](const FakeRequest&) { return FakeAnswer::of(wire::toProto(node)); });
    const QString text = fleet.run({"nodes", "show", "delft-1"}).out.simplified();
    QVERIFY2(text.contains("meter-reader meter-reader-3 weights, 5 %: 402 answers compared, 3 differ (0.7 %), 1 not "
                           "answered; not decided yet 1970-01-01T01:00:00Z 0.000 12.5 % 2.1 MB"),
             qPrintable(text));
  }

  void a_wave_that_is_over_or_begins_is_shown_since_then() {
    Rollout rollout = plannedRollout(RolloutState::Running);
    rollout.waves[0].state = WaveState::Passed;
    rollout.waves[0].soakingAt = TimePoint(std::chrono::hours(1));
    rollout.waves[0].endedAt = TimePoint(std::chrono::hours(2));
    rollout.waves[1].state = WaveState::Assigning;
    rollout.waves[1].startedAt = TimePoint(std::chrono::hours(3));
    const QString text = withRollout(rollout).run({"rollouts", "show", "meter-reader-3"}).out.simplified();
    QVERIFY2(text.contains("canary passed 1 1 - - 1970-01-01T02:00:00Z"), qPrintable(text));
    QVERIFY2(text.contains("all assigning 1 0 - - 1970-01-01T03:00:00Z"), qPrintable(text));
  }

  void each_approval_is_shown_with_whether_it_counts_data() {
    QTest::addColumn<QString>("by");
    QTest::addColumn<int>("plan");
    QTest::addColumn<bool>("approved");
    QTest::addColumn<bool>("expired");
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("counts");
    QTest::newRow("counts") << "bob" << 0x11 << true << false << "approved"
                            << "yes";
    QTest::newRow("other plan") << "bob" << 0x22 << true << false << "approved"
                                << "no: another plan";
    QTest::newRow("expired") << "bob" << 0x11 << true << true << "approved"
                             << "no: expired";
    QTest::newRow("author") << "ann" << 0x11 << true << false << "approved"
                            << "no: wrote the plan";
    QTest::newRow("rejected") << "bob" << 0x11 << false << true << "rejected"
                              << "yes";
  }
  void each_approval_is_shown_with_whether_it_counts() {
    QFETCH(QString, by);
    QFETCH(int, plan);
    QFETCH(bool, approved);
    QFETCH(bool, expired);
    QFETCH(QString, said);
    QFETCH(QString, counts);
    const TimePoint now = SystemClock().now();
    Rollout rollout = plannedRollout(RolloutState::Running);
    rollout.approvals = {{rollout.id, 1, by.toStdString(), digestOf(static_cast<std::uint8_t>(plan)), approved,
                          "read twice", TimePoint(std::chrono::hours(1)), now + std::chrono::hours(expired ? -1 : 1)}};
    const CliResult result = withRollout(rollout).run({"rollouts", "show", "meter-reader-3"});
    const QStringList lines = result.out.split('\n').filter("read twice");
    QCOMPARE(lines.size(), 1);
    const QString line = lines.at(0).simplified();
    QVERIFY2(line.startsWith("all " + by + " " + said + " 1970-01-01T01:00:00Z "), qPrintable(line));
    QVERIFY2(line.endsWith("Z " + counts + " read twice"), qPrintable(line));
  }

  void the_plan_of_a_rollout_is_printed_as_a_document() {
    Rollout rollout = plannedRollout(RolloutState::Running);
    rollout.plan = "{\"selector\":\"a:\\\"b,{c\\\"\",\"waves\":[{\"name\":\"all\",\"size\":\"rest\"}]}";
    Fleet fleet = withRollout(rollout);
    const QString document = fleet.run({"rollouts", "show", "meter-reader-3", "--plan"}).out;
    QCOMPARE(document,
             QString("{\n  \"selector\": \"a:\\\"b,{c\\\"\",\n  \"waves\": [\n    {\n      \"name\": \"all\",\n"
                     "      \"size\": \"rest\"\n    }\n  ]\n}\n"));
    QCOMPARE(QJsonDocument::fromJson(document.toUtf8()),
             QJsonDocument::fromJson(QByteArray::fromStdString(rollout.plan)));
  }

  void what_was_deployed_without_a_plan_has_none_to_print() {
    Rollout rollout = plannedRollout(RolloutState::Running);
    rollout.plan.clear();
    const CliResult result = withRollout(rollout).run({"rollouts", "show", "meter-reader-3", "--plan"});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.startsWith("error: --plan: meter-reader-3 has no plan"), qPrintable(result.err));
  }

  void a_list_of_rollouts_names_the_wave_each_is_in() {
    Fleet fleet([](const FakeRequest&) {
      Rollout ended = plannedRollout(RolloutState::Aborted);
      ended.id = RolloutId("meter-reader-2");
      v1::ListRolloutsResponse answer;
      *answer.add_rollouts() = wire::toProto(plannedRollout(RolloutState::Running));
      *answer.add_rollouts() = wire::toProto(ended);
      return FakeAnswer::of(answer);
    });
    const QString text = fleet.run({"rollouts", "list"}).out.simplified();
    QVERIFY2(text.contains("meter-reader-3 2.0.0 running canary 2 1 proven, 1 planned ann"), qPrintable(text));
    QVERIFY2(text.contains("meter-reader-2 2.0.0 aborted - 2 1 proven, 1 planned ann"), qPrintable(text));
  }

  void why_is_a_sentence_the_odds_and_the_nodes() {
    Fleet fleet = withExplanation(explanation());
    const CliResult result = fleet.run({"rollouts", "why", "meter-reader-3"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    const QString text = result.out.simplified();
    for (const char* part :
         {"meter-reader-3 is rolling back: the new version is worse", "verdict: fail: why of look 41",
          "odds of bad answers: 210 to 1 that it is worse", "odds of slow answers: 0.25 to 1 that it is slower",
          "candidate: 2 nodes, 1 reporting; 200 answers, 9 bad (4.50%), 20 slow (10.00%)",
          "stable: 38 nodes; 4000 answers, 10 bad (0.25%), 0 slow (0.00%)", "needed: 1500 answers",
          "too few nodes to tell", "NODE ARM ANSWERS BAD SLOW", "delft-1 candidate 200 9 20",
          "delft-2 stable 4000 10 0"})
      QVERIFY2(text.contains(part), qPrintable(QString(part) + " in " + result.out));
    QVERIFY(!text.contains("LOOK"));
    QVERIFY(!text.contains("replayed"));
    QCOMPARE(fleet.server.requests().at(0).method, std::string("RolloutService/ExplainRollout"));
    const auto request = fleet.server.requests().at(0).as<v1::ExplainRolloutRequest>();
    QCOMPARE(request.rollout(), std::string("meter-reader-3"));
    QVERIFY(!request.replay());
  }

  void looks_are_listed_newest_first_and_it_is_said_that_there_are_more() {
    const CliResult result = withExplanation(explanation()).run({"rollouts", "why", "meter-reader-3", "--looks"});
    const QString text = result.out.simplified();
    QVERIFY2(text.contains("41 1970-01-01T01:00:00Z fail grid test 9 of 200 10 of 4000 210 to 1 0.25 to 1 why of look "
                           "41 40 1970-01-01T01:00:00Z inconclusive too few requests"),
             qPrintable(result.out));
    QCOMPARE(result.err, QString("note: the last 2 of 41 looks are shown\n"));
  }

  void a_replay_says_that_the_numbers_are_the_same() {
    Fleet fleet = withExplanation(explanation());
    const CliResult result = fleet.run({"rollouts", "why", "meter-reader-3", "--replay"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.out.endsWith("\nreplayed 41 looks: the same numbers\n"), qPrintable(result.out));
    QVERIFY(fleet.server.requests().at(0).as<v1::ExplainRolloutRequest>().replay());
  }

  void a_replay_that_differs_is_exit_code_1_with_the_first_difference() {
    RolloutExplanation why = explanation();
    why.differences = 2;
    why.firstDifference = "look 7: stored \"a\", computed \"b\"";
    const CliResult result = withExplanation(why).run({"rollouts", "why", "meter-reader-3", "--replay"});
    QCOMPARE(result.exitCode, 1);
    QVERIFY2(result.err.startsWith("error: 2 of 41 looks give other numbers than were stored; the first is look 7: "
                                   "stored \"a\", computed \"b\"\n"),
             qPrintable(result.err));
    QVERIFY(!result.out.contains("same numbers"));
  }

  void a_replay_that_did_not_happen_never_reads_as_good() {
    Fleet fleet([](const FakeRequest&) { return FakeAnswer::of(wire::toProto(explanation())); });
    const CliResult result = fleet.run({"rollouts", "why", "meter-reader-3", "--replay"});
    QCOMPARE(result.exitCode, 1);
    QVERIFY(!result.out.contains("same numbers"));
  }

  void a_rollout_that_nobody_has_looked_at_has_nothing_to_replay() {
    RolloutExplanation why;
    why.sentence = "meter-reader-3 is draft";
    const CliResult result = withExplanation(why).run({"rollouts", "why", "meter-reader-3", "--replay"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QString("meter-reader-3 is draft\n\nno look was taken yet: there is nothing to replay\n"));
  }

  void an_explanation_in_json_is_the_answer_of_the_server() {
    const CliResult result = withExplanation(explanation()).run({"rollouts", "why", "meter-reader-3", "-o", "json"});
    QCOMPARE(QJsonDocument::fromJson(result.out.toUtf8()).object()["total_looks"].toString(), QString("41"));
  }
};

QTEST_GUILESS_MAIN(TstCliRolloutViews)
#include "tst_cli_rollout_views.moc"
