#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "tests/http/alert_fixture.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::tests;

namespace {

const std::string kAlerts = "/api/v2/alerts";
const std::string kSilences = "/api/v2/silences";
const std::string kOneAlert =
    R"([{"labels":{"alertname":"Burn","region":"eu-west"},"annotations":{"summary":"s"},"generatorURL":"http://g/x"}])";

std::string silenceOf(const std::string& matchers, const std::string& more = {}) {
  return R"({"matchers":[)" + matchers +
         R"(],"startsAt":"2026-01-01T00:00:00Z","endsAt":"2099-01-01T00:00:00+02:00","createdBy":"me","comment":"c")" +
         more + "}";
}
const std::string kMatcher = R"({"name":"region","value":"eu-.*","isRegex":true})";

QJsonArray listOf(const CurlAnswer& answer) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).array();
}
QJsonObject objectOf(const CurlAnswer& answer) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
}

}  // namespace

class TstAlertApi : public QObject {
  Q_OBJECT

  std::unique_ptr<AlertFixture> fixture_;

 private slots:
  void init() { fixture_ = std::make_unique<AlertFixture>(); }
  void cleanup() { fixture_.reset(); }

  void a_posted_alert_can_be_asked_for() {
    QCOMPARE(fixture_->post(kAlerts, kOneAlert, kPoster).status, 200L);
    const CurlAnswer answer = fixture_->get(kAlerts);
    QCOMPARE(answer.status, 200L);
    QCOMPARE(answer.headers.at("content-type"), std::string("application/json"));
    QCOMPARE(answer.headers.at("cache-control"), std::string("no-store"));
    const QJsonObject alert = listOf(answer)[0].toObject();
    QCOMPARE(alert["labels"].toObject(), (QJsonObject{{"alertname", "Burn"}, {"region", "eu-west"}}));
    QCOMPARE(alert["status"].toObject()["state"].toString(), "active");
    QCOMPARE(alert["receivers"].toArray()[0].toObject()["name"].toString(), "team");
    QCOMPARE(alert["generatorURL"].toString(), "http://g/x");
    QCOMPARE(alert["fingerprint"].toString().size(), 16);
  }

