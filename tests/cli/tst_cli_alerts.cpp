// What flotillactl prints of alerts, and what it sends about them, beside a control plane that has some.
#include <QtTest>

#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using test::Cli;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;
using namespace std::chrono_literals;

namespace {

const TimePoint kSince = parseRfc3339("2026-11-26T08:00:00Z").value();

AlertStatus burning() {
  AlertStatus out;
  out.alert.labels = {
      {"alertname", "BudgetBurn"}, {"objective", "answers"}, {"region", "eu-west"}, {"severity", "page"}};
  out.alert.annotations = {{"summary", "14 times the pace that lasts\x1b[31m"}};
  out.alert.startsAt = out.alert.updatedAt = kSince;
  out.alert.endsAt = kSince + 5min;
  out.receivers = {"on-call", "chat"};
  out.silencedBy = {SilenceId("s-1")};
  out.mutedBy = {"sundays"};
  out.acknowledgedBy = "ann";
  out.acknowledgedAt = kSince + 1min;
  out.why = "nobody is told: it is silenced by s-1";
  return out;
}

v1::ListAlertsResponse reasons() {
  v1::ListAlertsResponse out;
  for (const char* region : {"eu-west", "us-east"}) {
    ObjectiveAlert alert;
    alert.key = {AlertKind::Burn, ObjectiveName("answers"), RegionName(region), Severity::Page};
    alert.since = kSince;
    alert.why = std::string("answers in ") + region + ": too fast";
    *out.add_alerts() = wire::toProto(alert);
  }
  return out;
}

// Answers whatever is asked.
FakeAnswer answer(const FakeRequest& request) {
  v1::ListAlertStatusResponse alerts;
  *alerts.add_alerts() = wire::toProto(burning());
  alerts.mutable_page()->set_total(1);
  if (request.method == "AlertService/ListAlerts") return FakeAnswer::of(alerts);
  if (request.method == "ObjectiveService/ListAlerts") return FakeAnswer::of(reasons());
  if (request.method == "AlertService/ListAlertGroups") {
    v1::ListAlertGroupsResponse groups;
    *groups.add_groups() = wire::toProto(AlertGroup{"{}:{region=\"eu-west\"}", "on-call", {}, {burning()}, kSince, 2});
    return FakeAnswer::of(groups);
  }
  if (request.method == "AlertService/ListAlertHistory") {
    v1::ListAlertHistoryResponse history;
    *history.add_firings() = wire::toProto(
        AlertFiring{AlertId("00000000000000aa"), kSince, kSince + 1h, {{"alertname", "NodeOffline"}}, {}, ""});
    return FakeAnswer::of(history);
  }
  v1::AcknowledgeAlertResponse done;
  *done.add_acknowledgements() = wire::toProto(Acknowledgement{AlertId("00000000000000aa"), "ann", kSince, "on it"});
  return FakeAnswer::of(done);
}

QString lineOf(const CliResult& result, int index) {
  return result.out.split('\n').at(index).simplified();
}

}  // namespace

class TstCliAlerts : public QObject {
  Q_OBJECT

 private slots:
  void a_list_says_who_is_told_and_what_holds_it_back() {
    Fleet fleet(answer);
    const CliResult result = fleet.run({"alerts", "list", "--filter", "acknowledged:yes"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(lineOf(result, 0), QString("STATE SEVERITY ALERT REGION SINCE GOES TO ACKNOWLEDGED HELD BACK BY ID"));
    const QString id = QString::fromStdString(alertIdOf(burning().alert.labels).value);
    QCOMPARE(lineOf(result, 1),
             "firing page BudgetBurn answers eu-west 2026-11-26T08:00:00Z on-call, chat ann silence "
             "s-1, window sundays " +
                 id);
    QCOMPARE(fleet.server.requests().at(0).as<v1::ListAlertStatusRequest>().options().filter(),
             std::string("acknowledged:yes"));
    QVERIFY(fleet.run({"alerts", "list", "-o", "json"}).out.startsWith("{\"alerts\":[{\"alert\":{\"id\":\""));
  }

  void why_is_the_sentence_and_what_the_objective_says() {
    Fleet fleet(answer);
    const QString id = QString::fromStdString(alertIdOf(burning().alert.labels).value);
    const CliResult byId = fleet.run({"alerts", "why", id});
    QCOMPARE(
        byId.out,
        QString("BudgetBurn answers in eu-west, firing since 2026-11-26T08:00:00Z: nobody is told: it is silenced by "
                "s-1\n  14 times the pace that lasts\\u001b[31m\n  ann looks after it since 2026-11-26T08:01:00Z\n"
                "page, firing since 2026-11-26T08:00:00Z: answers in eu-west: too fast\n"));
    QCOMPARE(fleet.server.requests().at(0).as<v1::ListAlertStatusRequest>().options().filter(),
             "id:" + id.toStdString());
    QCOMPARE(fleet.run({"alerts", "why", "answers", "--region", "eu-west"}).out, byId.out);
    QCOMPARE(fleet.run({"alerts", "why", id, "--region", "eu-west"}).exitCode, 2);
  }

  void groups_and_history_are_tables() {
    Fleet fleet(answer);
    QCOMPARE(lineOf(fleet.run({"alerts", "groups"}), 1),
             QString("on-call 1 2026-11-26T08:00:00Z 2 {}:{region=\"eu-west\"}"));
    QCOMPARE(lineOf(fleet.run({"alerts", "history"}), 1),
             QString("- NodeOffline (fleet) 2026-11-26T08:00:00Z 2026-11-26T09:00:00Z 00000000000000aa"));
  }

  void an_acknowledgement_is_of_one_alert_or_of_a_group() {
    Fleet fleet(answer);
    const CliResult result = fleet.run({"alerts", "ack", "00000000000000aa", "--note", "on it"});
    QCOMPARE(result.out, QString("00000000000000aa is looked after by ann since 2026-11-26T08:00:00Z\n"));
    const auto sent = fleet.server.requests().at(0).as<v1::AcknowledgeAlertRequest>();
    QCOMPARE(sent.alert(), std::string("00000000000000aa"));
    QCOMPARE(sent.note(), std::string("on it"));
    QVERIFY(sent.request_id().size() >= 16);
    fleet.run({"alerts", "ack", "--group", "{}:{}"});
    QCOMPARE(fleet.server.requests().at(1).as<v1::AcknowledgeAlertRequest>().group(), std::string("{}:{}"));
    QCOMPARE(fleet.run({"alerts", "ack", "00000000000000aa", "--group", "{}:{}"}).exitCode, 2);
    QCOMPARE(fleet.server.requests().size(), std::size_t{2});
  }

  void a_route_is_asked_with_labels_and_a_file() {
    Fleet fleet([](const FakeRequest&) {
      v1::TestRouteResponse out;
      out.add_receivers("on-call");
      out.add_receivers("chat");
      return FakeAnswer::of(out);
    });
    const CliResult result =
        fleet.run({"alerting", "test-route", "-f", "-", "severity=page", "summary=a=b"}, "route: {}\n");
    QCOMPARE(result.out, QString("on-call\nchat\n"));
    const auto sent = fleet.server.requests().at(0).as<v1::TestRouteRequest>();
    QCOMPARE(sent.labels().at("summary"), std::string("a=b"));
    QCOMPARE(sent.labels_size(), 2);
    QCOMPARE(sent.text(), std::string("route: {}\n"));
    QCOMPARE(fleet.run({"alerting", "test-route", "severity"}).exitCode, 2);
  }
};

QTEST_GUILESS_MAIN(TstCliAlerts)
#include "tst_cli_alerts.moc"
