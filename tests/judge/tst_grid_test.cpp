#include <QtTest>

#include <bit>
#include <cmath>
#include <limits>

#include "services/controlplane/core/judge/grid_test.h"

using namespace flotilla::controlplane::judge;

namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

GridTest testOf(const Counts& canary, const Counts& baseline, double tolerance = 1) {
  GridTest out(tolerance);
  out.add(canary, baseline);
  return out;
}

bool isClose(double a, double b) {
  return std::fabs(a - b) <= 1e-9 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

// The formula of the header as it stands there, with powers instead of logarithms.
double oddsByHand(const Counts& canary, const Counts& baseline, double tolerance) {
  const double nc = static_cast<double>(canary.requests), nb = static_cast<double>(baseline.requests);
  const double rho = tolerance * nc / (tolerance * nc + nb);
  double sum = 0;
  for (const double ratio : kGridRatios) {
    const double q = tolerance * ratio * nc / (tolerance * ratio * nc + nb);
    sum += std::pow(q / rho, static_cast<double>(canary.bad)) *
           std::pow((1 - q) / (1 - rho), static_cast<double>(baseline.bad));
  }
  return sum / static_cast<double>(kGridRatios.size());
}

}  // namespace

class TstGridTest : public QObject {
  Q_OBJECT

 private slots:
  void nothing_added_says_nothing() {
    QCOMPARE(GridTest().logOdds(), 0.0);
    QCOMPARE(GridTest().intervals(), 0u);
  }

  void the_odds_are_those_of_the_formula() {
    const Counts canary{600, 12}, baseline{5400, 31};
    QVERIFY(isClose(std::exp(testOf(canary, baseline).logOdds()), oddsByHand(canary, baseline, 1)));
    QVERIFY(isClose(std::exp(testOf(canary, baseline, 1.25).logOdds()), oddsByHand(canary, baseline, 1.25)));
  }

  void the_dispersion_divides_every_log_likelihood_ratio() {
    // One bad answer on a canary with half of the traffic: L(r) = ln(2r/(r+1)).
    const GridTest test = testOf({100, 1}, {100, 0});
    double sum = 0;
    for (const double ratio : kGridRatios) sum += std::pow(2 * ratio / (ratio + 1), 1 / 2.5);
    QVERIFY(isClose(test.logOdds(2.5), std::log(sum / static_cast<double>(kGridRatios.size()))));
  }

  void a_dispersion_below_one_or_unknown_counts_as_one() {
    const GridTest test = testOf({100, 20}, {100, 5});
    QCOMPARE(test.logOdds(0.1), test.logOdds());
    QCOMPARE(test.logOdds(std::nan("")), test.logOdds());
    QCOMPARE(test.logOdds(std::numeric_limits<double>::infinity()), 0.0);
  }

  void a_dispersion_never_makes_a_failure() {
    for (std::uint64_t bad = 0; bad < 60; ++bad) {
      const GridTest test = testOf({600, bad}, {600, 20});
      for (const double dispersion : {1.1, 2.0, 10.0})
        if (test.logOdds() < failLimit(0.01)) QVERIFY(test.logOdds(dispersion) < failLimit(0.01));
    }
  }

  void pieces_of_equal_composition_add_up_to_the_whole() {
    GridTest pieces;
    for (int i = 0; i < 10; ++i) pieces.add({60, 3}, {540, 5});
    QVERIFY(isClose(pieces.logOdds(), testOf({600, 30}, {5400, 50}).logOdds()));
    QVERIFY(isClose(pieces.logOdds(2), testOf({600, 30}, {5400, 50}).logOdds(2)));
  }

  void the_order_of_intervals_does_not_matter() {
    GridTest forward, backward;
    for (std::uint64_t i = 1; i <= 20; ++i) {
      forward.add({10 * i, i}, {1000 / i, 2});
      backward.add({10 * (21 - i), 21 - i}, {1000 / (21 - i), 2});
    }
    QVERIFY(isClose(forward.logOdds(), backward.logOdds()));
  }

  void the_same_calls_give_the_same_bits() {
    const auto odds = [] {
      GridTest test(1.25);
      for (std::uint64_t i = 1; i <= 50; ++i) test.add({60 + i, i % 3}, {1140 + i, i % 7});
      return test.logOdds(1.7);
    };
    QCOMPARE(std::bit_cast<std::uint64_t>(odds()), std::bit_cast<std::uint64_t>(odds()));
  }

