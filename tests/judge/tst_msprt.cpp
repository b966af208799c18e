#include <QtTest>

#include <cmath>

#include "services/controlplane/core/judge/msprt.h"

using namespace flotilla::controlplane::judge;

namespace {

constexpr double kTau = 0.01, kAlpha = 0.01;

}  // namespace

class TstMsprt : public QObject {
  Q_OBJECT

 private slots:
  void lambda_is_that_of_the_formula() {
    const auto look = msprt({1000, 50}, {1000, 10}, kTau, kAlpha);
    const double v = 0.05 * 0.95 / 1000 + 0.01 * 0.99 / 1000, t = kTau * kTau, d = 0.04;
    QVERIFY(std::fabs(std::exp(look->logOdds) / (std::sqrt(v / (v + t)) * std::exp(t * d * d / (2 * v * (v + t)))) -
                      1) < 1e-9);
    QVERIFY(look->fails);
    QVERIFY(look->low > 0);
  }

  void it_fails_exactly_when_the_interval_is_above_zero() {
    for (std::uint64_t bad = 0; bad < 80; ++bad) {
      const auto look = msprt({1000, bad}, {1000, 10}, kTau, kAlpha);
      QCOMPARE(look->fails, look->low > 0);
      QVERIFY(look->low <= look->difference && look->difference <= look->high);
    }
  }

  void a_better_canary_does_not_fail() {
    QVERIFY(!msprt({10'000, 10}, {10'000, 500}, kTau, kAlpha)->fails);
    QVERIFY(msprt({10'000, 500}, {10'000, 10}, kTau, kAlpha)->fails);
  }

  void nothing_is_said_without_data() {
    QVERIFY(!msprt({0, 0}, {100, 5}, kTau, kAlpha));
    QVERIFY(!msprt({100, 5}, {0, 0}, kTau, kAlpha));
    QVERIFY(!msprt({100, 0}, {100, 0}, kTau, kAlpha));
    QVERIFY(!msprt({100, 5}, {100, 5}, 0, kAlpha));
    QVERIFY(!msprt({100, 5}, {100, 5}, kTau, 1));
  }
};

QTEST_GUILESS_MAIN(TstMsprt)
#include "tst_msprt.moc"
