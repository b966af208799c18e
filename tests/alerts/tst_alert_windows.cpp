#include <QtTest>

#include "services/controlplane/core/alerts/windows.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

TimePoint utc(const char* text) {
  return parseRfc3339(text).value();
}

MaintenanceWindow nightly(std::uint32_t from, std::uint32_t to) {
  return {.name = "nightly", .hours = {.zone = "Europe/Amsterdam", .fromMinute = from, .toMinute = to}};
}

}  // namespace

class TstAlertWindows : public QObject {
  Q_OBJECT

 private slots:
  void a_window_follows_the_clock_on_the_wall() {
    const MaintenanceWindow window = nightly(22 * 60, 24 * 60);
    QVERIFY(isOpenAt(window, utc("2026-01-15T21:30:00Z")));   // 22:30 in winter
    QVERIFY(!isOpenAt(window, utc("2026-01-15T20:30:00Z")));  // 21:30
    QVERIFY(isOpenAt(window, utc("2026-07-15T20:30:00Z")));   // 22:30 in summer
  }

  void an_hour_that_clocks_skip_or_repeat() {
    const MaintenanceWindow window = nightly(2 * 60, 3 * 60);
    // 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC; there is no such hour.
    QVERIFY(!isOpenAt(window, utc("2026-03-29T00:30:00Z")));
    QVERIFY(!isOpenAt(window, utc("2026-03-29T01:30:00Z")));
    // 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC; there are two.
    QVERIFY(isOpenAt(window, utc("2026-10-25T00:30:00Z")));
    QVERIFY(isOpenAt(window, utc("2026-10-25T01:30:00Z")));
    QVERIFY(!isOpenAt(window, utc("2026-10-25T02:30:00Z")));
  }

  void a_window_may_be_for_a_while_only() {
    MaintenanceWindow window = nightly(0, 24 * 60);
    window.from = kNoon;
    window.to = kNoon + 1h;
    QVERIFY(!isOpenAt(window, kNoon - 1s) && isOpenAt(window, kNoon) && !isOpenAt(window, kNoon + 1h));
  }

  void what_a_window_matches_is_seen_and_not_told() {
    Alerting alerting = simpleAlerting();
    alerting.windows = {{.name = "works", .matchers = {is("site", "s1")}, .from = kNoon, .to = kNoon + 1h}};
    Rig rig(alerting);
    const Labels muted{{"alertname", "A"}, {"site", "s1"}}, other{{"alertname", "B"}, {"site", "s2"}};
    rig.raise(muted);
    rig.raise(other);
    rig.pass(59min, 10s);
    QCOMPARE(rig.sent.size(), std::size_t{1});
    QCOMPARE(rig.status(muted).mutedBy, Words{"works"});
    QVERIFY2(rig.status(muted).why.find("muted by the window works") != std::string::npos,
             rig.status(muted).why.c_str());
    rig.pass(2min, 10s);
    QCOMPARE(rig.sent.size(), std::size_t{2});
  }

  void a_route_may_name_windows_and_others_still_tell() {
    Alerting alerting = simpleAlerting();
    alerting.windows = {{.name = "works", .from = kNoon, .to = kNoon + 1h}};
    AlertRoute quiet, loud;
    quiet.receiver = "ops";
    quiet.muteIn = {"works"};
    quiet.goesOn = true;
    loud.receiver = "boss";
    loud.matchers = {is("severity", "page")};
    alerting.route.routes = {quiet, loud};
    Rig rig(alerting);
    const Labels page{{"alertname", "A"}, {"severity", "page"}}, ticket{{"alertname", "B"}};
    rig.raise(page);
    rig.raise(ticket);
    rig.pass(10min, 10s);
    QCOMPARE(rig.told(), Words{"first boss"});
    QVERIFY(rig.status(page).mutedBy.empty());
    QCOMPARE(rig.status(ticket).mutedBy, Words{"works"});
  }

  void who_was_told_before_the_window_hears_of_the_end_after_it() {
    Alerting alerting = simpleAlerting();
    alerting.windows = {{.name = "works", .matchers = {is("site", "s1")}, .from = kNoon + 5min, .to = kNoon + 1h}};
    Rig rig(alerting);
    const Labels labels{{"alertname", "A"}, {"site", "s1"}};
    rig.raise(labels);
    rig.pass(10min, 10s);
    rig.cease(labels);
    rig.pass(40min, 10s);
    QCOMPARE(rig.told(), Words{"first ops"});
    rig.pass(20min, 10s);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops"}));
  }
};

QTEST_GUILESS_MAIN(TstAlertWindows)
#include "tst_alert_windows.moc"
