// When a window is far, and when that becomes a drift.
#include <QtTest>

#include "services/controlplane/core/drift/drift_judge.h"
#include "tests/drift/drift_samples.h"

using namespace flotilla;
using namespace flotilla::controlplane::drift;
using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

const DriftLevel kLevel = levelOf({}, 30, 1h);

DriftMeasure windowOf(const FeatureProfile& profile, std::size_t n, double shift, std::uint64_t seed,
                      double memory = 0) {
  Sensor sensor(memory, seed);
  const Distribution d = countedAs(profile, n, [&] { return sensor.next() + shift; });
  const double effective = effectiveCount(static_cast<double>(n), d.lag1(), profile.lag1);
  return measure(referenceOf(profile), d, effective, kLevel, false);
}

DriftMeasure made(DriftVerdict verdict, double psi, double shift = 1) {
  DriftMeasure out;
  out.verdict = verdict;
  out.psi = psi;
  out.threshold = 0.1;
  out.shift = shift;
  out.n = 1000;
  return out;
}

const DriftMeasure kFar = made(DriftVerdict::Suspected, 5), kUsual = made(DriftVerdict::Steady, 0.05);

}  // namespace

class TstDriftJudge : public QObject {
  Q_OBJECT

 private slots:
  // inference.md 4.4: 30 features, hourly, 90 days; of that budget windows get half.
  void the_level_of_a_test_follows_from_the_budget() {
    const double alarm = kLevel.window * kLevel.window * kLevel.window;
    QVERIFY(std::fabs(alarm * 2 - 1.543e-5) < 1e-8);
    const DriftLevel busier = levelOf({}, 30, 1min), rarer = levelOf({.daysPerFalseAlarm = 900}, 30, 1h);
    QVERIFY(busier.window < kLevel.window && rarer.window < kLevel.window);
  }

  void too_few_values_are_not_judged() {
    const FeatureProfile profile = normalProfile(10'000, 1);
    QCOMPARE(windowOf(profile, 199, 5, 2).verdict, DriftVerdict::NotEnoughData);
    QCOMPARE(windowOf(profile, 200, 5, 2).verdict, DriftVerdict::Suspected);
    // 300 values that follow each other this closely are worth sixteen.
    QCOMPARE(windowOf(profile, 300, 5, 2, 0.9).verdict, DriftVerdict::NotEnoughData);
  }

  void a_change_too_small_to_matter_is_steady_however_certain() {
    const FeatureProfile profile = normalProfile(1'000'000, 1);
    const DriftMeasure small = windowOf(profile, 500'000, 0.05, 2);
    QVERIFY(small.psi > small.threshold);
    QCOMPARE(small.verdict, DriftVerdict::Steady);
    QCOMPARE(windowOf(profile, 500'000, 0.15, 2).verdict, DriftVerdict::Suspected);
  }

  // The same inputs three times are no three windows, so only the chance of the one sample counts.
  void inputs_that_repeat_are_one_window_however_many() {
    QCOMPARE(windowThreshold(600, 1200, 10, kLevel, true), psiThreshold(600, 1200, 10, kLevel.reference));
    QVERIFY(windowThreshold(600, 1e9, 10, kLevel, true) > windowThreshold(600, 1e9, 10, kLevel, false));
  }

  void three_windows_in_a_row_are_a_drift_and_one_is_not() {
    DriftState state;
    QCOMPARE(step(state, kFar).verdict, DriftVerdict::Suspected);
    QCOMPARE(step(state, kFar).verdict, DriftVerdict::Suspected);
    QCOMPARE(step(state, kFar).verdict, DriftVerdict::Drifted);
    DriftState other;
    for (int i = 0; i < 50; ++i) {
      QCOMPARE(step(other, kFar).verdict, DriftVerdict::Suspected);
      for (int calm = 0; calm < 3; ++calm) QCOMPARE(step(other, kUsual).verdict, DriftVerdict::Steady);
    }
  }

  void a_drift_is_over_after_three_calm_windows() {
    DriftState state;
    for (int i = 0; i < 10; ++i) step(state, kFar);
    QCOMPARE(step(state, kUsual).verdict, DriftVerdict::Drifted);
    QCOMPARE(step(state, kUsual).verdict, DriftVerdict::Drifted);
    QCOMPARE(step(state, kUsual).verdict, DriftVerdict::Steady);
  }

  void what_hovers_about_the_limit_is_told_once() {
    DriftState state;
    int told = 0;
    for (int i = 0; i < 220; ++i) {
      const bool before = state.drifted;
      // After what is told, on both sides of what adds up, eight windows each.
      step(state, made(DriftVerdict::Steady, i < 20 ? 0.095 : i % 16 < 8 ? 0.072 : 0.088));
      told += state.drifted && !before ? 1 : 0;
    }
    QCOMPARE(told, 1);
  }

  void silence_changes_nothing() {
    DriftState state;
    for (int i = 0; i < 3; ++i) step(state, kFar);
    const DriftState before = state;
    QCOMPARE(step(state, made(DriftVerdict::NotEnoughData, 0)).verdict, DriftVerdict::Drifted);
    QVERIFY(state == before);
  }

  void small_excesses_add_up() {
    DriftState state;
    int windows = 0;
    while (step(state, made(DriftVerdict::Steady, 0.095)).verdict != DriftVerdict::Drifted && windows < 100) ++windows;
    QVERIFY2(windows > 5 && windows < 20, qPrintable(QString::number(windows)));
    DriftState small;  // of an effect that does not matter, they do not
    for (int i = 0; i < 100; ++i)
      QCOMPARE(step(small, made(DriftVerdict::Steady, 0.0095, 0.01)).verdict, DriftVerdict::Steady);
  }
};

QTEST_GUILESS_MAIN(TstDriftJudge)
#include "tst_drift_judge.moc"
