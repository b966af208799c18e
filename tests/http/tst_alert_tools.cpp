#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "tests/http/alert_fixture.h"
#include "tests/support/alert_tools.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

constexpr int kWait = 30'000;

// One request that both are asked.
struct Question {
  const char* method;
  const char* path;
  const char* body = "";
  const char* type = "application/json";
};

constexpr const char* kUuid = "0190a5d0-0000-7000-8000-000000000001";

const std::vector<Question>& questions() {
  static const std::string missing = std::string("/silence/") + kUuid;
  static const std::string unknownId =
      std::string(R"({"id":")") + kUuid +
      R"(","matchers":[{"name":"a","value":"1","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"me","comment":"c"})";
  static const std::vector<Question> all{
      {"GET", "/nothing"},
      {"PUT", "/alerts"},
      {"PUT", "/status"},
      {"GET", "/receivers"},
      {"GET", "/silence/xyz"},
      {"DELETE", "/silence/xyz"},
      {"GET", missing.c_str()},
      {"POST", "/alerts", ""},
      {"POST", "/alerts", "[{}]"},
      {"POST", "/alerts", "[]"},
      {"POST", "/alerts", R"([{"labels":{}},{"labels":{"a":"1"}}])"},
      {"POST", "/alerts", R"([{"labels":{"a-b":"1"}}])"},
      {"POST", "/alerts", R"([{"labels":{"a":"1"},"annotations":{"x-y":"1"}}])"},
      {"POST", "/alerts",
       R"([{"labels":{"a":"1"},"startsAt":"2020-01-01T00:00:00Z","endsAt":"2019-01-01T00:00:00Z"}])"},
      {"POST", "/alerts", R"([{"labels":{"a":"1"},"generatorURL":"::nope"}])"},
      {"POST", "/alerts", "[]", "text/plain"},
      {"POST", "/alerts",
       R"([{"labels":{"alertname":"Both","z":""},"annotations":{"s":"x","e":""},"startsAt":"2026-01-01T02:00:00.123456789+02:00","endsAt":"2099-01-01T00:00:00Z","generatorURL":"http://g/x","extra":1}])"},
      {"POST", "/alerts",
       R"([{"labels":{"alertname":"Zero"},"startsAt":"0001-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z"}])"},
      {"GET", "/alerts?filter=alertname%3DBoth"},
      {"GET", "/alerts/groups?filter=alertname%3DBoth"},
      {"GET", "/alerts?filter=foo"},
      {"GET", "/alerts?active=maybe"},
      {"GET", "/alerts?receiver=other"},
      {"POST", "/silences", "{}"},
      {"POST", "/silences", R"({"comment":"c"})"},
      {"POST", "/silences", R"({"comment":"c","createdBy":"me","endsAt":"2099-01-01T00:00:00Z"})"},
      {"POST", "/silences",
       R"({"matchers":[],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"POST", "/silences",
       R"({"matchers":[{"name":"a","value":"1"}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"POST", "/silences",
       R"({"matchers":[{"name":"a","value":"","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"POST", "/silences",
       R"({"matchers":[{"name":"a","value":".*","isRegex":true}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"POST", "/silences",
       R"({"matchers":[{"name":"a","value":"1","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2025-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"POST", "/silences",
       R"({"matchers":[{"name":"a","value":"1","isRegex":false}],"startsAt":"2020-01-01T00:00:00Z","endsAt":"2021-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"POST", "/silences",
       R"({"matchers":[{"name":"a","value":"1","isRegex":false}],"startsAt":"2020-01-01T00:00:00Z","endsAt":"2020-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"POST", "/silences", unknownId.c_str()},
      {"POST", "/silences",
       R"({"matchers":[{"name":"alertname","value":"Both","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00Z","createdBy":"me","comment":"c"})"},
      {"GET", "/silences?filter=alertname%3D%22Both%22"},
      {"GET", "/silences?filter=alertname%3D%22Other%22"},
      {"GET", "/alerts?filter=alertname%3DBoth"},
      {"GET", "/alerts?filter=alertname%3DBoth&silenced=false"},
  };
  return all;
}

// Ids and times of now differ, the order of methods is that of a hash, and newer words than those of 0.25 are ours
// alone.
QByteArray comparable(QByteArray body) {
  static const QRegularExpression uuid("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  static const QRegularExpression current("\"(updatedAt|startsAt)\":\"20(2[6-9]|[3-8])[^\"]*\"");
  QString text = QString::fromUtf8(body);
  text.replace(uuid, "ID")
      .replace("[GET,POST]", "[POST,GET]")
      .replace("\"mutedBy\":[],", "")
      .replace(current, "\"\\1\":\"TIME\"");
  const QJsonDocument json = QJsonDocument::fromJson(text.toUtf8());
  return json.isNull() ? text.trimmed().toUtf8() : json.toJson(QJsonDocument::Compact);
}

}  // namespace

// Real programs against our front, over real TLS.
class TstAlertTools : public QObject {
  Q_OBJECT

  std::unique_ptr<AlertFixture> fixture_;
  QTemporaryDir dir_;

  QString path(const char* name) const { return dir_.filePath(name); }
  void write(const char* name, const std::string& text) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", name);
    file.write(QByteArray::fromStdString(text));
  }
  QString address() const { return "127.0.0.1:" + QString::number(fixture_->port); }
  ToolRun amtool(QStringList arguments, const char* token = kOperator) {
    write("token", token);
    write("http.yml", "authorization:\n  type: Bearer\n  credentials_file: " + path("token").toStdString() +
                          "\ntls_config:\n  ca_file: " + path("ca.pem").toStdString() + "\n");
    arguments +=
        {"--alertmanager.url=https://" + address(), "--http.config.file=" + path("http.yml"), "--no-version-check"};
    return runTool("amtool", arguments);
  }
  QJsonArray query(const QStringList& more = {}) {
    const ToolRun run = amtool(QStringList{"alert", "query", "-o", "json"} + more, kViewer);
    if (run.exit != 0) qFatal("amtool: %s", run.err.constData());
    return QJsonDocument::fromJson(run.out).array();
  }

 private slots:
  void init() {
    fixture_ = std::make_unique<AlertFixture>();
    write("ca.pem", fixture_->pki.caPem());
  }
  void cleanup() { fixture_.reset(); }

  void amtool_adds_and_asks() {
    const ToolRun added = amtool({"alert", "add", "Burn", "region=eu-west", "--annotation=summary=it burns"}, kPoster);
    QVERIFY2(added.exit == 0, added.err);
    const QJsonArray alerts = query({"region=~eu-.*"});
    QCOMPARE(alerts.size(), 1);
    QCOMPARE(alerts[0].toObject()["annotations"].toObject()["summary"].toString(), "it burns");
    QCOMPARE(query({"region=us-east"}).size(), 0);
    QVERIFY(amtool({"alert", "query"}, kViewer).out.contains("Burn"));
    QVERIFY(amtool({"config", "show"}, kViewer).out.contains("receivers: team"));
  }

  void amtool_silences_and_ends_it() {
    QCOMPARE(amtool({"alert", "add", "Burn", "region=eu-west"}, kPoster).exit, 0);
    const ToolRun added = amtool({"silence", "add", "region=eu-west", "--comment=work", "--duration=1h"});
    QVERIFY2(added.exit == 0, added.err);
    const QString id = QString::fromUtf8(added.out).trimmed();
    QVERIFY(amtool({"silence", "query"}, kViewer).out.contains("work"));
    QCOMPARE(query().size(), 0);
    QCOMPARE(query({"--silenced"}).size(), 1);
    const ToolRun expired = amtool({"silence", "expire", id});
    QVERIFY2(expired.exit == 0, expired.err);
    QCOMPARE(query().size(), 1);
    QVERIFY(!amtool({"silence", "query"}, kViewer).out.contains("work"));
  }

  void amtool_says_what_is_refused() {
    QVERIFY(amtool({"alert", "query"}, "nobody").err.contains("401"));
    QVERIFY(amtool({"silence", "add", "region=eu-west", "--comment=work"}, kPoster).err.contains("403"));
    QVERIFY(amtool({"silence", "expire", kUuid}).exit != 0);
    const TestPki other;
    write("ca.pem", other.caPem());
    const ToolRun run = amtool({"alert", "query"});
    QVERIFY2(run.err.contains("certificate"), run.err);
  }

  void a_prometheus_delivers_what_its_rules_find() {
    write("token", kPoster);
    const QString config = QString(R"(global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [%1/rules.yml]
alerting:
  alertmanagers:
  - scheme: https
    authorization: {type: Bearer, credentials_file: %2}
    tls_config: {ca_file: %3}
    static_configs: [{targets: ["%4"]}]
)")
                               .arg("%1", path("token"), path("ca.pem"), address());
    const auto prometheus = ToolServer::prometheus(config, R"(groups:
- name: always
  rules:
  - alert: AlwaysFires
    expr: vector(1)
    labels: {severity: page, region: eu-west}
    annotations: {summary: "from a rule"}
)");
    const bool came = QTest::qWaitFor([&] { return !fixture_->front.alerts().empty(); }, kWait);
    QVERIFY2(came, prometheus->log().replace('\n', ' ').right(1'000));
    const Alert alert = fixture_->front.alerts()[0];
    QCOMPARE(alert.labels, (Labels{{"alertname", "AlwaysFires"}, {"region", "eu-west"}, {"severity", "page"}}));
    QCOMPARE(alert.annotations, (Labels{{"summary", "from a rule"}}));
    QVERIFY(alert.firesAt(fixture_->front.now()));
    QVERIFY(!alert.generatorUrl.empty());
    // It says it again before it would end.
    const bool again = QTest::qWaitFor([&] { return fixture_->front.alerts()[0].updatedAt > alert.updatedAt; }, kWait);
    QVERIFY(again);
  }

  void every_answer_is_that_of_a_real_alertmanager() {
    const auto real = ToolServer::alertmanager("route: {receiver: team}\nreceivers: [{name: team}]\n");
    CurlClient ours = fixture_->as(kOperator);
    for (const Question& question : questions()) {
      QProcess curl;
      curl.start("curl", {"-s", "-o", "-", "-w", "\n%{http_code}", "-X", question.method, "-H",
                          QString("Content-Type: ") + question.type, "--data-binary", question.body,
                          real->url() + "/api/v2" + question.path});
      QVERIFY(curl.waitForFinished(kWait));
      const QByteArray output = curl.readAllStandardOutput();
      const QByteArray theirs = comparable(output.left(output.lastIndexOf('\n')));
      const long status = output.mid(output.lastIndexOf('\n') + 1).toLong();

      const CurlAnswer answer = ours.request(question.method, std::string("/api/v2") + question.path, question.body,
                                             {std::string("Content-Type: ") + question.type});
      const QByteArray own = comparable(QByteArray::fromStdString(answer.body));
      const QString what = QString("%1 %2 %3: %4 %5 against %6 %7")
                               .arg(question.method, question.path, question.body)
                               .arg(status)
                               .arg(QString::fromUtf8(theirs))
                               .arg(answer.status)
                               .arg(QString::fromUtf8(own));
      QVERIFY2(answer.status == status && own == theirs, qPrintable(what));
    }
  }
};

QTEST_GUILESS_MAIN(TstAlertTools)
#include "tst_alert_tools.moc"
