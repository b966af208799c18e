#include <QtTest>

#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

const Labels kA{{"alertname", "A"}, {"severity", "page"}};
const Labels kB{{"alertname", "B"}};

// Another process, with what the first one stored.
Rig restarted(const Rig& before, Duration down, const Alerting& alerting = simpleAlerting()) {
  Rig out(alerting);
  out.now = before.now + down;
  out.own = before.own;
  out.silences = before.silences;
  out.acks = before.acks;
  out.stored = before.stored;
  out.history = before.history;
  std::vector<NotificationEntry> entries;
  for (const auto& [key, entry] : before.stored) entries.push_back(entry);
  std::vector<Alert> alerts;
  for (const auto& [id, alert] : before.history) alerts.push_back(alert);
  out.desk.restore(entries, alerts, out.now);
  return out;
}

}  // namespace

class TstAlertDeskRestart : public QObject {
  Q_OBJECT

 private slots:
  void what_was_told_is_not_told_again() {
    Rig before;
    before.raise(kA);
    before.desk.take({firing(kB)}, before.now);
    before.pass(1min);
    QCOMPARE(before.sent.size(), std::size_t{2});
    for (const Duration down : {Duration(1s), Duration(2h)}) {
      Rig after = restarted(before, down);
      after.pass(4min);
      QCOMPARE(after.told(), Words{});
      QVERIFY(after.status(kA).fires && after.status(kB).fires);
      QVERIFY(after.status(kA).alert.startsAt == kNoon);
      QVERIFY(after.began.empty());
      // Nobody says B again, so it ends; A ends when it does.
      after.pass(2min);
      QCOMPARE(after.told(), Words{"all_resolved ops"});
      after.cease(kA);
      after.pass(1s);
      QCOMPARE(after.told(), (Words{"all_resolved ops", "all_resolved ops"}));
    }
  }

  // The message has left and its entry is not stored: it is told twice rather than not at all.
  void a_crash_between_sending_and_storing_repeats_the_message() {
    Rig before;
    before.answers = false;
    before.raise(kA);
    before.pass(30s);
    QCOMPARE(before.sent.size(), std::size_t{1});
    QVERIFY(before.stored.empty());
    Rig after = restarted(before, 5s);
    after.pass(1h, 10s);
    QCOMPARE(after.told(), Words{"first ops"});
    QCOMPARE(after.sent[0].alerts[0].labels, before.sent[0].alerts[0].labels);
  }

  void what_had_not_been_told_is_told() {
    Rig before;
    before.raise(kA);
    before.pass(10s);
    Rig after = restarted(before, 3s);
    after.pass(17s);
    QCOMPARE(after.told(), Words{"first ops"});
    QVERIFY(after.sent[0].at == kNoon + 30s);
  }

  void what_ended_while_it_was_down_is_told() {
    Rig before;
    before.raise(kA);
    before.pass(1min);
    before.own.clear();
    Rig after = restarted(before, 1h);
    after.pass(6min);
    QCOMPARE(after.told(), Words{"all_resolved ops"});
    QCOMPARE(after.ended.size(), std::size_t{1});
  }

  void repeats_and_escalations_go_on_in_their_time() {
    Alerting alerting = simpleAlerting();
    alerting.route.escalation = {{{10min, "boss"}, {20min, "boss"}}};
    Rig before(alerting);
    before.raise(kA);
    before.pass(11min);
    QCOMPARE(before.told(), (Words{"first ops", "escalation boss"}));
    Rig after = restarted(before, 1s, alerting);
    after.pass(9min);
    QCOMPARE(after.told(), Words{});
    after.pass(31s);
    QCOMPARE(after.told(), Words{"escalation boss"});
    after.pass(4h, 10s);
    QCOMPARE(after.told(), (Words{"escalation boss", "repeat ops"}));
  }

  void acknowledgements_go_on() {
    Rig before;
    before.raise(kA);
    before.pass(1min);
    before.acknowledge(kA);
    Rig after = restarted(before, 1h);
    after.pass(12h, 10s);
    QCOMPARE(after.told(), Words{});
    QCOMPARE(after.status(kA).acknowledgedBy, std::string("anna"));
  }

  void what_was_over_and_told_stays_so() {
    Rig before;
    before.raise(kA);
    before.pass(1min);
    before.cease(kA);
    before.pass(1min);
    Rig after = restarted(before, 1min);
    after.pass(1h, 10s);
    QCOMPARE(after.told(), Words{});
    QVERIFY(!after.status(kA).fires);
  }

  // An entry of which no alert is known waits a while, and then leaves the store.
  void an_entry_without_alerts_is_forgotten() {
    Rig before;
    before.raise(kA);
    before.pass(1min);
    before.own.clear();
    before.history.clear();
    Rig after = restarted(before, 1min);
    after.pass(59min, 10s);
    QCOMPARE(after.stored.size(), std::size_t{1});
    after.pass(2min, 10s);
    QVERIFY(after.stored.empty() && after.sent.empty());
  }
};

QTEST_GUILESS_MAIN(TstAlertDeskRestart)
#include "tst_alert_desk_restart.moc"