  void an_interval_without_traffic_in_an_arm_changes_nothing_data() {
    QTest::addColumn<quint64>("canaryRequests");
    QTest::addColumn<quint64>("canaryBad");
    QTest::addColumn<quint64>("baselineRequests");
    QTest::addColumn<quint64>("baselineBad");
    QTest::newRow("none at all") << quint64(0) << quint64(0) << quint64(0) << quint64(0);
    QTest::newRow("only the canary, all bad") << quint64(500) << quint64(500) << quint64(0) << quint64(0);
    QTest::newRow("only the baseline, all bad") << quint64(0) << quint64(0) << quint64(500) << quint64(500);
    QTest::newRow("bad answers to no request") << quint64(0) << quint64(9) << quint64(100) << quint64(0);
  }
  void an_interval_without_traffic_in_an_arm_changes_nothing() {
    QFETCH(quint64, canaryRequests);
    QFETCH(quint64, canaryBad);
    QFETCH(quint64, baselineRequests);
    QFETCH(quint64, baselineBad);
    GridTest test = testOf({60, 2}, {540, 3});
    const double before = test.logOdds();
    test.add({canaryRequests, canaryBad}, {baselineRequests, baselineBad});
    QCOMPARE(test.logOdds(), before);
    QCOMPARE(test.intervals(), 1u);
  }

  void more_bad_answers_than_requests_count_as_all_bad() {
    QCOMPARE(testOf({10, 11}, {100, 0}).logOdds(), testOf({10, 10}, {100, 0}).logOdds());
  }

  void log_odds_stay_finite_for_the_largest_counts() {
    const std::uint64_t sizes[] = {1, 1000, kMax};
    for (const std::uint64_t canary : sizes)
      for (const std::uint64_t baseline : sizes)
        for (const std::uint64_t canaryBad : {std::uint64_t{0}, canary})
          for (const std::uint64_t baselineBad : {std::uint64_t{0}, baseline})
            for (const double tolerance : {1e-6, 1.0, 1000.0}) {
              GridTest test(tolerance);
              for (int i = 0; i < 3; ++i) test.add({canary, canaryBad}, {baseline, baselineBad});
              QVERIFY(std::isfinite(test.logOdds()));
              QVERIFY(std::isfinite(test.logOdds(1e300)));
            }
  }

  void a_better_canary_never_fails() {
    QVERIFY(testOf({100'000, 0}, {100'000, 1000}).logOdds() < 0);
    QVERIFY(testOf({100'000, 0}, {100'000, 0}).logOdds() == 0);
  }

  void swapping_the_arms_turns_a_failure_into_none() {
    QVERIFY(testOf({6000, 300}, {6000, 60}).logOdds() > failLimit(0.01));
    QVERIFY(testOf({6000, 60}, {6000, 300}).logOdds() < 0);
  }

  void what_the_tolerance_allows_does_not_fail() {
    const Counts canary{100'000, 1250}, baseline{100'000, 1000};
    QVERIFY(testOf(canary, baseline, 1).logOdds() > failLimit(0.01));
    QVERIFY(testOf(canary, baseline, 1.25).logOdds() < 0);
    QVERIFY(testOf({100'000, 2500}, baseline, 1.25).logOdds() > failLimit(0.01));
  }

  void the_limit_is_the_logarithm_of_one_in_alpha() {
    QVERIFY(isClose(failLimit(0.01), std::log(100)));
    for (const double alpha : {0.0, 1.0, -1.0, std::nan("")}) QVERIFY(std::isinf(failLimit(alpha)));
    QVERIFY(isClose(alwaysValidP(failLimit(0.01)), 0.01));
    QCOMPARE(alwaysValidP(-3), 1.0);
  }

  void regions_multiply_and_metrics_average() {
    const double odds[] = {std::log(10.0), std::log(30.0)};
    QVERIFY(isClose(oddsOfRegions(odds), std::log(300.0)));
    QVERIFY(isClose(oddsOfMetrics(odds), std::log(20.0)));
    QCOMPARE(oddsOfRegions({}), 0.0);
    QCOMPARE(oddsOfMetrics({}), 0.0);
  }
};

QTEST_GUILESS_MAIN(TstGridTest)
#include "tst_grid_test.moc"
