#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "tests/notify/notify_rig.h"
#include "tests/support/alert_tools.h"

using namespace flotilla;
using namespace flotilla::tests;

// Against a real Alertmanager, asked by a real amtool.
class TstNotifierAlertmanager : public QObject {
  Q_OBJECT

  std::unique_ptr<NotifyRig> rig_;
  std::unique_ptr<ToolServer> alertmanager_;

  Notifier notifier() { return {"alertmanager", {{"url", alertmanager_->url().toStdString() + "/"}}, {}, true}; }
  QJsonArray asked(const QStringList& filter) {
    const ToolRun run = runTool(
        "amtool", QStringList{"alert", "query", "-o", "json", "--alertmanager.url", alertmanager_->url()} + filter);
    if (run.exit != 0) qFatal("amtool: %s", run.err.constData());
    return QJsonDocument::fromJson(run.out).array();
  }

 private slots:
  void initTestCase() {
    alertmanager_ = ToolServer::alertmanager("route: {receiver: team}\nreceivers: [{name: team}]\n");
    rig_ = std::make_unique<NotifyRig>(kRealPlugins);
  }
  void cleanupTestCase() {
    rig_.reset();
    alertmanager_.reset();
  }

  void alerts_are_seen_there_and_resolve_when_they_end() {
    const TimePoint now = rig_->clock.now();
    Alert west = firing("eu-west", now);
    west.generatorUrl = "https://flotilla.example/alerts";
    west.annotations["summary"] = "a \"quote\", ü and\na line";
    QCOMPARE(rig_->send(notificationOf({notifier()}, {west, firing("eu-north", now)}, now)), std::string("ok"));
    const QJsonArray both = asked({"alertname=BudgetBurn"});
    QCOMPARE(both.size(), 2);
    const QJsonObject found = asked({"region=eu-west"})[0].toObject();
    QCOMPARE(found["annotations"].toObject()["summary"].toString(), "a \"quote\", ü and\na line");
    QCOMPARE(found["generatorURL"].toString(), "https://flotilla.example/alerts");
    // Flotilla tells it again only after the repeat interval, 4 h; until then it must not resolve by itself.
    const QDateTime endsAt = QDateTime::fromString(found["endsAt"].toString(), Qt::ISODateWithMs);
    QVERIFY(QDateTime::currentDateTimeUtc().secsTo(endsAt) > 5 * 3600);

    QCOMPARE(rig_->send(notificationOf({notifier()}, {ended(west, now)}, now)), std::string("ok"));
    QCOMPARE(asked({"alertname=BudgetBurn"}).size(), 1);
  }

  void many_alerts_go_in_several_requests() {
    const TimePoint now = rig_->clock.now();
    std::vector<Alert> alerts;
    for (int i = 0; i < 3'000; ++i) {
      alerts.push_back(firing("r" + std::to_string(i), now));
      alerts.back().labels["alertname"] = "Many";
    }
    QCOMPARE(rig_->send(notificationOf({notifier()}, alerts, now), 30s), std::string("ok"));
    QCOMPARE(asked({"Many"}).size(), 3'000);
  }

  void what_it_refuses_is_told_in_its_words() {
    const TimePoint now = rig_->clock.now();
    Alert bad = firing("eu-west", now);
    bad.labels = {{"not-a-name", "x"}};
    QCOMPARE(rig_->send(notificationOf({notifier()}, {bad}, now)),
             std::string("not_notified: alertmanager: 127.0.0.1 answered 400: \"invalid label set: invalid name "
                         "\\\"not-a-name\\\"\" "));
  }
};

QTEST_GUILESS_MAIN(TstNotifierAlertmanager)
#include "tst_notifier_alertmanager.moc"
