#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "tests/notify/notify_rig.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

QJsonObject jsonOf(const Message& message) {
  return QJsonDocument::fromJson(QByteArray(message.view().json, int(message.view().jsonSize))).object();
}

}  // namespace

class TstNotifierMessage : public QObject {
  Q_OBJECT

  const TimePoint now_ = parseRfc3339("2026-11-26T08:00:00Z").value();
  MessageRules rules_{"https://flotilla.example", 100, [](const Labels&) { return AlertId("0123456789abcdef"); }};

 private slots:
  void the_json_is_that_of_alertmanagers_webhooks() {
    Notification notification =
        notificationOf({}, {firing("eu-west", now_), ended(firing("eu-north", now_), now_)}, now_);
    notification.reason = NotificationReason::SomeResolved;
    const Message message(notification, true, rules_);
    const QJsonObject json = jsonOf(message);
    QCOMPARE(json["version"].toString(), "4");
    QCOMPARE(json["status"].toString(), "firing");
    QCOMPARE(json["receiver"].toString(), "team");
    QCOMPARE(json["groupKey"].toString(), "{}:{region=\"eu-west\"}");
    QCOMPARE(json["truncatedAlerts"].toInt(-1), 0);
    QCOMPARE(json["externalURL"].toString(), "https://flotilla.example");
    QCOMPARE(json["notification_reason"].toString(), "some_resolved");
    QCOMPARE(json["onCall"].toString(), "anna");
    QCOMPARE(json["groupLabels"].toObject(), (QJsonObject{{"region", "eu-west"}}));
    QCOMPARE(json["commonLabels"].toObject(), (QJsonObject{{"alertname", "BudgetBurn"}, {"severity", "page"}}));
    QCOMPARE(json["commonAnnotations"].toObject(), QJsonObject{});
    const QJsonArray alerts = json["alerts"].toArray();
    QCOMPARE(alerts.size(), 2);
    QCOMPARE(
        alerts[0].toObject(),
        (QJsonObject{{"status", "firing"},
                     {"labels", QJsonObject{{"alertname", "BudgetBurn"}, {"region", "eu-west"}, {"severity", "page"}}},
                     {"annotations", QJsonObject{{"summary", "the budget of eu-west burns"}}},
                     {"startsAt", "2026-11-26T07:58:00.000000Z"},
                     {"endsAt", "0001-01-01T00:00:00Z"},
                     {"generatorURL", ""},
                     {"fingerprint", "0123456789abcdef"}}));
    QCOMPARE(alerts[1].toObject()["status"].toString(), "resolved");
    QCOMPARE(alerts[1].toObject()["endsAt"].toString(), "2026-11-26T07:59:59.000000Z");
  }

  void a_large_group_is_cut_and_the_rest_is_counted() {
    std::vector<Alert> alerts;
    for (int i = 0; i < 250; ++i) alerts.push_back(firing("r" + std::to_string(i), now_));
    const Message message(notificationOf({}, alerts, now_), true, rules_);
    const QJsonObject json = jsonOf(message);
    QCOMPARE(json["alerts"].toArray().size(), 100);
    QCOMPARE(json["truncatedAlerts"].toInt(), 150);
    QCOMPARE(message.view().alertCount, std::size_t(250));
    QVERIFY(QByteArray(message.view().body).contains("and 230 more"));
    QCOMPARE(std::string(message.view().title), std::string("[FIRING:250] BudgetBurn eu-west"));
  }

  void odd_texts_stay_one_line_and_valid_json() {
    Alert alert = firing("eu-west", now_);
    alert.labels["alertname"] = "a\"b\\c\n\x01" + std::string(400, 'x') + "\xff\xfe";
    alert.annotations["summary"] = "<b>ü</b>\r\nSubject: other";
    Notification notification = notificationOf({}, {alert}, now_);
    const Message message(notification, true, rules_);
    QVERIFY(!jsonOf(message).isEmpty());
    const QByteArray title(message.view().title);
    QVERIFY(title.size() < 200 && !title.contains('\n') && !title.contains('\x01'));
    QVERIFY(QByteArray(message.view().body).contains(": <b>ü</b>  Subject: other\n"));
  }

  void severity_is_that_of_what_fires() {
    Alert ticket = firing("eu-north", now_);
    ticket.labels["severity"] = "ticket";
    const auto severity = [&](std::vector<Alert> alerts) {
      return std::string(Message(notificationOf({}, std::move(alerts), now_), true, rules_).view().severity);
    };
    QCOMPARE(severity({firing("eu-west", now_)}), std::string("page"));
    QCOMPARE(severity({firing("eu-west", now_), ended(ticket, now_)}), std::string("page"));
    QCOMPARE(severity({firing("eu-west", now_), ticket}), std::string(""));
    QCOMPARE(severity({ended(ticket, now_)}), std::string("ticket"));
  }

  void ends_are_left_out_for_who_does_not_want_them() {
    const Notification both =
        notificationOf({}, {firing("eu-west", now_), ended(firing("eu-north", now_), now_)}, now_);
    QCOMPARE(Message(both, true, rules_).view().alertCount, std::size_t(2));
    const Message message(both, false, rules_);
    QCOMPARE(message.view().alertCount, std::size_t(1));
    QCOMPARE(jsonOf(message)["alerts"].toArray().size(), 1);
    QVERIFY(!message.view().resolved);
  }

  void an_escalation_says_that_nobody_has_acknowledged() {
    Notification notification = notificationOf({}, {firing("eu-west", now_)}, now_);
    notification.reason = NotificationReason::Escalation;
    const Message message(notification, true, rules_);
    QCOMPARE(std::string(message.view().title), std::string("[FIRING:1] not acknowledged: BudgetBurn eu-west"));
    QVERIFY(QByteArray(message.view().body).contains("on call: anna\n"));
  }
};

QTEST_GUILESS_MAIN(TstNotifierMessage)
#include "tst_notifier_message.moc"
