#include <QJsonArray>
#include <QRegularExpression>

#include "tests/notify/server_process.h"

using namespace flotilla;
using namespace flotilla::tests;

class TstNotifierSmtp : public QObject {
  Q_OBJECT

  std::unique_ptr<NotifyRig> rig_;

  Notifier smtp(const ServerProcess& server, const std::string& scheme, std::map<std::string, std::string> more = {}) {
    Notifier out{"smtp",
                 {{"url", scheme + "://127.0.0.1:" + server.port()},
                  {"from", "flotilla@example.org"},
                  {"to", "anna@example.org, ben@example.org"}},
                 {},
                 true};
    out.settings.merge(more);
    return out;
  }
  Notifier withAccount(Notifier notifier, const ServerProcess& server, const char* password = "password") {
    notifier.settings["ca_file"] = server.ca();
    notifier.settings["user"] = "flotilla";
    notifier.secretFiles = {{"password", password}};
    return notifier;
  }

 private slots:
  void init() {
    rig_ = std::make_unique<NotifyRig>(kRealPlugins);
    rig_->secret("password", "open sesame\n");
    rig_->secret("wrong", "xyzzy");
  }
  void cleanup() { rig_.reset(); }

  void a_mail_goes_out_over_starttls_with_a_login_data() {
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("scheme");
    QTest::newRow("starttls") << "starttls"
                              << "smtp";
    QTest::newRow("tls from the first byte") << "tls"
                                             << "smtps";
  }
  void a_mail_goes_out_over_starttls_with_a_login() {
    QFETCH(QString, mode);
    QFETCH(QString, scheme);
    const ServerProcess server("mail_receiver.py", {mode});
    QCOMPARE(rig_->send(notificationOf({withAccount(smtp(server, scheme.toStdString()), server)})), std::string("ok"));
    const QJsonObject mail = server.records("mails.log").value(0);
    QCOMPARE(mail["user"].toString(), "flotilla");
    QVERIFY(mail["encrypted"].toBool());
    QCOMPARE(mail["sender"].toString(), "flotilla@example.org");
    QCOMPARE(mail["recipients"].toArray(), (QJsonArray{"anna@example.org", "ben@example.org"}));
  }

  void a_mail_is_well_formed_whatever_an_alert_says() {
    const ServerProcess server("mail_receiver.py", {"plain"});
    const TimePoint now = rig_->clock.now();
    Alert alert = firing("eu-west", now);
    alert.labels["alertname"] = "Grüße aus Ålesund, <b>日本語のとても長い名前</b> & noch viel mehr davon";
    alert.annotations["summary"] =
        "<script>alert('x')</script>\r\n.\r\nRCPT TO:<eve@example.org> " + std::string(2'000, 'y') + " 日本語";
    Notification message = notificationOf({smtp(server, "smtp", {{"tls", "none"}})}, {alert}, now);
    QCOMPARE(rig_->send(message), std::string("ok"));
    const QJsonObject mail = server.records("mails.log").value(0);
    QCOMPARE(mail["defects"].toArray(), QJsonArray());
    QVERIFY(mail["longest"].toInt() <= 78);
    QCOMPARE(mail["bare"].toBool(), false);
    QCOMPARE(mail["recipients"].toArray(), (QJsonArray{"anna@example.org", "ben@example.org"}));
    const QJsonObject headers = mail["headers"].toObject();
    QCOMPARE(headers["Subject"].toString(),
             "[FIRING:1] Grüße aus Ålesund, <b>日本語のとても長い名前</b> & noch viel mehr davon eu-west");
    QVERIFY(mail["rawSubject"].toString().startsWith("Subject: =?UTF-8?B?"));
    QCOMPARE(headers["From"].toString(), "Flotilla <flotilla@example.org>");
    QCOMPARE(headers["To"].toString(), "anna@example.org, ben@example.org");
    QCOMPARE(headers["Auto-Submitted"].toString(), "auto-generated");
    QCOMPARE(headers["Importance"].toString(), "high");
    QVERIFY(QRegularExpression("^<[a-z0-9]{26}@example\\.org>$").match(headers["Message-ID"].toString()).hasMatch());
    const QDateTime sentAt = QDateTime::fromString(mail["date"].toString(), Qt::ISODate);
    QVERIFY(qAbs(sentAt.secsTo(QDateTime::currentDateTimeUtc())) < 60);
    const QJsonArray parts = mail["parts"].toArray();
    QCOMPARE(parts.size(), 2);
    QCOMPARE(parts[0][0].toString(), "text/plain");
    QVERIFY(parts[0][1].toString().contains("<script>alert('x')</script>  .  RCPT TO:<eve@example.org> yyy"));
    QCOMPARE(parts[1][0].toString(), "text/html");
    QVERIFY(parts[1][1].toString().contains("&lt;script&gt;alert('x')&lt;/script&gt;"));
    QVERIFY(!parts[1][1].toString().contains("<script"));
  }

  void a_server_without_starttls_gets_no_mail() {
    const ServerProcess server("mail_receiver.py", {"plain"});
    const std::string answer = rig_->send(notificationOf({smtp(server, "smtp")}));
    QVERIFY2(answer.find("offers no STARTTLS") != std::string::npos, answer.c_str());
    QCOMPARE(server.records("mails.log").size(), 0);
  }

  void a_wrong_password_is_told_and_not_shown() {
    const ServerProcess server("mail_receiver.py", {"starttls"});
    const std::string answer = rig_->send(notificationOf({withAccount(smtp(server, "smtp"), server, "wrong")}));
    QCOMPARE(answer, std::string("not_notified: smtp: 127.0.0.1 does not accept user and password"));
  }

  void a_certificate_of_another_authority_is_refused() {
    const ServerProcess server("mail_receiver.py", {"starttls"});
    const ServerProcess other("mail_receiver.py", {"hang"});
    Notifier notifier = withAccount(smtp(server, "smtp"), server);
    notifier.settings["ca_file"] = other.ca();
    const std::string answer = rig_->send(notificationOf({notifier}));
    QVERIFY2(answer.find("the certificate of 127.0.0.1 is not good") != std::string::npos, answer.c_str());
    QCOMPARE(server.records("mails.log").size(), 0);
  }

  void what_a_server_does_not_take_is_told_data() {
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("deadlineInMs");
    QTest::newRow("refused") << "refuse"
                             << "127.0.0.1 refused the mail with 550" << 60'000;
    // Told again until the deadline, which leaves time for one answer on a busy machine.
    QTest::newRow("busy") << "busy"
                          << "127.0.0.1: " << 4'000;
    QTest::newRow("hangs") << "hang"
                           << "127.0.0.1 did not answer in time" << 500;
  }
  void what_a_server_does_not_take_is_told() {
    QFETCH(QString, mode);
    QFETCH(QString, words);
    QFETCH(int, deadlineInMs);
    const ServerProcess server("mail_receiver.py", {mode});
    const std::string answer =
        rig_->send(notificationOf({smtp(server, "smtp", {{"tls", "none"}})}), std::chrono::milliseconds(deadlineInMs));
    QVERIFY2(QString::fromStdString(answer).startsWith("not_notified: smtp: " + words), answer.c_str());
    QCOMPARE(server.records("mails.log").size(), 0);
  }
};

QTEST_GUILESS_MAIN(TstNotifierSmtp)
#include "tst_notifier_smtp.moc"
