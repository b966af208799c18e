#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "services/controlplane/core/judge/shift_estimate.h"

using namespace flotilla::controlplane::judge;
using Samples = std::vector<double>;

namespace {

// Every difference written down and sorted; sigma without ties.
ShiftEstimate byHand(const Samples& canary, const Samples& baseline) {
  Samples all;
  for (const double sample : canary)
    for (const double other : baseline) all.push_back(sample - other);
  std::sort(all.begin(), all.end());
  const auto n = static_cast<double>(canary.size()), m = static_cast<double>(baseline.size());
  const auto k =
      static_cast<std::size_t>(std::floor(n * m / 2 - 2.3263478740408408 * std::sqrt(n * m * (n + m + 1) / 12) - 0.5));
  const std::size_t half = all.size() / 2;
  const double median = all.size() % 2 == 1 ? all[half] : (all[half - 1] + all[half]) / 2;
  return {all[k], median, all[all.size() - 1 - k]};
}

Samples drawn(std::mt19937_64& engine, std::size_t count, double from) {
  Samples out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(from + static_cast<double>(engine() >> 11) * 0x1p-53);
  return out;
}

}  // namespace

class TstShiftEstimate : public QObject {
  Q_OBJECT

 private slots:
  // spinnaker#6278, where a solver of roots says [6.8e-5, 99] and 98.9999.
  void heavy_ties_give_the_vector_of_spinnaker_6278() {
    const Samples canary{100, 100, 100, 100, 100, 100, 100, 1, 1, 1}, baseline(10, 1);
    const auto estimate = estimateShift(canary, baseline);
    QVERIFY(estimate.has_value());
    QCOMPARE(*estimate, (ShiftEstimate{0, 99, 99}));
  }

  // sigma is 12.88 with its correction for ties and 13.23 without, so k is 19 and not 18: a difference of 2 and not
  // of 3.
  void ties_narrow_the_interval() {
    const Samples canary{2, 2, 3, 3, 3, 4, 4, 5, 5, 5}, baseline{1, 1, 2, 2, 2, 3, 3, 3, 4, 4};
    QCOMPARE(*estimateShift(canary, baseline), (ShiftEstimate{0, 1, 2}));
  }

  void it_is_an_order_statistic_of_all_differences() {
    std::mt19937_64 engine(7);
    for (const auto& [n, m] : {std::pair{5, 5}, {5, 8}, {31, 30}, {60, 120}, {120, 120}}) {
      const Samples canary = drawn(engine, static_cast<std::size_t>(n), -0.3);
      const Samples baseline = drawn(engine, static_cast<std::size_t>(m), -0.7);
      const auto estimate = estimateShift(canary, baseline);
      QVERIFY(estimate.has_value());
      const ShiftEstimate expected = byHand(canary, baseline);
      QCOMPARE(estimate->low, expected.low);
      QCOMPARE(estimate->high, expected.high);
      QVERIFY(std::fabs(estimate->shift - expected.shift) < 1e-15);
    }
  }

  void swapping_the_arms_changes_the_sign() {
    std::mt19937_64 engine(8);
    const Samples canary = drawn(engine, 20, 0), baseline = drawn(engine, 25, 0.2);
    const auto forward = estimateShift(canary, baseline), backward = estimateShift(baseline, canary);
    QCOMPARE(*backward, (ShiftEstimate{-forward->high, -forward->shift, -forward->low}));
  }

  void the_order_of_samples_does_not_matter() {
    std::mt19937_64 engine(9);
    Samples canary = drawn(engine, 20, 0), baseline = drawn(engine, 25, 0.2);
    const auto before = estimateShift(canary, baseline);
    std::reverse(canary.begin(), canary.end());
    std::rotate(baseline.begin(), baseline.begin() + 9, baseline.end());
    QCOMPARE(*estimateShift(canary, baseline), *before);
  }

  void a_constant_shift_is_found_exactly() {
    QCOMPARE(*estimateShift(Samples(20, 3), Samples(20, 5)), (ShiftEstimate{-2, -2, -2}));
    QCOMPARE(*estimateShift(Samples(20, 3), Samples(20, 3)), (ShiftEstimate{0, 0, 0}));
  }

  void four_samples_a_side_bound_nothing() {
    QVERIFY(!estimateShift(Samples{1, 2, 3, 4}, Samples{5, 6, 7, 8}));
    QVERIFY(estimateShift(Samples{1, 2, 3, 4, 5}, Samples{6, 7, 8, 9, 10}).has_value());
    QVERIFY(!estimateShift(Samples{}, Samples(20, 3)));
  }

  void what_is_no_number_is_refused() {
    QVERIFY(!estimateShift(Samples{1, 2, 3, 4, 5, std::nan("")}, Samples(20, 3)));
    QVERIFY(!estimateShift(Samples(20, 3), Samples{1, 2, 3, 4, 5, std::numeric_limits<double>::infinity()}));
  }

  void long_series_need_no_table_of_differences() {
    std::mt19937_64 engine(10);
    const auto estimate = estimateShift(drawn(engine, 50'000, 0.1), drawn(engine, 50'000, 0));
    QVERIFY(std::fabs(estimate->shift - 0.1) < 0.01);
  }
};

QTEST_GUILESS_MAIN(TstShiftEstimate)
#include "tst_shift_estimate.moc"
