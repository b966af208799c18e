// The measures of drift: numbers worked out by hand, and the published table of thresholds and false alarms.
#include <QtTest>

#include <cmath>

#include "services/controlplane/core/drift/drift_metrics.h"
#include "services/controlplane/core/drift/drift_threshold.h"
#include "tests/drift/drift_samples.h"

using namespace flotilla;
using namespace flotilla::controlplane::drift;
using namespace flotilla::test;

namespace {

bool near(double a, double b, double within) {
  if (std::fabs(a - b) <= within) return true;
  qWarning() << a << "is not" << b;
  return false;
}

Distribution normals(const FeatureProfile& profile, std::size_t n, std::uint64_t seed, double shift = 0,
                     double scale = 1) {
  Sensor sensor(0, seed);
  return countedAs(profile, n, [&] { return sensor.next() * scale + shift; });
}

// The share of windows of n values whose PSI in ten bins is above `limit`.
double shareAbove(double limit, std::size_t n, double shift) {
  constexpr int kRuns = 1000;
  static const std::vector<FeatureProfile> kProfiles = [] {
    std::vector<FeatureProfile> out;
    for (std::uint64_t seed = 1000; seed < 1020; ++seed) out.push_back(normalProfile(10'000, seed));
    return out;
  }();
  int above = 0;
  for (std::size_t run = 0; run < kRuns; ++run) {
    const FeatureProfile& profile = kProfiles[run % kProfiles.size()];
    const auto bins =
        grouped(referenceOf(profile), normals(profile, n, 77 + run, shift), std::min(static_cast<double>(n), 999.0));
    above += psi(bins.reference, bins.current) > limit ? 1 : 0;
  }
  return static_cast<double>(above) / kRuns;
}

}  // namespace

class TstDriftMetrics : public QObject {
  Q_OBJECT

 private slots:
  void measures_are_those_worked_out_by_hand() {
    const std::vector<double> p{49.5, 49.5}, q{24.5, 74.5};  // with half a value more: shares 1/2 1/2 and 1/4 3/4
    QVERIFY(near(psi(p, q), 0.25 * std::log(2) + 0.25 * std::log(1.5), 1e-12));
    const double kl = 0.5 * std::log2(0.5 / 0.375) + 0.5 * std::log2(0.5 / 0.625);
    const double lk = 0.25 * std::log2(0.25 / 0.375) + 0.75 * std::log2(0.75 / 0.625);
    QVERIFY(near(jensenShannon(p, q), std::sqrt((kl + lk) / 2), 1e-12));
    const std::vector<double> a{10, 20, 30, 40}, b{40, 30, 20, 10};
    QVERIFY(near(kolmogorovSmirnov(a, b), 0.4, 1e-12));
    QVERIFY(near(largestDifference(a, b), 0.3, 1e-12));
    QCOMPARE(psi(a, a), 0.0);
    QCOMPARE(psi(std::vector<double>{5}, std::vector<double>{9}), 0.0);
  }

  void a_shift_is_measured_in_deviations_of_the_reference() {
    const FeatureProfile profile = normalProfile(10'000, 1);
    const Reference reference = referenceOf(profile);
    QVERIFY(normalisedShift(reference, normals(profile, 5000, 2)) < 0.06);
    QVERIFY(near(normalisedShift(reference, normals(profile, 5000, 2, 0.5)), 0.5, 0.06));
    QVERIFY(near(normalisedShift(reference, normals(profile, 5000, 2, -8)), 8, 0.2));
    // Wider, around the same mean: E|z| * 0.5 = 0.4.
    const double wider = normalisedShift(reference, normals(profile, 5000, 2, 0, 1.5));
    QVERIFY2(near(wider, 0.4, 0.06), qPrintable(QString::number(wider)));
  }

  // inference.md 4.3: ten bins, 10,000 reference values, thresholds calibrated at 1 %.
  void thresholds_are_those_of_the_table_data() {
    QTest::addColumn<double>("n");
    QTest::addColumn<double>("calibrated");
    QTest::newRow("50") << 50.0 << 0.436;
    QTest::newRow("100") << 100.0 << 0.219;
    QTest::newRow("200") << 200.0 << 0.111;
    QTest::newRow("500") << 500.0 << 0.0456;
    QTest::newRow("1000") << 1000.0 << 0.0239;
    QTest::newRow("5000") << 5000.0 << 0.0065;
  }
  void thresholds_are_those_of_the_table() {
    QFETCH(double, n);
    QFETCH(double, calibrated);
    QVERIFY(near(psiThreshold(n, 10'000, 10, 0.01), calibrated, 0.012 * calibrated));
  }

  void false_alarms_and_power_are_those_of_the_table_data() {
    QTest::addColumn<int>("n");
    QTest::addColumn<double>("limit");
    QTest::addColumn<double>("shift");
    QTest::addColumn<double>("share");
    const double kOurs = 0;
    QTest::newRow("a constant of 0.1 with 200 values") << 200 << 0.1 << 0.0 << 0.019;
    QTest::newRow("a constant of 0.1 with 100 values") << 100 << 0.1 << 0.0 << 0.318;
    QTest::newRow("the threshold with 500 values") << 500 << kOurs << 0.0 << 0.009;
    QTest::newRow("0.3 with 200 values") << 200 << kOurs << 0.3 << 0.59;
    QTest::newRow("0.2 with 500 values") << 500 << kOurs << 0.2 << 0.70;
    QTest::newRow("0.3 with 500 values") << 500 << kOurs << 0.3 << 0.99;
  }
  void false_alarms_and_power_are_those_of_the_table() {
    QFETCH(int, n);
    QFETCH(double, limit);
    QFETCH(double, shift);
    QFETCH(double, share);
    if (limit == 0) limit = psiThreshold(n, 10'000, 10, 0.01);
    const double got = shareAbove(limit, static_cast<std::size_t>(n), shift);
    // Four standard errors of our thousand runs, and the two digits of the table.
    QVERIFY(near(got, share, 4 * std::sqrt(share * (1 - share) / 1000) + 0.005));
  }

  void correlated_values_are_worth_fewer() {
    QVERIFY(near(effectiveCount(900, 0.8, 0), 100, 1e-9));
    QVERIFY(near(effectiveCount(900, 0, 0.8), 100, 1e-9));
    QCOMPARE(effectiveCount(900, -0.5, 0), 900.0);
    QVERIFY(effectiveCount(900, 1, 0) < 1);
  }

  void few_values_are_compared_in_pairs_of_bins() {
    const FeatureProfile profile = normalProfile(10'000, 1);
    const Reference reference = referenceOf(profile);
    const Distribution current = normals(profile, 400, 2);
    QCOMPARE(grouped(reference, current, 400).reference.size(), std::size_t{10});
    QCOMPARE(grouped(reference, current, 2000).reference.size(), std::size_t{20});
  }

  void bins_that_ties_leave_empty_are_not_compared() {
    std::vector<double> values(600, 0.0);  // as of a pixel at the rim
    for (int i = 0; i < 400; ++i) values.push_back(1 + i % 16);
    const FeatureProfile profile = profileOf(values);
    const auto bins = grouped(referenceOf(profile), countedAs(profile, 1000, [] { return 0.0; }), 1000);
    QVERIFY(bins.reference.size() >= 5 && bins.reference.size() < 12);
    for (const double count : bins.reference) QVERIFY(count >= 25);
  }

  void what_never_changed_is_asked_whether_it_does_now() {
    const FeatureProfile profile = profileOf(std::vector<double>(1000, 0.0));
    const auto same = grouped(referenceOf(profile), countedAs(profile, 1000, [] { return 0.0; }), 1000);
    QVERIFY(psi(same.reference, same.current) < 1e-12);
    int i = 0;
    const auto now = grouped(referenceOf(profile), countedAs(profile, 1000, [&] { return i++ % 2; }), 1000);
    QVERIFY(psi(now.reference, now.current) > 1);
    QCOMPARE(normalisedShift(referenceOf(profile), countedAs(profile, 10, [] { return 5.0; })), 0.0);
  }

  void categories_are_compared_by_value_and_unknown_ones_are_seen() {
    FeatureProfile profile;
    profile.bins.kind = FeatureKind::Category;
    profile.bins.top = {3, 1, 2};
    profile.bins.others = {9};
    profile.n = 1000;
    profile.counts[0] = 500, profile.counts[1] = 300, profile.counts[2] = 150, profile.counts[kOtherBin] = 50;
    const Reference reference = referenceOf(profile);
    int i = 0;
    const auto same = countedAs(profile, 1000, [&] {
      const int at = i++ % 20;
      return at < 10 ? 3 : at < 16 ? 1 : at < 19 ? 2 : 9;
    });
    auto bins = grouped(reference, same, 500);
    QVERIFY(psi(bins.reference, bins.current) < 1e-12);
    const auto unseen = countedAs(profile, 1000, [&] { return i++ % 10 == 0 ? 7 : 3; });
    QCOMPARE(unseen.bins[kUnseenBin], 100U);
    bins = grouped(reference, unseen, 500);
    QCOMPARE(bins.current.back(), 100.0);
    QVERIFY(psi(bins.reference, bins.current) > 0.5);
  }
};

QTEST_GUILESS_MAIN(TstDriftMetrics)
#include "tst_drift_metrics.moc"
