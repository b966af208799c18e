// From something that goes wrong to somebody who is told, on real programs: a node that is gone, alerts of others by
// amtool, silences, acknowledgement, and a control plane that is killed. The slots run in order.
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include "tests/support/alert_tools.h"
#include "tests/support/cluster.h"
#include "tests/support/operator.h"

using namespace flotilla::test;
using flotilla::tests::runTool;
using flotilla::tests::ToolRun;
using namespace std::chrono_literals;

namespace {

constexpr int kWest = 0, kEast = 1;

const QByteArray kFleet = R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 4s}
  - {name: us-east, title: Eastern North America, offline_after: 4s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
  - {name: boston, region: us-east, title: Boston, latitude: 42.4, longitude: -71.1}
)";

const QString kAlerting = R"(receivers:
  - {name: chat, notifiers: [{kind: webhook, settings: {url: 'http://127.0.0.1:%1/ok'}}]}
  - {name: nobody}
route:
  receiver: chat
  group_by: ['...']
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 1h
  routes:
    - {matchers: [team=other], receiver: nobody}
)";

}  // namespace

class TstPaging : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"alerts.node_offline_for=1s"}, .agents = {}, .serverData = {}}};
  QTemporaryDir folder_;
  QProcess chat_;
  QStringList http_;  // what amtool needs to know of the server

  // What the chat was told, oldest first: status and reason of the messages about this alert.
  QStringList told(const QString& alertname) const {
    QFile log(folder_.filePath("requests.log"));
    QStringList out;
    if (!log.open(QIODevice::ReadOnly)) return out;
    for (const QByteArray& line : log.readAll().split('\n')) {
      const auto body = QJsonDocument::fromJson(line).object()["body"].toString().toUtf8();
      const QJsonObject message = QJsonDocument::fromJson(body).object();
      if (message["commonLabels"]["alertname"].toString() == alertname)
        out << message["status"].toString() + " " + message["notification_reason"].toString();
    }
    return out;
  }
  QJsonObject alert(const QString& alertname) {
    const auto alerts = cluster_.ctl({"alerts", "list", "--filter", "alertname:" + alertname}).json["alerts"].toArray();
    return alerts.isEmpty() ? QJsonObject() : alerts[0].toObject();
  }
  ToolRun amtool(const QStringList& arguments) { return runTool("amtool", arguments + http_); }
  bool add(const QStringList& labels) {
    const ToolRun added = amtool(QStringList{"alert", "add"} + labels);
    if (added.exit != 0) qWarning("%s", added.err.constData());
    return added.exit == 0;
  }
  // Whatever was to be told before this one has been told when this one is.
  bool toldUpToNow(const QString& alertname) {
    return add({alertname}) &&
           cluster_.eventually(alertname + " is told", 30s, [&] { return !told(alertname).isEmpty(); });
  }

 private slots:
  void initTestCase() {
    chat_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    chat_.start("python3", {FLOTILLA_SOURCE_DIR "/tests/notify/https_receiver.py", folder_.path(), "--plain"});
    QVERIFY(chat_.waitForReadyRead(20'000));
    const QString port = QString::fromUtf8(chat_.readLine()).trimmed();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(writeFile(cluster_.path("fleet.yaml"), kFleet));
    QVERIFY(cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")}).ok());
    QVERIFY(writeFile(cluster_.path("alerting.yaml"), kAlerting.arg(port).toUtf8()));
    const Answer applied = cluster_.ctl({"alerting", "apply", cluster_.path("alerting.yaml")});
    QVERIFY2(applied.ok(), qPrintable(applied.err));
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    QVERIFY2(cluster_.enrolNode(kWest, "rotterdam") && cluster_.enrolNode(kEast, "boston"), cluster_.lastProblem());
    QVERIFY2(cluster_.startAgent(kWest) && cluster_.startAgent(kEast), cluster_.lastProblem());
    OperatorAtWork owner;
    QCOMPARE(owner.join(cluster_, "operator-1", {"operator"}), QString());
    const QString token = owner.apiToken("machines", "operator");
    QVERIFY(!token.isEmpty());
    QVERIFY(writeFile(cluster_.path("http.yml"),
                      "authorization:\n  type: Bearer\n  credentials_file: " + token.toUtf8() +
                          "\ntls_config:\n  ca_file: " + (cluster_.serverData() + "/pki/ca.pem").toUtf8() +
                          "\n  server_name: localhost\n"));
    http_ = {"--alertmanager.url=https://" + cluster_.address("web"), "--http.config.file=" + cluster_.path("http.yml"),
             "--no-version-check"};
  }
  void cleanupTestCase() {
    chat_.closeWriteChannel();
    chat_.waitForFinished();
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void a_node_that_is_gone_is_told_once() {
    QVERIFY2(cluster_.eventually("both are there", 30s,
                                 [&] {
                                   return cluster_.node("rotterdam-1")["liveness"] == "LIVENESS_LIVE" &&
                                          cluster_.node("boston-1")["liveness"] == "LIVENESS_LIVE";
                                 }),
             cluster_.lastProblem());
    cluster_.agent(kEast).kill();
    QVERIFY2(cluster_.eventually("somebody is told", 40s, [&] { return !told("NodeOffline").isEmpty(); }),
             cluster_.lastProblem());
    QVERIFY2(toldUpToNow("First"), cluster_.lastProblem());
    QCOMPARE(told("NodeOffline"), QStringList{"firing first"});
    const QJsonObject gone = alert("NodeOffline");
    QCOMPARE(gone["alert"]["labels"]["node"].toString(), "boston-1");
    QCOMPARE(gone["alert"]["labels"]["severity"].toString(), "ticket");
    QVERIFY2(gone["why"].toString().contains("chat"), qPrintable(gone["why"].toString()));
  }

  void amtool_sees_ours_and_flotilla_sees_its() {
    const ToolRun seen = amtool({"alert", "query", "-o", "simple", "alertname=NodeOffline"});
    QVERIFY2(seen.out.contains("NodeOffline"), seen.err);
    QVERIFY(add({"DiskFull", "region=eu-west", "--annotation=summary=nine tenths"}));
    QVERIFY2(cluster_.eventually("it is listed", 20s, [&] { return !alert("DiskFull").isEmpty(); }),
             cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("it is told", 20s, [&] { return told("DiskFull").size() == 1; }),
             cluster_.lastProblem());
  }

  void what_is_silenced_or_goes_to_nobody_is_seen_and_not_told() {
    const ToolRun silenced = amtool({"silence", "add", "alertname=Quiet", "--comment=work on the roof"});
    QVERIFY2(silenced.exit == 0, silenced.err);
    QVERIFY(add({"Quiet"}) && add({"Elsewhere", "team=other"}));
    QVERIFY2(cluster_.eventually("both are seen", 20s,
                                 [&] { return !alert("Quiet").isEmpty() && !alert("Elsewhere").isEmpty(); }),
             cluster_.lastProblem());
    QVERIFY2(toldUpToNow("Second"), cluster_.lastProblem());
    QCOMPARE(told("Quiet") + told("Elsewhere"), QStringList());
    QCOMPARE(alert("Quiet")["silenced_by"].toArray().size(), 1);
    const Answer listed = cluster_.run("flotillactl", {"--data", cluster_.serverData(), "silences", "list"});
    QVERIFY2(listed.out.contains("work on the roof") && listed.out.contains("operator-1"), qPrintable(listed.out));
    const ToolRun expired = amtool({"silence", "expire", QString::fromUtf8(silenced.out).trimmed()});
    QVERIFY2(expired.exit == 0, expired.err);
    QVERIFY2(cluster_.eventually("it is told after the silence", 20s, [&] { return told("Quiet").size() == 1; }),
             cluster_.lastProblem());
  }

  void a_kill_repeats_nothing_and_forgets_nothing() {
    const QJsonObject gone = alert("NodeOffline");
    const QString id = gone["alert"]["id"].toString();
    const Answer acknowledged = cluster_.ctl({"alerts", "ack", id, "--note", "on my way"});
    QVERIFY2(acknowledged.ok(), qPrintable(acknowledged.err));
    for (int kill = 0; kill < 3; ++kill) {
      cluster_.server().kill();
      QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
      http_[0] = "--alertmanager.url=https://" + cluster_.address("web");
      QVERIFY2(cluster_.eventually("it is known again", 30s, [&] { return !alert("NodeOffline").isEmpty(); }),
               cluster_.lastProblem());
      QVERIFY2(toldUpToNow("Kill" + QString::number(kill)), cluster_.lastProblem());
    }
    QCOMPARE(told("NodeOffline"), QStringList{"firing first"});
    QVERIFY(!alert("NodeOffline")["acknowledged_by"].toString().isEmpty());
  }

  void what_is_over_is_told_as_over() {
    QVERIFY2(cluster_.startAgent(kEast), cluster_.lastProblem());
    QVERIFY2(cluster_.eventually("it is over", 40s, [&] { return told("NodeOffline").size() == 2; }),
             cluster_.lastProblem());
    QCOMPARE(told("NodeOffline"), (QStringList{"firing first", "resolved all_resolved"}));
    const Answer history = cluster_.run(
        "flotillactl", {"--data", cluster_.serverData(), "alerts", "history", "--filter", "alertname:NodeOffline"});
    QVERIFY2(history.out.contains("boston-1"), qPrintable(history.out));
    QVERIFY(cluster_.auditIsIntact());
  }
};

QTEST_GUILESS_MAIN(TstPaging)
#include "tst_paging.moc"
