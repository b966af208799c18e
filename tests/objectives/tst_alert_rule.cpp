#include <QtTest>

#include "models/domain/burn_tiers.h"
#include "services/controlplane/core/objectives/alert_rule.h"
#include "services/controlplane/core/objectives/standing.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace std::chrono_literals;

namespace {

const TimePoint kNoon(24h * 20000 + 12h);

// Minutes that pass over one objective in one region, and the alerts that come of it.
struct Watch {
  Objective objective;
  SlotSeries series{{.slot = 60s, .fine = 73h, .keep = 24h * 30}};
  std::vector<BurnTier> tiers = burnTiers(24h * 30, 60s);
  ObjectiveAlerts alerts;
  std::vector<ObjectiveAlert> began, ended;
  TimePoint now = kNoon;

  Watch() {
    objective.name = ObjectiveName("answers");
    objective.target = 0.99;
    for (int hour = 30 * 24; hour > 0; --hour) series.add(kNoon - hour * 1h, {6000, 0});
    pass(60, {100, 0});
  }
  void pass(int minutes, const Tally& each) {
    for (int i = 0; i < minutes; ++i) {
      series.add(now, each);
      now += 1min;
      const auto standing = standingOf(objective, RegionName("eu-west"), series, tiers, true, now);
      for (const ObjectiveAlert& alert : followAlerts(alerts, objective, standing, now)) {
        const auto known = alerts.find(alert.key);
        const bool fired = known != alerts.end() && known->second.state == AlertState::Firing;
        if (alert.state == AlertState::Firing && !fired) began.push_back(alert);
        if (alert.state == AlertState::Resolved) ended.push_back(alert);
        alerts[alert.key] = alert;
      }
    }
  }
};

}  // namespace

class TstAlertRule : public QObject {
  Q_OBJECT

 private slots:
  void an_outage_is_one_page_and_no_ticket() {
    Watch watch;
    watch.pass(120, {100, 100});
    QCOMPARE(watch.began.size(), std::size_t{1});
    const ObjectiveAlert& page = watch.began[0];
    QVERIFY(page.key.severity == Severity::Page && page.key.kind == AlertKind::Burn);
    QCOMPARE(page.since, kNoon + 60min + 9min);
    QVERIFY2(page.why.starts_with("answers in eu-west: 900 of 6000 bad in 1h, 500 of 500 in 5m: 15 and 100 times the "
                                  "pace that lasts, the limit is 14.4; "),
             page.why.c_str());
    QVERIFY2(page.why.ends_with(" is left"), page.why.c_str());
  }

  void what_flaps_is_one_alert() {
    Watch watch;
    for (int i = 0; i < 12; ++i) {
      watch.pass(10, {100, 100});
      watch.pass(6, {100, 0});
    }
    QCOMPARE(watch.began.size(), std::size_t{1});
    QCOMPARE(watch.ended.size(), std::size_t{0});
  }

  void it_resolves_when_it_has_been_over_for_its_short_window() {
    Watch watch;
    watch.pass(20, {100, 100});
    watch.pass(300, {100, 0});
    QVERIFY(!watch.ended.empty());
    const ObjectiveAlert& page = watch.ended[0];
    QVERIFY(page.key.severity == Severity::Page);
    QCOMPARE(page.resolvedAt - page.lastTrue, Duration(30min));
    QVERIFY(watch.alerts.at(page.key).state == AlertState::Resolved);
  }

  void a_slow_burn_is_a_ticket() {
    Watch watch;
    watch.pass(24 * 60, {100, 4});
    QCOMPARE(watch.began.size(), std::size_t{1});
    QVERIFY(watch.began[0].key.severity == Severity::Ticket);
  }

  void a_pace_that_lasts_is_nothing() {
    Watch watch;
    watch.pass(24 * 60, {1000, 9});
    QCOMPARE(watch.began.size(), std::size_t{0});
  }

  void silence_is_a_ticket_and_no_page() {
    Watch watch;
    watch.pass(10, {0, 0});
    QCOMPARE(watch.began.size(), std::size_t{1});
    QVERIFY(watch.began[0].key.kind == AlertKind::Missing && watch.began[0].key.severity == Severity::Ticket);
    watch.pass(1, {100, 0});
    QCOMPARE(watch.ended.size(), std::size_t{1});
  }
};

QTEST_GUILESS_MAIN(TstAlertRule)
#include "tst_alert_rule.moc"
