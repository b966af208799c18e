#include <QtTest>

#include <random>

#include "models/domain/burn_tiers.h"
#include "services/controlplane/core/objectives/guard.h"
#include "services/controlplane/core/objectives/standing.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

// How often a page begins in `days` days of independent answers, half of the budget used, and without the guard.
struct Pages {
  int guarded = 0;
  int plain = 0;
};

Pages pagesIn(int days, int requestsPerHour, double target) {
  const auto tiers = burnTiers(24h * 30, 60s);
  std::mt19937_64 random(60);
  std::poisson_distribution<std::uint64_t> requests(requestsPerHour / 60.0);
  Objective objective;
  objective.target = target;
  SlotSeries series({.slot = 60s, .fine = 7h, .keep = 24h * 30});
  Pages out;
  bool wasGuarded = false, wasPlain = false;
  TimePoint now(24h * 20000);
  for (int minute = 0; minute < days * 24 * 60; ++minute, now += 1min) {
    Tally seen{requests(random), 0};
    std::binomial_distribution<std::uint64_t> bad(seen.total, (1 - target) / 2);
    seen.bad = bad(random);
    series.add(now, seen);
    const auto standing = standingOf(objective, {}, series, std::span(tiers).first(2), true, now + 1min);
    bool guarded = false, plain = false;
    for (const TierStanding& tier : standing.tiers) {
      guarded |= tier.burning;
      plain |= tier.longBurn >= tier.tier.burn && tier.shortBurn >= tier.tier.burn;
    }
    out.guarded += guarded && !wasGuarded ? 1 : 0;
    out.plain += plain && !wasPlain ? 1 : 0;
    wasGuarded = guarded;
    wasPlain = plain;
  }
  return out;
}

}  // namespace

class TstGuard : public QObject {
  Q_OBJECT

 private slots:
  void the_tail_of_a_poisson_variable_data() {
    QTest::addColumn<double>("mean");
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("tail");
    QTest::newRow("nothing asked") << 1.0 << 0 << 1.0;
    QTest::newRow("one of one") << 1.0 << 1 << 0.6321205588;
    QTest::newRow("three of 0.06") << 0.06 << 3 << 3.4418e-05;
    QTest::newRow("two of 0.06") << 0.06 << 2 << 1.7296e-03;
    QTest::newRow("above the middle") << 10.0 << 20 << 3.4543e-03;
    QTest::newRow("below the middle") << 10.0 << 5 << 0.970747312;
    QTest::newRow("many") << 10000.0 << 10500 << 3.5996e-07;
    QTest::newRow("none expected") << 0.0 << 1 << 0.0;
  }
  void the_tail_of_a_poisson_variable() {
    QFETCH(double, mean);
    QFETCH(int, count);
    QFETCH(double, tail);
    const double got = poissonTail(mean, std::uint64_t(count));
    QVERIFY2(std::fabs(got - tail) <= 0.02 * tail, qPrintable(QString::number(got)));
  }

  void three_bad_are_the_least() {
    QVERIFY(!mayBeAccident({3, 2}, 0.999, false).empty());
    QVERIFY(mayBeAccident({3, 3}, 0.999, false).empty());
    // Three of a thousand are what 99.9 % allows three times over; that happens.
    QVERIFY(!mayBeAccident({1000, 3}, 0.999, false).empty());
    QVERIFY(mayBeAccident({1000, 12}, 0.999, false).empty());
  }

  // A floor of traffic would mute this one.
  void the_total_outage_of_a_quiet_region_is_no_accident() { QVERIFY(mayBeAccident({3, 3}, 0.999, false).empty()); }

  void at_sixty_requests_an_hour_false_pages_are_rare() {
    const Pages pages = pagesIn(300, 60, 0.999);
    qInfo("per 30 days: %.2f guarded, %.1f plain", pages.guarded / 10.0, pages.plain / 10.0);
    QVERIFY(pages.guarded <= 10);  // 1 per 30 days
    QVERIFY(pages.plain >= 100);   // the simulation can tell
  }
};

QTEST_GUILESS_MAIN(TstGuard)
#include "tst_guard.moc"