  void alerts_and_groups_are_filtered() {
    fixture_->post(kAlerts, R"([{"labels":{"alertname":"A","region":"eu-west"}},
      {"labels":{"alertname":"B","region":"us-east"}},
      {"labels":{"alertname":"Gone","region":"eu-west"},"startsAt":"2020-01-01T00:00:00Z","endsAt":"2020-01-02T00:00:00Z"}])");
    const auto count = [&](const std::string& query) { return listOf(fixture_->get(kAlerts + query)).size(); };
    QCOMPARE(count(""), 2);
    QCOMPARE(count("?filter=region%3D%22eu-west%22"), 1);
    QCOMPARE(count("?filter=region%3D~%22eu-.%2A%22&filter=alertname%21%3DA"), 0);
    QCOMPARE(count("?filter=region%3D~eu"), 0);  // the whole value
    QCOMPARE(count("?filter=owner%3D%22%22"), 2);
    QCOMPARE(count("?receiver=te.m"), 2);
    QCOMPARE(count("?receiver=te"), 0);
    QCOMPARE(count("?active=false"), 0);
    QCOMPARE(fixture_->post(kSilences, silenceOf(kMatcher)).status, 200L);
    QCOMPARE(count("?active=false"), 1);
    QCOMPARE(count("?silenced=false"), 1);
    QCOMPARE(listOf(fixture_->get(kAlerts + "/groups")).size(), 2);
    const QJsonArray groups = listOf(fixture_->get(kAlerts + "/groups?silenced=false"));
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups[0].toObject()["labels"].toObject(), (QJsonObject{{"region", "us-east"}}));
    QCOMPARE(groups[0].toObject()["receiver"].toObject()["name"].toString(), "team");
    QCOMPARE(groups[0].toObject()["alerts"].toArray().size(), 1);
  }

  void a_silence_is_made_seen_and_ended() {
    const CurlAnswer made = fixture_->post(kSilences, silenceOf(kMatcher));
    QCOMPARE(made.status, 200L);
    const std::string id = objectOf(made)["silenceID"].toString().toStdString();
    const QJsonObject seen = objectOf(fixture_->get("/api/v2/silence/" + id));
    QCOMPARE(seen["status"].toObject()["state"].toString(), "active");
    QCOMPARE(seen["endsAt"].toString(), "2098-12-31T22:00:00.000Z");
    QCOMPARE(seen["matchers"].toArray(),
             (QJsonArray{QJsonObject{{"isEqual", true}, {"isRegex", true}, {"name", "region"}, {"value", "eu-.*"}}}));
    QCOMPARE(fixture_->call("DELETE", "/api/v2/silence/" + id, kViewer).status, 403L);
    QCOMPARE(fixture_->call("DELETE", "/api/v2/silence/" + id).status, 200L);
    QCOMPARE(objectOf(fixture_->get("/api/v2/silence/" + id))["status"].toObject()["state"].toString(), "expired");
    QCOMPARE(listOf(fixture_->get(kSilences)).size(), 1);
    QCOMPARE(listOf(fixture_->get(kSilences + "?expired=false")).size(), 0);
    QCOMPARE(fixture_->call("DELETE", "/api/v2/silence/0190a5d0-0000-7000-8000-000000000001").status, 404L);
  }

  void every_call_needs_a_token_and_its_role_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("body");
    QTest::addColumn<QStringList>("allowed");
    const QStringList readers{kViewer, kPoster, kOperator};
    for (const char* const path : {"/status", "/receivers", "/alerts", "/alerts/groups", "/silences"})
      QTest::addRow("GET %s", path) << "GET"
                                    << "/api/v2" + QString(path) << QString() << readers;
    QTest::newRow("POST alerts") << "POST"
                                 << "/api/v2/alerts" << QString::fromStdString(kOneAlert)
                                 << QStringList{kPoster, kOperator};
    QTest::newRow("POST silences") << "POST"
                                   << "/api/v2/silences" << QString::fromStdString(silenceOf(kMatcher))
                                   << QStringList{kOperator};
  }
  void every_call_needs_a_token_and_its_role() {
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(QString, body);
    QFETCH(QStringList, allowed);
    for (const char* const token : {kViewer, kPoster, kOperator, "nobody"}) {
      const CurlAnswer answer = fixture_->as(token).request(method.toStdString(), path.toStdString(),
                                                            body.toStdString(), {"Content-Type: application/json"});
      const long expected = allowed.contains(token) ? 200 : QString(token) == "nobody" ? 401 : 403;
      QCOMPARE(answer.status, expected);
      if (expected != 200) QCOMPARE(objectOf(answer)["code"].toInt(), int(expected));
    }
    CurlClient without(fixture_->port, fixture_->pki.caPem());
    const CurlAnswer refused = without.request(method.toStdString(), path.toStdString(), body.toStdString());
    QCOMPARE(refused.status, 401L);
    QCOMPARE(refused.headers.at("www-authenticate"), std::string("Bearer realm=\"flotilla\""));
  }

  void the_probes_need_no_token() {
    CurlClient anybody(fixture_->port, fixture_->pki.caPem());
    QCOMPARE(anybody.get("/-/healthy").body, std::string("OK"));
    QCOMPARE(anybody.get("/-/ready").status, 200L);
    QCOMPARE(anybody.request("HEAD", "/-/ready").status, 200L);
    fixture_->front.ready = false;
    QCOMPARE(anybody.get("/-/ready").status, 503L);
    QCOMPARE(anybody.get("/-/healthy").status, 200L);
    QCOMPARE(anybody.get("/-/reload").status, 404L);
  }

  void nodes_do_not_get_it() {
    const NodeId node("0190a5d0-0000-7000-8000-000000000001");
    CurlClient client = CurlClient::node(fixture_->nodes, fixture_->pki.caPem(), fixture_->pki.node(node));
    QCOMPARE(client.get("/v2/").status, 200L);
    QCOMPARE(client.get(kAlerts).status, 404L);
    QCOMPARE(client.get("/-/healthy").status, 404L);
  }

  void what_is_too_large_or_of_another_kind_is_refused() {
    HttpLimits limits;
    limits.maxAlertBody = 1'000;
    fixture_ = std::make_unique<AlertFixture>(limits);
    const std::string large = "[" + std::string(2'000, ' ') + "]";
    QCOMPARE(fixture_->post(kAlerts, large).status, 413L);
    const CurlAnswer chunked =
        fixture_->as(kPoster).request("POST", kAlerts, large, {"Content-Type: application/json"}, true);
    QCOMPARE(chunked.status, 413L);
    QCOMPARE(objectOf(chunked)["code"].toInt(), 413);
    QCOMPARE(fixture_->post(kAlerts, "[]", kPoster, "text/plain").status, 415L);
    QCOMPARE(fixture_->post(kAlerts, "[]", kPoster, "application/json; charset=utf-8").status, 200L);
    QCOMPARE(fixture_->call("PUT", kAlerts).status, 405L);
    QCOMPARE(fixture_->call("HEAD", kAlerts).status, 405L);
    QCOMPARE(fixture_->get(kAlerts + "?filter=%zz").status, 400L);
    QCOMPARE(fixture_->get(kAlerts + "/").status, 404L);
    QCOMPARE(fixture_->front.alerts().size(), std::size_t(0));
  }

  void a_control_plane_that_does_not_answer_is_not_waited_for_and_others_are_served() {
    HttpLimits limits;
    limits.answerTimeout = std::chrono::milliseconds(300);
    fixture_ = std::make_unique<AlertFixture>(limits);
    fixture_->front.mute = true;
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(fixture_->get(kAlerts).status, 503L);
    QVERIFY(timer.elapsed() < 3'000);
    QCOMPARE(fixture_->post(kAlerts, kOneAlert).status, 503L);
    fixture_->front.mute = false;
    CurlClient client = fixture_->as(kOperator);
    QCOMPARE(client.get(kAlerts).status, 200L);
    QCOMPARE(client.get(kSilences).status, 200L);  // on the same connection
  }

  void good_alerts_of_a_request_are_taken_though_others_are_refused() {
    const CurlAnswer answer = fixture_->post(
        kAlerts, R"([{"labels":{"a":"1"}},{"labels":{}},{"labels":{"b-c":"1"}},{"labels":{"d":"1","e":""}}])");
    QCOMPARE(answer.status, 400L);
    QCOMPARE(answer.body,
             std::string("\"at least one label pair required; invalid label set: invalid name \\\"b-c\\\"\"\n"));
    const auto alerts = fixture_->front.alerts();
    QCOMPARE(alerts.size(), std::size_t(2));
    QCOMPARE(alerts[1].labels, (Labels{{"d", "1"}}));
  }
};

QTEST_GUILESS_MAIN(TstAlertApi)
#include "tst_alert_api.moc"
