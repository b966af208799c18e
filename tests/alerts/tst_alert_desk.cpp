#include <QtTest>

#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

const Labels kA{{"alertname", "A"}, {"n", "1"}};
const Labels kA2{{"alertname", "A"}, {"n", "2"}};
const Labels kB{{"alertname", "B"}};

}  // namespace

class TstAlertDesk : public QObject {
  Q_OBJECT

 private slots:
  void what_begins_together_is_told_together_after_the_wait() {
    Rig rig;
    rig.raise(kA);
    rig.pass(10s);
    rig.raise(kA2);
    rig.pass(19s);
    QVERIFY(rig.sent.empty());
    rig.pass(1s);
    QCOMPARE(rig.told(), Words{"first ops"});
    QCOMPARE(rig.sent[0].alerts.size(), std::size_t{2});
    QVERIFY(rig.sent[0].at == kNoon + 30s);
    QCOMPARE(rig.sent[0].groupLabels, (Labels{{"alertname", "A"}}));
  }

  void what_resolves_within_the_wait_is_never_told() {
    Rig rig;
    rig.raise(kA);
    rig.pass(20s);
    rig.cease(kA);
    rig.pass(6h, 10s);
    QVERIFY(rig.sent.empty());
    QCOMPARE(rig.began.size(), std::size_t{1});
    QCOMPARE(rig.ended.size(), std::size_t{1});
  }

  void later_ones_wait_for_the_interval_and_all_over_is_said_at_once() {
    Rig rig;
    rig.raise(kA);
    rig.pass(31s);
    rig.raise(kA2);
    rig.pass(4min);
    QCOMPARE(rig.told(), Words{"first ops"});
    rig.pass(1min);
    QCOMPARE(rig.told(), (Words{"first ops", "new_in_group ops"}));
    rig.cease(kA2);
    rig.pass(4min);
    QCOMPARE(rig.sent.size(), std::size_t{2});
    rig.pass(1min);
    QCOMPARE(rig.told().back(), std::string("some_resolved ops"));
    QVERIFY(rig.sent.back().alerts[0].firesAt(rig.now) && !rig.sent.back().alerts[1].firesAt(rig.now));
    rig.cease(kA);
    rig.pass(1s);
    QCOMPARE(rig.told().back(), std::string("all_resolved ops"));
  }

  void what_goes_on_is_repeated_after_whole_intervals() {
    Alerting alerting = simpleAlerting();
    alerting.route.groupInterval = 7min;
    alerting.route.repeatInterval = 1h;  // rounded up to 63 min
    Rig rig(alerting);
    rig.raise(kA);
    rig.pass(63min + 29s);
    QCOMPARE(rig.told(), Words{"first ops"});
    rig.pass(1s);
    QCOMPARE(rig.told(), (Words{"first ops", "repeat ops"}));
  }

  void alerts_of_others_end_when_they_are_not_said_again() {
    Rig rig;
    rig.desk.take({firing(kA)}, rig.now);
    rig.pass(4min);
    rig.desk.take({firing(kA, kNoon)}, rig.now);
    rig.pass(5min - 1s);
    QCOMPARE(rig.told(), Words{"first ops"});
    QVERIFY(rig.status(kA).fires);
    rig.pass(1s);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops"}));
    QVERIFY(rig.ended[0].endsAt == kNoon + 9min && rig.ended[0].startsAt == kNoon);
  }

  void an_end_that_is_said_counts() {
    Rig rig;
    rig.desk.take({firing(kA, kNoon, kNoon + 1h)}, rig.now);
    rig.pass(2min);
    rig.desk.take({firing(kA, kNoon, kNoon + 90s)}, rig.now);
    rig.pass(1s);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops"}));
    QVERIFY(rig.ended[0].endsAt == kNoon + 90s);
  }

  void what_comes_back_soon_never_resolved() {
    Alerting alerting = simpleAlerting();
    alerting.holdResolved = 10min;
    Rig rig(alerting);
    for (int i = 0; i < 6; ++i) {
      rig.raise(kA);
      rig.pass(5min);
      rig.cease(kA);
      rig.pass(5min);
    }
    QCOMPARE(rig.told(), Words{"first ops"});
    QVERIFY(rig.ended.empty());
    QVERIFY2(rig.status(kA).why.find("in case it comes back") != std::string::npos, rig.status(kA).why.c_str());
    rig.pass(5min + 1s);
    QCOMPARE(rig.told(), (Words{"first ops", "all_resolved ops"}));
    QCOMPARE(rig.began.size(), std::size_t{1});
  }

  void what_resolves_within_the_wait_is_not_told_because_it_is_held() {
    Alerting alerting = simpleAlerting();
    alerting.holdResolved = 10min;
    Rig rig(alerting);
    rig.raise(kA);
    rig.pass(20s);
    rig.cease(kA);
    rig.pass(1min);
    QVERIFY(rig.sent.empty());
    QVERIFY(rig.status(kA).fires);
    // It is back, and began long enough ago.
    rig.raise(kA);
    rig.pass(1s);
    QCOMPARE(rig.told(), Words{"first ops"});
  }

  void what_is_held_as_firing_does_not_read_as_resolved() {
    Alerting alerting = simpleAlerting();
    alerting.holdResolved = 30min;
    Rig rig(alerting);
    rig.raise(kA);
    rig.pass(31s);
    rig.cease(kA);
    rig.raise(kA2);
    rig.pass(6min);
    QCOMPARE(rig.told().back(), std::string("new_in_group ops"));
    for (const Alert& alert : rig.sent.back().alerts) QVERIFY(alert.firesAt(rig.sent.back().at));
  }

