#include "tests/notify/server_process.h"

using namespace flotilla;
using namespace flotilla::tests;

class TstNotifierWebhook : public QObject {
  Q_OBJECT

  std::unique_ptr<NotifyRig> rig_;
  std::unique_ptr<ServerProcess> server_;

  Notifier webhook(const std::string& path, const std::string& ca = {}) {
    return {"webhook",
            {{"url", "https://127.0.0.1:" + server_->port() + path}, {"ca_file", ca.empty() ? server_->ca() : ca}},
            {},
            true};
  }
  std::string sent(const std::string& path, Duration within = 10s) {
    return rig_->send(notificationOf({webhook(path)}), within);
  }
  QJsonObject lastRequest() { return server_->records("requests.log").last(); }

 private slots:
  void initTestCase() {
    server_ = std::make_unique<ServerProcess>("https_receiver.py", QStringList{});
    rig_ = std::make_unique<NotifyRig>(kRealPlugins);
    rig_->secret("token", "Bearer xyzzy-token");
  }
  void cleanupTestCase() {
    rig_.reset();
    server_.reset();
  }

  void a_message_arrives_with_its_authorization() {
    Notifier notifier = webhook("/ok");
    notifier.secretFiles = {{"authorization", "token"}};
    QCOMPARE(rig_->send(notificationOf({notifier})), std::string("ok"));
    const QJsonObject request = lastRequest();
    QCOMPARE(request["path"].toString(), "/ok");
    QCOMPARE(request["headers"].toObject()["Authorization"].toString(), "Bearer xyzzy-token");
    QCOMPARE(request["headers"].toObject()["Content-Type"].toString(), "application/json");
    const QJsonObject body = QJsonDocument::fromJson(request["body"].toString().toUtf8()).object();
    QCOMPARE(body["version"].toString(), "4");
    QCOMPARE(body["receiver"].toString(), "team");
  }

  void a_busy_server_is_asked_again() {
    QCOMPARE(sent("/flaky"), std::string("ok"));
    int asked = 0;
    for (const QJsonObject& request : server_->records("requests.log")) asked += request["path"] == "/flaky" ? 1 : 0;
    QCOMPARE(asked, 3);
  }

  void answers_other_than_success_are_told_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("again");
    QTest::addColumn<QString>("words");
    for (const int status : {400, 401, 404, 410})
      QTest::addRow("%d", status) << QString("/status/%1").arg(status) << false
                                  << QString("127.0.0.1 answered %1: \"no way\"").arg(status);
    for (const int status : {408, 429, 500, 503})
      QTest::addRow("%d", status) << QString("/status/%1").arg(status) << true
                                  << QString("127.0.0.1 answered %1: \"no way\"").arg(status);
    QTest::newRow("redirect") << "/redirect" << false << "127.0.0.1 answered 302";
    QTest::newRow("a huge answer of an error") << "/huge500" << true << "127.0.0.1 answered 500: xxxx";
  }
  void answers_other_than_success_are_told() {
    QFETCH(QString, path);
    QFETCH(bool, again);
    QFETCH(QString, words);
    const auto before = server_->records("requests.log").size();
    const std::string answer = sent(path.toStdString(), again ? 2s : 10s);
    const auto asked = server_->records("requests.log").size() - before;
    QVERIFY2(QString::fromStdString(answer).startsWith("not_notified: webhook: " + words), answer.c_str());
    QVERIFY2(again ? asked > 1 : asked == 1, qPrintable(QString::number(asked)));
  }

  void a_success_counts_whatever_follows_it() {
    QCOMPARE(sent("/huge"), std::string("ok"));
    QCOMPARE(sent("/headers"), std::string("ok"));
  }

  void a_server_that_hangs_is_left_at_the_deadline() {
    QElapsedTimer timer;
    timer.start();
    const std::string answer = sent("/hang", 300ms);
    QVERIFY2(answer.find("127.0.0.1 did not answer in time") != std::string::npos, answer.c_str());
    QVERIFY(timer.elapsed() < 5'000);
  }

  void a_server_that_is_not_there_is_told() {
    Notifier notifier = webhook("/ok");
    notifier.settings["url"] = "https://127.0.0.1:1/ok";
    const std::string answer = rig_->send(notificationOf({notifier}), 2s);
    QVERIFY2(answer.find("Failed to connect to 127.0.0.1") != std::string::npos, answer.c_str());
  }

  void a_certificate_of_another_authority_is_refused() {
    const ServerProcess other("https_receiver.py", {});
    const std::string answer = rig_->send(notificationOf({webhook("/ok", other.ca())}));
    QVERIFY2(answer.find("the certificate of 127.0.0.1 is not good") != std::string::npos, answer.c_str());
  }

  void a_certificate_for_another_host_is_refused() {
    const ServerProcess other("https_receiver.py", {}, "other.example");
    Notifier notifier = webhook("/ok", other.ca());
    notifier.settings["url"] = "https://127.0.0.1:" + other.port() + "/ok";
    const std::string answer = rig_->send(notificationOf({notifier}));
    QVERIFY2(answer.find("the certificate of 127.0.0.1 is not good") != std::string::npos, answer.c_str());
    QCOMPARE(other.records("requests.log").size(), 0);
  }

  void a_server_that_repeats_the_secret_does_not_bring_it_into_the_error() {
    Notifier notifier = webhook("/echo");
    notifier.secretFiles = {{"authorization", "token"}};
    QCOMPARE(rig_->send(notificationOf({notifier})),
             std::string("not_notified: webhook: 127.0.0.1 answered 400: you said (authorization)"));
  }

  void no_proxy_of_the_environment_is_used() {
    qputenv("https_proxy", "http://127.0.0.1:1");
    qputenv("ALL_PROXY", "http://127.0.0.1:1");
    QCOMPARE(sent("/ok"), std::string("ok"));
    qunsetenv("https_proxy");
    qunsetenv("ALL_PROXY");
  }
};

QTEST_GUILESS_MAIN(TstNotifierWebhook)
#include "tst_notifier_webhook.moc"
