#include <QtTest>

#include "models/domain/burn_tiers.h"
#include "services/controlplane/core/objectives/standing.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const TimePoint kNoon(24h * 20000 + 12h);
const auto kTiers = burnTiers(24h * 30, 60s);

Objective objectiveOf(double target) {
  Objective objective;
  objective.name = ObjectiveName("answers");
  objective.target = target;
  return objective;
}

// A month of good answers, then what a test adds.
struct Month {
  SlotSeries series{{.slot = 60s, .fine = 73h, .keep = 24h * 30}};
  TimePoint now = kNoon;

  explicit Month(std::uint64_t perMinute) {
    for (int minute = 30 * 24 * 60; minute > 0; --minute) series.add(kNoon - minute * 1min, {perMinute, 0});
  }
  void pass(int minutes, const Tally& each) {
    for (int i = 0; i < minutes; ++i, now += 1min) series.add(now, each);
  }
  ObjectiveStanding standing(double target, bool expected = true) const {
    return standingOf(objectiveOf(target), RegionName("eu-west"), series, kTiers, expected, now);
  }
  // Minutes until a tier burns.
  int minutesUntil(std::size_t tier, double target, const Tally& each, int most = 5000) {
    for (int minute = 1; minute <= most; ++minute) {
      pass(1, each);
      if (standing(target).tiers[tier].burning) return minute;
    }
    return -1;
  }
};

}  // namespace

class TstStanding : public QObject {
  Q_OBJECT

 private slots:
  // (1 - target) / error ratio * long window * burn: SRE Workbook, chapter 5; in whole minutes here.
  void a_total_outage_pages_when_the_arithmetic_says_data() {
    QTest::addColumn<double>("target");
    QTest::addColumn<int>("tier");
    QTest::addColumn<double>("minutes");
    QTest::newRow("99.9 % 1 h") << 0.999 << 0 << 0.864;
    QTest::newRow("99 % 1 h") << 0.99 << 0 << 8.64;
    QTest::newRow("99.9 % 6 h") << 0.999 << 1 << 2.16;
    QTest::newRow("99 % 6 h") << 0.99 << 1 << 21.6;
    QTest::newRow("99.9 % 24 h") << 0.999 << 2 << 4.32;
    QTest::newRow("99 % 24 h") << 0.99 << 2 << 43.2;
    QTest::newRow("99 % 72 h") << 0.99 << 3 << 43.2;
  }
  void a_total_outage_pages_when_the_arithmetic_says() {
    QFETCH(double, target);
    QFETCH(int, tier);
    QFETCH(double, minutes);
    Month month(1000);
    QCOMPARE(month.minutesUntil(std::size_t(tier), target, {1000, 1000}), int(std::ceil(minutes)));
  }

  void the_budget_is_what_is_left_of_what_may_be_bad() {
    Month month(100);
    month.pass(30, {100, 50});  // 1,500 of the 43,200 that may be bad
    const auto standing = month.standing(0.99);
    QVERIFY(std::fabs(*standing.budgetLeft - (1 - 1500.0 / 43200)) < 1e-3);
    QVERIFY(standing.state == BudgetState::Healthy);
    QVERIFY(standing.exhaustedIn.has_value());
  }

  // burn * window / period, as that of a fleet that has served for all of its period (slo-and-alerts.md, 2.7).
  void a_new_fleet_has_spent_what_its_time_has_cost_data() {
    QTest::addColumn<int>("hours");
    QTest::addColumn<double>("left");
    QTest::newRow("a day at burn 2") << 24 << 1 - 2.0 * 24 / 720;
    QTest::newRow("half of the period") << 360 << 0.0;
    QTest::newRow("all of it") << 720 << -1.0;
    QTest::newRow("more than all of it") << 1000 << -1.0;
  }
  void a_new_fleet_has_spent_what_its_time_has_cost() {
    QFETCH(int, hours);
    QFETCH(double, left);
    SlotSeries series{{.slot = 60s, .fine = 73h, .keep = 24h * 30}};
    for (int minute = 60 * hours; minute > 0; --minute) series.add(kNoon - minute * 1min, {100, 2});
    const auto standing = standingOf(objectiveOf(0.99), RegionName("eu-west"), series, kTiers, true, kNoon);
    QVERIFY2(std::fabs(*standing.budgetLeft - left) < 1e-9, qPrintable(QString::number(*standing.budgetLeft)));
  }

  void states_of_the_budget() {
    QVERIFY(budgetStateOf(0.5) == BudgetState::Healthy);
    QVERIFY(budgetStateOf(0.49) == BudgetState::Caution);
    QVERIFY(budgetStateOf(0.25) == BudgetState::Caution);
    QVERIFY(budgetStateOf(0.24) == BudgetState::Restricted);
    QVERIFY(budgetStateOf(0.0) == BudgetState::Exhausted);
    QVERIFY(budgetStateOf(-3.0) == BudgetState::Exhausted);
    QVERIFY(budgetStateOf(std::nullopt) == BudgetState::Unknown);
  }

  void both_windows_have_to_burn() {
    Month month(100);
    month.pass(20, {100, 100});
    QVERIFY(month.standing(0.99).tiers[0].burning);
    month.pass(6, {100, 0});  // it is over; the hour still burns
    const auto tier = month.standing(0.99).tiers[0];
    QVERIFY(tier.longBurn >= tier.tier.burn);
    QVERIFY(tier.shortBurn == 0);
    QVERIFY(!tier.burning);
  }

  void silence_is_no_observation_and_an_alert_of_its_own() {
    Month month(100);
    month.now += 4min;
    QVERIFY(!month.standing(0.99).missing);
    month.now += 1min;
    const auto standing = month.standing(0.99);
    QVERIFY(standing.missing);
    QVERIFY(standing.state == BudgetState::Unknown);
    QVERIFY(standing.tiers[0].longBurn == 0 && !standing.tiers[0].burning);
    QVERIFY(!month.standing(0.99, false).missing);  // nobody is there who should serve
  }

  void without_any_observation_nothing_is_known() {
    const SlotSeries nothing({});
    const auto standing = standingOf(objectiveOf(0.99), {}, nothing, kTiers, false, kNoon);
    QVERIFY(!standing.budgetLeft && standing.state == BudgetState::Unknown && !standing.missing);
  }

  void where_a_page_can_never_fire_half_of_everything_bad_does() {
    Month month(10);
    QVERIFY(!month.standing(0.9).tiers[0].burning);
    QCOMPARE(month.minutesUntil(0, 0.9, {10, 10}), 3);  // of the five minutes that it looks at
    Month better(10);
    QCOMPARE(better.minutesUntil(0, 0.9, {10, 4}, 100), -1);
  }

  void one_failure_of_a_quiet_hour_is_guarded() {
    Month month(0);
    month.pass(55, {1, 0});
    month.pass(1, {1, 1});
    const auto tier = month.standing(0.999).tiers[0];
    QVERIFY(tier.longBurn > tier.tier.burn && tier.shortBurn > tier.tier.burn);
    QVERIFY(!tier.burning);
    QVERIFY2(tier.guardedBy.find("only 1 bad") != std::string::npos, tier.guardedBy.c_str());
  }
};

QTEST_GUILESS_MAIN(TstStanding)
#include "tst_standing.moc"