  void a_silenced_alert_is_not_told_and_neither_is_its_end() {
    Rig rig;
    rig.raise(kA);
    rig.raise(kB);
    rig.pass(31s);
    rig.silence({is("alertname", "A")}, 1h);
    rig.pass(1min);
    rig.cease(kA);
    rig.cease(kB);
    rig.pass(2h, 10s);
    QCOMPARE(rig.told(), (Words{"first ops", "first ops", "all_resolved ops"}));
    // It fires anew after the silence: what was told before it does not count.
    rig.raise(kA);
    rig.pass(31s);
    QCOMPARE(rig.told().back(), std::string("first ops"));
    QCOMPARE(rig.sent.size(), std::size_t{4});
  }

  void a_silence_that_ends_lets_it_be_told() {
    Rig rig;
    rig.silence({is("alertname", "A")}, 1h);
    rig.raise(kA);
    rig.pass(59min, 10s);
    QVERIFY(rig.sent.empty());
    QVERIFY2(rig.status(kA).why.find("silenced by anna until") != std::string::npos, rig.status(kA).why.c_str());
    rig.pass(2min, 10s);
    QCOMPARE(rig.told(), Words{"first ops"});
  }

  void a_group_that_cannot_be_told_does_not_stop_others_and_is_tried_again() {
    Rig rig;
    rig.raise(kA);
    rig.pass(29s);
    rig.reachable = false;
    rig.pass(1s);
    QCOMPARE(rig.told(), Words{"first ops"});
    QVERIFY(rig.stored.empty());
    QVERIFY2(rig.status(kA).why.find("was not delivered: no route") != std::string::npos, rig.status(kA).why.c_str());
    rig.reachable = true;
    rig.raise(kB);
    rig.pass(31s);
    QCOMPARE(rig.sent.size(), std::size_t{2});
    rig.pass(5min);
    QCOMPARE(rig.sent.size(), std::size_t{3});
    QCOMPARE(rig.sent[2].groupKey, rig.sent[0].groupKey);
  }

  void a_gateway_that_never_answers_is_one_that_failed() {
    Rig rig;
    rig.answers = false;
    rig.raise(kA);
    rig.pass(6min);
    QCOMPARE(rig.sent.size(), std::size_t{1});
    rig.answers = true;
    rig.pass(6min);
    QCOMPARE(rig.told(), (Words{"first ops", "first ops"}));
    QCOMPARE(rig.stored.size(), std::size_t{1});
  }

  void who_does_not_want_ends_is_not_told_of_them() {
    Alerting alerting = simpleAlerting();
    alerting.receivers[0].notifiers = {hook(false)};
    Rig rig(alerting);
    rig.raise(kA);
    rig.pass(31s);
    rig.cease(kA);
    rig.pass(1min);
    QCOMPARE(rig.told(), Words{"first ops"});
    QVERIFY(rig.stored.begin()->second.firing.empty());
    rig.raise(kA);
    rig.pass(31s);
    QCOMPARE(rig.told(), (Words{"first ops", "first ops"}));
  }

  void a_receiver_without_a_way_to_tell_gets_nothing_until_it_has_one() {
    Alerting alerting = simpleAlerting();
    alerting.route.receiver = "nobody";
    Rig rig(alerting);
    rig.raise(kA);
    rig.pass(1h, 10s);
    QVERIFY(rig.sent.empty() && rig.stored.empty());
    QVERIFY2(rig.status(kA).why.find("no way to tell anybody") != std::string::npos, rig.status(kA).why.c_str());
    alerting.receivers[2] = reachable("nobody");
    QVERIFY(rig.desk.configure(alerting).ok());
    rig.pass(1s);
    QCOMPARE(rig.told(), Words{"first nobody"});
  }

  void other_rules_do_not_make_it_forget_what_was_told() {
    Alerting alerting = simpleAlerting();
    Rig rig(alerting);
    rig.raise(kA);
    rig.pass(31s);
    AlertRoute child;
    child.matchers = {is("alertname", "B")};
    alerting.route.routes = {child};
    QVERIFY(rig.desk.configure(alerting).ok());
    rig.pass(1h, 10s);
    QCOMPARE(rig.told(), Words{"first ops"});
    QCOMPARE(rig.desk.configure({}).error().field, std::string("route.receiver"));
    rig.cease(kA);
    rig.pass(1s);
    QCOMPARE(rig.told().back(), std::string("all_resolved ops"));
  }

  void the_view_says_where_everything_stands() {
    Rig rig;
    rig.raise(kA);
    rig.pass(10s);
    QVERIFY2(rig.status(kA).why.starts_with("route {} leads to ops; next message (first) at "),
             rig.status(kA).why.c_str());
    rig.pass(30s);
    QVERIFY2(rig.status(kA).why.find("told at ") != std::string::npos, rig.status(kA).why.c_str());
    QCOMPARE(rig.status(kA).receivers, Words{"ops"});
    AlertsView view = rig.desk.view(rig.now);
    QCOMPARE(view.groups.size(), std::size_t{1});
    QVERIFY(view.groups[0].notifiedAt == kNoon + 30s);
    rig.cease(kA);
    rig.pass(1min);
    view = rig.desk.view(rig.now);
    QVERIFY(view.groups.empty() && view.alerts.size() == 1 && !view.alerts[0].fires);
    rig.pass(25h, 60s);
    QVERIFY(rig.desk.view(rig.now).alerts.empty());
    QVERIFY(rig.stored.empty());
  }
};

QTEST_GUILESS_MAIN(TstAlertDesk)
#include "tst_alert_desk.moc"
