// How a metric is classified from its samples, as Kayenta does it and where this differs.
#include <QtTest>

#include <cmath>
#include <random>
#include <vector>

#include "services/controlplane/core/judge/mann_whitney.h"

using namespace flotilla::controlplane::judge;
using Samples = std::vector<double>;

namespace {

const double kNan = std::nan("");

// 0, 1, ... times `step` above `from`, mixed enough to be no constant.
Samples ramp(std::size_t count, double from, double step) {
  Samples out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(from + step * static_cast<double>(i));
  return out;
}

MetricClass classOf(const Samples& canary, const Samples& baseline, const MetricPolicy& policy = {}) {
  return judgeMetric(canary, baseline, policy).classification;
}

MetricPolicy either(double allowedIncrease = 1.25) {
  MetricPolicy out;
  out.direction = Direction::Either;
  out.limits.allowedIncrease = allowedIncrease;
  return out;
}

}  // namespace

Q_DECLARE_METATYPE(MetricClass)

class TstMetricJudgement : public QObject {
  Q_OBJECT

  const Samples low_ = ramp(60, 100, 0.1), double_ = ramp(60, 200, 0.2), slightly_ = ramp(60, 110, 0.1);

 private slots:
  void the_vector_of_spinnaker_6278_passes() {
    const Samples canary{100, 100, 100, 100, 100, 100, 100, 1, 1, 1}, baseline(10, 1);
    const MetricJudgement judged = judgeMetric(canary, baseline, either(1));
    QCOMPARE(judged.classification, MetricClass::Pass);
    QCOMPARE(judged.bound, 24.75);
    QCOMPARE(judged.estimate->shift, 99.0);
    QVERIFY(std::fabs(*judged.effect - 70.3) < 1e-9);
  }

  void only_the_bad_direction_fails_data() {
    QTest::addColumn<int>("direction");
    QTest::addColumn<MetricClass>("higher");
    QTest::addColumn<MetricClass>("lower");
    QTest::newRow("increase") << int(Direction::Increase) << MetricClass::High << MetricClass::Pass;
    QTest::newRow("decrease") << int(Direction::Decrease) << MetricClass::Pass << MetricClass::Low;
    QTest::newRow("either") << int(Direction::Either) << MetricClass::High << MetricClass::Low;
  }
  void only_the_bad_direction_fails() {
    QFETCH(int, direction);
    QFETCH(MetricClass, higher);
    QFETCH(MetricClass, lower);
    MetricPolicy policy;
    policy.direction = static_cast<Direction>(direction);
    QCOMPARE(classOf(double_, low_, policy), higher);
    QCOMPARE(classOf(low_, double_, policy), lower);
  }

  void a_difference_that_is_certain_but_small_passes_unless_asked_for() {
    const MetricJudgement judged = judgeMetric(slightly_, low_);
    QCOMPARE(judged.classification, MetricClass::Pass);
    QVERIFY2(judged.estimate->low > judged.bound, "it is certain");
    QCOMPARE(classOf(slightly_, low_, either(1)), MetricClass::High);
    QCOMPARE(classOf(low_, slightly_, either()), MetricClass::Pass);
  }

  void the_effect_can_be_the_share_of_larger_samples() {
    MetricPolicy policy = either();
    policy.effect = EffectMeasure::CommonLanguage;
    policy.limits = defaultLimits(policy.effect);
    const MetricJudgement judged = judgeMetric(slightly_, low_, policy);
    QCOMPARE(judged.classification, MetricClass::High);
    QCOMPARE(*judged.effect, 1.0);
    QCOMPARE(classOf(low_, slightly_, policy), MetricClass::Low);
    QCOMPARE(*judgeMetric(Samples{1, 2, 3, 4, 5}, Samples{3, 3, 3, 3, 3}, policy).effect, 0.5);
  }

  void a_baseline_of_zeros_has_no_ratio_and_still_fails() {
    const MetricJudgement judged = judgeMetric(Samples(20, 3), Samples(20, 0));
    QCOMPARE(judged.classification, MetricClass::High);
    QVERIFY(!judged.effect);
  }

  void constant_series_that_differ_need_no_noise() {
    QCOMPARE(classOf(Samples(20, 3), Samples(20, 2)), MetricClass::High);
    QCOMPARE(classOf(Samples(20, 2.1), Samples(20, 2)), MetricClass::Pass);
  }

  void equal_series_pass() {
    QCOMPARE(classOf(Samples{1, 2, 3, 4, 5}, Samples{5, 4, 3, 2, 1}), MetricClass::Pass);
    QCOMPARE(classOf(Samples(20, 3), Samples(30, 3)), MetricClass::Pass);
  }

