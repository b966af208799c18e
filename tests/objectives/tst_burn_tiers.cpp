#include <QtTest>

#include "models/domain/burn_tiers.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

constexpr Duration kDay = 24h;

Objective objectiveOf(double target) {
  Objective objective;
  objective.name = ObjectiveName("answers");
  objective.target = target;
  return objective;
}

}  // namespace

class TstBurnTiers : public QObject {
  Q_OBJECT

 private slots:
  void burns_follow_from_the_budget_and_the_period_data() {
    QTest::addColumn<int>("days");
    QTest::addColumn<QVector<double>>("burns");
    QTest::addColumn<QVector<int>>("minutes");  // long windows
    QTest::newRow("28") << 28 << QVector<double>{13.44, 5.6, 2.8, 0.9333} << QVector<int>{60, 360, 1440, 4320};
    QTest::newRow("30") << 30 << QVector<double>{14.4, 6, 3, 1} << QVector<int>{60, 360, 1440, 4320};
    QTest::newRow("90") << 90 << QVector<double>{43.2, 18, 9, 3} << QVector<int>{60, 360, 1440, 4320};
    // A tenth of a week's budget in a day is less than an even pace: the tickets' windows shrink instead.
    QTest::newRow("7") << 7 << QVector<double>{3.36, 1.4, 3, 1} << QVector<int>{60, 360, 336, 1008};
  }
  void burns_follow_from_the_budget_and_the_period() {
    QFETCH(int, days);
    QFETCH(QVector<double>, burns);
    QFETCH(QVector<int>, minutes);
    const auto tiers = burnTiers(days * kDay, 60s);
    QCOMPARE(tiers.size(), std::size_t{4});
    for (int i = 0; i < 4; ++i) {
      const BurnTier& tier = tiers[std::size_t(i)];
      QVERIFY2(std::fabs(tier.burn - burns[i]) < 1e-3, qPrintable(QString::number(tier.burn)));
      QCOMPARE(tier.longWindow, Duration(minutes[i] * 1min));
      QCOMPARE(tier.shortWindow, Duration((minutes[i] / 12) * 1min));
      QVERIFY(tier.severity == (i < 2 ? Severity::Page : Severity::Ticket));
      // What it says: this share of the budget goes in this time at this burn.
      const double used = tier.burn * double(tier.longWindow.count()) / double((days * kDay).count());
      QVERIFY(std::fabs(used - tier.budget) < 1e-9);
    }
  }

  void a_period_of_two_hours_has_windows_of_minutes() {
    const auto tiers = burnTiers(2h, 5s);
    QCOMPARE(tiers.size(), std::size_t{3});  // both pages would be a minute long
    QVERIFY(tiers[0].severity == Severity::Page && tiers[0].longWindow == 60s && tiers[0].shortWindow == 5s);
    QVERIFY(std::fabs(tiers[0].burn - 2.4) < 1e-9);
    QVERIFY(tiers[1].longWindow == 240s && std::fabs(tiers[1].burn - 3) < 1e-9);
    QVERIFY(tiers[2].longWindow == 720s && std::fabs(tiers[2].burn - 1) < 1e-9);
  }

  void slots_that_are_long_for_the_period_make_no_alert_of_a_pace_that_lasts() {
    for (const Duration period : {Duration(2h), Duration(6h), Duration(12h), Duration(24h)})
      for (const BurnTier& tier : burnTiers(period, 60s)) {
        QVERIFY2(tier.burn >= (tier.severity == Severity::Page ? 2 : 0.9), qPrintable(QString::number(tier.burn)));
        QVERIFY(tier.longWindow >= 12min && tier.shortWindow >= 60s);
        const double used = tier.burn * double(tier.longWindow.count()) / double(period.count());
        QVERIFY(std::fabs(used - tier.budget) < 1e-9);
      }
  }

  void a_page_that_can_never_fire_is_told() {
    const auto tiers = burnTiers(30 * kDay, 60s);
    QVERIFY(lintTiers(objectiveOf(0.99), tiers).empty());
    const auto said = lintTiers(objectiveOf(0.9), tiers);  // burns 10 at most
    QCOMPARE(said.size(), std::size_t{1});
    QVERIFY2(said[0].find("page for a burn of 14.4 over 1h can hardly ever fire") != std::string::npos,
             said[0].c_str());
    QVERIFY2(said[0].find("burns 10;") != std::string::npos, said[0].c_str());
    QCOMPARE(lintTiers(objectiveOf(0.5), tiers).size(), std::size_t{3});
  }
};

QTEST_GUILESS_MAIN(TstBurnTiers)
#include "tst_burn_tiers.moc"
