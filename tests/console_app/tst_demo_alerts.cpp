// Alerts of the demonstration fleet: believable, and what people say about them holds.
#include <QtTest>
#include <set>

#include "models/domain/alert_fields.h"
#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

class TestDemoAlerts : public QObject {
  Q_OBJECT

  StoppedClock clock_;
  DemoFleet fleet_{{2'000, 1, std::nullopt}, clock_};

  std::vector<AlertStatus> alerts(const std::string& filter) {
    ListQuery query;
    query.filter = filter;
    query.pageSize = 1000;
    return answerOf<Page<AlertStatus>>([&](auto done) { fleet_.listAlertStatus(query, done); }).value().items;
  }

 private slots:
  void pages_tickets_and_lost_nodes_are_there_with_a_reason() {
    QVERIFY(!alerts("state:firing severity:page alertname:BudgetBurn").empty());
    QVERIFY(!alerts("state:firing severity:ticket alertname:NodeOffline").empty());
    QVERIFY(!alerts("state:resolved").empty());
    std::set<std::string> ids;
    for (const AlertStatus& status : alerts("")) {
      QVERIFY(!status.why.empty() && !status.receivers.empty());
      QVERIFY(ids.insert(alertIdOf(status.alert.labels).value).second || !status.fires);
    }
    ListQuery query;
    const auto groups = answerOf<Page<AlertGroup>>([&](auto done) { fleet_.listAlertGroups(query, done); });
    QVERIFY(groups.ok() && !groups->items.empty());
    const auto history = answerOf<Page<AlertFiring>>([&](auto done) { fleet_.listAlertHistory(query, done); });
    QVERIFY(history.ok() && !history->items.empty());
    QVERIFY(!answerOf<AlertingDocument>([&](auto done) { fleet_.getAlerting(done); })->text.empty());
  }

  void acknowledging_and_silencing_show_at_once() {
    const AlertStatus page = alerts("state:firing severity:page").front();
    const AlertChoice choice{alertIdOf(page.alert.labels), {}};
    QVERIFY(answerOf<std::vector<Acknowledgement>>([&](auto done) {
              fleet_.acknowledgeAlerts(choice, "on it", done);
            }).ok());
    QCOMPARE(alerts("acknowledged:yes").size(), std::size_t{1});
    QVERIFY(answerOf<std::vector<AlertId>>([&](auto done) { fleet_.unacknowledgeAlerts(choice, done); }).ok());
    QVERIFY(alerts("acknowledged:yes").empty());
    const NewSilence wanted{{{"severity", "pag.", true, true}}, {}, clock_.now() + 1h, "works"};
    const auto silence = answerOf<SilenceStatus>([&](auto done) { fleet_.createSilence(wanted, done); });
    QVERIFY(silence.ok());
    QVERIFY(alerts("state:firing severity:page suppressed:no").empty());
    QVERIFY(!alerts("severity:ticket suppressed:no").empty());
    QVERIFY(answerOf<SilenceStatus>([&](auto done) { fleet_.expireSilence(silence->silence.id, done); }).ok());
    QVERIFY(alerts("suppressed:yes").empty());
    QCOMPARE(answerOf<SilenceStatus>([&](auto done) { fleet_.expireSilence(SilenceId("x"), done); }).error().reason,
             std::string("no_silence"));
  }
};

QTEST_GUILESS_MAIN(TestDemoAlerts)
#include "tst_demo_alerts.moc"
