#include <QtTest>

#include <map>
#include <vector>

#include "services/controlplane/core/judge/score.h"

using namespace flotilla::controlplane::judge;
using Metrics = std::vector<ScoredMetric>;
using Weights = std::map<std::string, double>;

namespace {

Metrics inGroup(const char* group, std::initializer_list<MetricClass> classes) {
  Metrics out;
  for (const MetricClass classification : classes)
    out.push_back({"m" + std::to_string(out.size()), {group}, classification});
  return out;
}

Metrics operator+(Metrics a, const Metrics& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// `passed` of `all` metrics of one group.
Metrics share(std::size_t passed, std::size_t all) {
  Metrics out;
  for (std::size_t i = 0; i < all; ++i) out.push_back({"m", {"g"}, i < passed ? MetricClass::Pass : MetricClass::High});
  return out;
}

}  // namespace

Q_DECLARE_METATYPE(ScoreClass)

class TstScore : public QObject {
  Q_OBJECT

 private slots:
  void a_group_scores_the_share_that_passes() {
    const auto summary = summarize(inGroup(
        "a", {MetricClass::Pass, MetricClass::High, MetricClass::Low, MetricClass::NoDataFails, MetricClass::NoData}));
    QCOMPARE(summary.groups.size(), 1u);
    QCOMPARE(summary.groups[0].score, 25.0);
    QCOMPARE(summary.groups[0].passed, 1u);
    QCOMPARE(summary.groups[0].failed, 3u);
    QCOMPARE(summary.score, 25.0);
  }

  void groups_without_a_weight_share_the_rest() {
    const Metrics metrics = inGroup("a", {MetricClass::High}) + inGroup("b", {MetricClass::Pass}) +
                            inGroup("c", {MetricClass::Pass, MetricClass::Low});
    const auto summary = summarize(metrics, Weights{{"a", 40}});
    QCOMPARE(summary.groups[0].weight, 40.0);
    QCOMPARE(summary.groups[1].weight, 30.0);
    QCOMPARE(summary.groups[2].weight, 30.0);
    QCOMPARE(summary.score, 45.0);
  }

  void a_group_in_which_nothing_could_be_judged_counts_as_100_and_says_so() {
    const auto summary =
        summarize(inGroup("a", {MetricClass::NoData}) + inGroup("b", {MetricClass::Pass, MetricClass::Pass}));
    QCOMPARE(summary.groups[0].score, 100.0);
    QVERIFY(!summary.groups[0].judged);
    QVERIFY(summary.groups[1].judged);
    QCOMPARE(summary.classification, ScoreClass::Pass);
  }

  void half_without_data_fails_everything() {
    const auto summary =
        summarize(inGroup("a", {MetricClass::Pass, MetricClass::NoData, MetricClass::Pass, MetricClass::NoDataFails}));
    QCOMPARE(summary.classification, ScoreClass::Fail);
    QCOMPARE(summary.score, 0.0);
    QCOMPARE(summary.reason, std::string("half of the metrics or more have no data"));
  }

  void less_than_half_without_data_does_not() {
    const auto summary = summarize(inGroup("a", {MetricClass::Pass, MetricClass::NoData, MetricClass::Pass}));
    QCOMPARE(summary.classification, ScoreClass::Pass);
  }

  void a_critical_metric_fails_everything() {
    Metrics metrics = share(99, 99);
    metrics.push_back({"latency", {"g"}, MetricClass::High, true});
    const auto summary = summarize(metrics);
    QCOMPARE(summary.score, 0.0);
    QCOMPARE(summary.classification, ScoreClass::Fail);
    QCOMPARE(summary.reason, std::string("the critical metric latency failed"));
    metrics.back().critical = false;
    QCOMPARE(summarize(metrics).classification, ScoreClass::Pass);
  }

  void no_metrics_fail() {
    QCOMPARE(summarize({}).classification, ScoreClass::Fail);
    QCOMPARE(summarize({}).reason, std::string("there are no metrics"));
  }

  void a_score_that_equals_a_threshold_reaches_it_data() {
    QTest::addColumn<int>("passed");
    QTest::addColumn<ScoreClass>("expected");
    QTest::newRow("96") << 96 << ScoreClass::Pass;
    QTest::newRow("95") << 95 << ScoreClass::Pass;
    QTest::newRow("94") << 94 << ScoreClass::Marginal;
    QTest::newRow("75 (Kayenta alone would stop here)") << 75 << ScoreClass::Marginal;
    QTest::newRow("74") << 74 << ScoreClass::Fail;
  }
  void a_score_that_equals_a_threshold_reaches_it() {
    QFETCH(int, passed);
    QFETCH(ScoreClass, expected);
    QCOMPARE(summarize(share(static_cast<std::size_t>(passed), 100)).classification, expected);
  }

  void a_metric_counts_in_each_of_its_groups_and_without_any_in_one_of_its_own() {
    const auto summary = summarize(
        Metrics{{"x", {"a", "b"}, MetricClass::Pass}, {"y", {"b"}, MetricClass::High}, {"z", {}, MetricClass::High}});
    QCOMPARE(summary.groups.size(), 3u);
    QCOMPARE(summary.groups[0].name, std::string());
    QCOMPARE(summary.groups[1].score, 100.0);
    QCOMPARE(summary.groups[2].score, 50.0);
    QCOMPARE(summary.score, 50.0);
  }
};

QTEST_GUILESS_MAIN(TstScore)
#include "tst_score.moc"