  void rounding_is_no_difference() {
    const Samples canary(20, 0.1 + 0.2), baseline(20, 0.3);
    QVERIFY(canary != baseline);
    QCOMPARE(classOf(canary, baseline, either(1)), MetricClass::Pass);
  }

  void missing_samples_are_removed_or_zero() {
    Samples canary = double_;
    canary.insert(canary.end(), 300, kNan);
    const MetricJudgement removed = judgeMetric(canary, low_);
    QCOMPARE(removed.classification, MetricClass::High);
    QCOMPARE(removed.canarySamples, 60u);
    MetricPolicy policy;
    policy.missing = MissingSamples::CountAsZero;
    const MetricJudgement zero = judgeMetric(canary, low_, policy);
    QCOMPARE(zero.classification, MetricClass::Pass);
    QCOMPARE(zero.canarySamples, 360u);
  }

  void an_outlier_is_dropped_if_asked_for() {
    Samples canary = ramp(200, 100, 0.1);
    canary.push_back(1e9);
    MetricPolicy policy;
    QCOMPARE(judgeMetric(canary, low_, policy).canarySamples, 201u);
    QVERIFY(*judgeMetric(canary, low_, policy).effect > 1000);
    policy.outliers = Outliers::Remove;
    QCOMPARE(judgeMetric(canary, low_, policy).canarySamples, 200u);
    QVERIFY(*judgeMetric(canary, low_, policy).effect < 1.1);
  }

  void what_is_within_three_quartile_ranges_is_no_outlier() {
    MetricPolicy policy;
    policy.outliers = Outliers::Remove;
    QCOMPARE(judgeMetric(low_, low_, policy).canarySamples, 60u);
    policy.outlierFactor = 0;  // then p01 to p99 remains: 2.01 to 296.99
    QCOMPARE(judgeMetric(ramp(300, 0, 1), low_, policy).canarySamples, 294u);
  }

  void no_samples_are_no_data_data() {
    QTest::addColumn<bool>("mustHaveData");
    QTest::addColumn<bool>("critical");
    QTest::addColumn<MetricClass>("expected");
    QTest::newRow("by default") << false << false << MetricClass::NoData;
    QTest::newRow("must have data") << true << false << MetricClass::NoDataFails;
    QTest::newRow("critical") << false << true << MetricClass::NoData;
    QTest::newRow("critical, must have data") << true << true << MetricClass::NoData;
  }
  void no_samples_are_no_data() {
    QFETCH(bool, mustHaveData);
    QFETCH(bool, critical);
    QFETCH(MetricClass, expected);
    MetricPolicy policy;
    policy.mustHaveData = mustHaveData;
    policy.critical = critical;
    for (const MetricJudgement& judged : {judgeMetric({}, low_, policy), judgeMetric(low_, Samples{kNan}, policy),
                                          judgeMetric(Samples{1, 2, 3, 4}, low_, policy)}) {
      QCOMPARE(judged.classification, expected);
      QCOMPARE(judged.critical, critical);
      QVERIFY(!judged.reason.empty());
    }
  }

  void no_samples_pass_where_they_count_as_zero() {
    MetricPolicy policy;
    policy.missing = MissingSamples::CountAsZero;
    QCOMPARE(classOf({}, low_, policy), MetricClass::Pass);
  }

  void a_critical_metric_that_fails_is_critical_from_its_own_limit_up() {
    MetricPolicy policy;
    QVERIFY(!judgeMetric(double_, low_, policy).critical);
    policy.critical = true;
    QVERIFY(judgeMetric(double_, low_, policy).critical);
    QVERIFY(!judgeMetric(low_, low_, policy).critical);
    policy.limits.criticalIncrease = 3;
    QCOMPARE(judgeMetric(double_, low_, policy).classification, MetricClass::High);
    QVERIFY(!judgeMetric(double_, low_, policy).critical);
    policy.direction = Direction::Decrease;
    QVERIFY(judgeMetric(low_, double_, policy).critical);
  }

  // One-minute error ratios of 6000 requests, 10 % more of them in the canary: significant, and harmless.
  void a_large_service_does_not_fail_on_harmless_differences() {
    std::mt19937_64 engine(11);
    const auto ratios = [&](double rate) {
      Samples out;
      for (int minute = 0; minute < 120; ++minute) {
        int bad = 0;
        for (int i = 0; i < 6000; ++i) bad += static_cast<double>(engine() >> 11) * 0x1p-53 < rate ? 1 : 0;
        out.push_back(bad / 6000.0);
      }
      return out;
    };
    const Samples baseline = ratios(0.01), canary = ratios(0.011);
    QCOMPARE(classOf(canary, baseline), MetricClass::Pass);
    QCOMPARE(classOf(canary, baseline, either(1)), MetricClass::High);
  }
};

QTEST_GUILESS_MAIN(TstMetricJudgement)
#include "tst_metric_judgement.moc"
