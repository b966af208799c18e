// The pure judgements over a candidate that is compared, and the relay between it and the front.
#include <QtTest>

#include "services/agent/core/stage_judge.h"
#include "services/agent/core/stage_relay.h"

using namespace flotilla;
using namespace flotilla::agent;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Kind = StageVerdict::Kind;

namespace {

const Beginning kBegin{fromMicros(1'900'000'000'000'000), SteadyPoint(hours(1))};

SteadyPoint after(Duration time) {
  return kBegin.steady + time;
}

PairCounts found(std::uint64_t compared, std::uint64_t differ, std::uint64_t errors = 0) {
  PairCounts delta;
  delta.compared = compared;
  delta.differ = differ;
  delta.errors = errors;
  return delta;
}

ArmCounts answered(std::uint64_t requests, double ms, std::uint64_t errors = 0) {
  ArmCounts counts;
  counts.requests = requests;
  counts.errors = errors;
  counts.latencyUs.add(ms * 1000, requests - errors);
  return counts;
}

}  // namespace

class TstStageJudge : public QObject {
  Q_OBJECT

 private slots:
  void a_shadow_passes_with_its_verdict_and_its_time_and_not_with_one_of_them() {
    ShadowJudge judge(ShadowStage{}, kBegin);
    QVERIFY(judge.judge(after(minutes(20)), std::nullopt).kind == Kind::Undecided);
    judge.take(found(200, 0));
    QVERIFY(judge.judge(after(minutes(9)), std::nullopt).kind == Kind::Undecided);
    QVERIFY(judge.judge(after(minutes(10)), std::nullopt).kind == Kind::Passed);
    QVERIFY(judge.judge(after(minutes(10)), after(minutes(9))).why.reason == "shadow_silent");
    QVERIFY(judge.judge(after(minutes(10)), after(minutes(10) - seconds(9))).kind == Kind::Passed);
  }

  void what_could_not_be_compared_is_no_evidence() {
    ShadowJudge judge(ShadowStage{}, kBegin);
    PairCounts dropped;
    dropped.drops = 1'000'000;
    judge.take(dropped);
    QVERIFY(judge.judge(after(hours(5)), std::nullopt).kind == Kind::Undecided);
    QCOMPARE(judge.judge(after(hours(6)), std::nullopt).why.reason, std::string("shadow_undecided"));
    QCOMPARE(judge.report().drops, std::uint64_t{1'000'000});
  }

  void errors_weigh_more_than_answers_that_differ() {
    ShadowJudge few(ShadowStage{}, kBegin), many(ShadowStage{}, kBegin);
    few.take(found(10'000, 0, 5));
    QVERIFY(few.judge(after(minutes(1)), std::nullopt).kind == Kind::Undecided);
    many.take(found(100, 0, 5));
    QCOMPARE(many.judge(after(minutes(1)), std::nullopt).why.reason, std::string("shadow_errors"));
    QVERIFY(many.judge(after(minutes(1)), std::nullopt).why.message.starts_with("5 of 105 "));
  }

  void evidence_begins_anew_with_each_step() {
    WeightJudge judge(WeightStage{}, 100, kBegin);
    QCOMPARE(judge.percent(), 1U);
    judge.take(found(100'000, 0), answered(100'000, 1));
    QVERIFY(judge.judge(after(minutes(10))).kind == Kind::Passed);
    judge.advance({kBegin.at + minutes(10), after(minutes(10))});
    QCOMPARE(judge.percent(), 5U);
    QVERIFY(judge.judge(after(minutes(30))).kind == Kind::Undecided);
    QCOMPARE(judge.report().compared, std::uint64_t{0});
    judge.take(found(20, 6), answered(20, 1));
    QCOMPARE(judge.judge(after(minutes(11))).why.reason, std::string("weights_differ"));
  }

  void one_in_twenty_may_be_slow_and_no_more() {
    WeightJudge judge(WeightStage{}, 100, kBegin);
    judge.take(found(1'000, 0), answered(960, 1));
    judge.take({}, answered(40, 500));
    QVERIFY(judge.judge(after(minutes(1))).kind == Kind::Undecided);
    judge.take({}, answered(100, 500));
    QCOMPARE(judge.judge(after(minutes(1))).why.reason, std::string("weights_slow"));
  }

  void requests_that_failed_do_not_fill_a_step() {
    WeightStage stage;
    stage.maxErrors = 0.5;
    WeightJudge judge(stage, 100, kBegin);
    judge.take(found(99, 0, 30), answered(129, 1, 30));
    QVERIFY(judge.judge(after(minutes(20))).kind == Kind::Undecided);
    judge.take(found(1, 0), answered(1, 1));
    QVERIFY(judge.judge(after(minutes(20))).kind == Kind::Passed);
  }

  void the_limit_is_that_of_all_steps() {
    WeightJudge judge(WeightStage{}, 100, kBegin);
    judge.take(found(200, 0), answered(200, 1));
    judge.advance({kBegin.at + hours(4), after(hours(4))});
    QVERIFY(judge.judge(after(hours(5))).kind == Kind::Undecided);
    QCOMPARE(judge.judge(after(hours(6))).why.reason, std::string("weights_undecided"));
  }

  void a_report_says_what_was_found() {
    WeightJudge judge(WeightStage{}, 100, kBegin);
    PairCounts delta = found(10, 2, 1);
    delta.slower = 5;
    delta.shift = -1;
    delta.classes = 1;
    delta.flips = {10};
    judge.take(delta, answered(11, 1, 1));
    const StageReport report = judge.report();
    QVERIFY(report.stage == StageKind::Weights && report.percent == 1 && report.startedAt == kBegin.at);
    QVERIFY(report.compared == 10 && report.differ == 2 && report.errors == 1);
    QVERIFY(report.slower == 0.5 && report.meanShift == -0.1 && report.logE > 0 && report.logEErrors > 0);
    QVERIFY(report.classes == 1 && report.flips == delta.flips);
  }

  void only_what_was_asked_is_passed_back() {
    StageRelay relay;
    QVERIFY(!relay.answer({1, {1}, 0, {}}, after(seconds(0))));
    const auto asked = relay.ask({77, {1, 2}}, after(seconds(1)));
    QVERIFY(asked && asked->input == (std::vector<float>{1, 2}));
    const auto answered = relay.answer({asked->id, {3}, 5, {}}, after(seconds(2)));
    QVERIFY(answered && answered->id == 77 && answered->output == std::vector<float>{3} && answered->latencyUs == 5);
    QVERIFY(!relay.answer({asked->id, {3}, 5, {}}, after(seconds(3))));
  }

  void no_more_is_out_than_may_be_and_silence_begins_with_the_last_that_was_heard() {
    StageRelay relay;
    QVERIFY(!relay.silentSince());
    std::uint64_t first = 0;
    for (std::uint64_t i = 0; i < worker::kMostOut; ++i) {
      const auto asked = relay.ask({i, {}}, after(seconds(1)));
      QVERIFY(asked);
      if (i == 0) first = asked->id;
    }
    QVERIFY(!relay.ask({99, {}}, after(seconds(2))));
    QVERIFY(relay.silentSince() == after(seconds(1)));
    QVERIFY(relay.answer({first, {}, 0, {}}, after(seconds(5))));
    QVERIFY(relay.silentSince() == after(seconds(5)));
    const auto gone = relay.abandon("candidate_gone");
    QCOMPARE(gone.size(), worker::kMostOut - 1);
    QVERIFY(gone.front().id == 1 && gone.front().error == "candidate_gone");
    QVERIFY(!relay.silentSince());
    QVERIFY(relay.ask({1, {}}, after(seconds(60))));
    QVERIFY(relay.silentSince() == after(seconds(60)));
    relay.forget();
    QVERIFY(!relay.silentSince());
  }
};

QTEST_GUILESS_MAIN(TstStageJudge)
#include "tst_stage_judge.moc"
