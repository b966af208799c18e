// The tests of shadows and weights against simulated candidates. What has to come out is in the design's table of
// sequential decisions; the seeds are fixed, so the figures are the same each time, and the bounds say how far such a
// figure may be from its true value for this many runs.
#include <QtTest>

#include <cmath>
#include <random>

#include "models/domain/sequential.h"

using namespace flotilla;

namespace {

struct Outcome {
  double share = 0;    // of the runs that ended this way
  double samples = 0;  // of those, on average
};

Outcome promoted(double differ, int runs) {
  std::mt19937_64 random(20'261'127);
  std::bernoulli_distribution differs(differ);
  double promotes = 0, taken = 0;
  for (int run = 0; run < runs; ++run) {
    Sprt test(0.01, 0.03);
    for (; test.verdict() == SprtVerdict::Undecided; ++taken) differs(random) ? test.take(1, 0) : test.take(0, 1);
    promotes += test.verdict() == SprtVerdict::Promote ? 1 : 0;
  }
  return {promotes / runs, taken / runs};
}

// Looked at after every sample that was bad: between two of them the evidence only falls.
Outcome alarmed(double budget, double bad, int runs, int peeks) {
  std::mt19937_64 random(20'261'128);
  std::bernoulli_distribution isBad(bad);
  double alarms = 0, taken = 0;
  for (int run = 0; run < runs; ++run) {
    EProcess evidence(budget);
    for (int i = 1; i <= peeks; ++i) {
      const bool one = isBad(random);
      evidence.take(one ? 1 : 0, one ? 0 : 1);
      if (!one || !evidence.alarms()) continue;
      ++alarms;
      taken += i;
      break;
    }
  }
  return {alarms / runs, taken / std::max(alarms, 1.0)};
}

bool near(double value, double expected, double tolerance) {
  if (std::fabs(value - expected) <= tolerance) return true;
  qWarning("%g is not %g +- %g", value, expected, tolerance);
  return false;
}

}  // namespace

class TstSequential : public QObject {
  Q_OBJECT

 private slots:
  void the_ratio_test_decides_as_the_table_says_data() {
    QTest::addColumn<double>("differ");
    QTest::addColumn<double>("promotes");
    QTest::addColumn<double>("samples");
    QTest::newRow("0.5 %") << 0.005 << 0.999 << 200.0;
    QTest::newRow("1 %") << 0.01 << 0.969 << 298.0;
    QTest::newRow("2 %") << 0.02 << 0.39 << 422.0;
    QTest::newRow("3 %") << 0.03 << 0.046 << 233.0;
    QTest::newRow("5 %") << 0.05 << 0.003 << 95.0;
    QTest::newRow("10 %") << 0.1 << 0.0 << 37.0;
  }
  void the_ratio_test_decides_as_the_table_says() {
    QFETCH(double, differ);
    QFETCH(double, promotes);
    QFETCH(double, samples);
    const Outcome outcome = promoted(differ, 4'000);
    QVERIFY(near(outcome.share, promotes, 0.025));
    QVERIFY(near(outcome.samples, samples, 0.06 * samples));
  }

  void the_evidence_finds_what_is_over_budget_as_the_table_says_data() {
    QTest::addColumn<double>("differ");
    QTest::addColumn<double>("samples");
    QTest::newRow("3 %") << 0.03 << 2162.0;
    QTest::newRow("5 %") << 0.05 << 268.0;
    QTest::newRow("10 %") << 0.1 << 51.0;
    QTest::newRow("30 %") << 0.3 << 9.0;
  }
  void the_evidence_finds_what_is_over_budget_as_the_table_says() {
    QFETCH(double, differ);
    QFETCH(double, samples);
    const Outcome outcome = alarmed(0.02, differ, 1'000, 200'000);
    QCOMPARE(outcome.share, 1.0);
    QVERIFY(near(outcome.samples, samples, 0.1 * samples + 0.5));
  }

  void twenty_thousand_peeks_at_what_keeps_its_budget_alarm_in_no_more_than_one_case_of_twenty() {
    QVERIFY(near(alarmed(0.02, 0.02, 1'000, 20'000).share, 0.026, 0.015));
    QVERIFY(alarmed(0.02, 0.01, 1'000, 20'000).share <= 0.005);
    QVERIFY(alarmed(0.001, 0.001, 1'000, 20'000).share <= 0.05);
  }

  void it_makes_no_difference_in_how_many_parts_samples_come() {
    EProcess one(0.02), many(0.02);
    one.take(7, 93);
    for (int i = 0; i < 100; ++i) many.take(i < 7 ? 1 : 0, i < 7 ? 0 : 1);
    QCOMPARE(one.logE(), many.logE());
    QCOMPARE(EProcess(0.02).logE(), 0.0);
  }

  void evidence_of_nodes_adds_up_without_more_false_alarms() {
    std::mt19937_64 random(3);
    std::bernoulli_distribution bad(0.02);
    int alarms = 0;
    for (int run = 0; run < 500; ++run) {
      double together = 0;
      for (int node = 0; node < 10; ++node) {
        EProcess evidence(0.02);
        for (int i = 0; i < 200; ++i) {
          const bool one = bad(random);
          evidence.take(one ? 1 : 0, one ? 0 : 1);
        }
        together += evidence.logE();
      }
      alarms += together >= kAlarmLogE ? 1 : 0;
    }
    QVERIFY(alarms <= 25);
  }

  void the_first_verdict_of_the_ratio_test_stays() {
    Sprt test(0.01, 0.03);
    test.take(0, 146);
    QVERIFY(test.verdict() == SprtVerdict::Promote);
    const double llr = test.llr();
    test.take(1'000, 0);
    QVERIFY(test.verdict() == SprtVerdict::Promote && test.llr() == llr);
  }

  void what_no_test_can_tell_gives_numbers_all_the_same() {
    Sprt all(0.5, 1);
    all.take(0, 1);
    QVERIFY(std::isfinite(all.llr()) && all.verdict() == SprtVerdict::Promote);
    for (const double budget : {1e-6, 0.5, 0.6, 0.9, 0.999, 1.0}) {
      EProcess evidence(budget);
      evidence.take(1'000'000, 0);
      QVERIFY(std::isfinite(evidence.logE()));
      QCOMPARE(evidence.alarms(), budget < 0.9999);
      EProcess good(budget);
      good.take(0, 1'000'000);
      QVERIFY(std::isfinite(good.logE()) && !good.alarms());
    }
  }
};

QTEST_GUILESS_MAIN(TstSequential)
#include "tst_sequential.moc"
