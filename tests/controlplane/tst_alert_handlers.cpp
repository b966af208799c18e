// Alerts as operators reach them: what each sees and may do, and that a restart keeps it.
#include <QtTest>

#include "services/controlplane/core/alerts/firing_rows.h"
#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::string kService = "flotilla.v1.AlertService/";

AlertStatus statusIn(const char* region, const char* name, bool fires = true) {
  AlertStatus out;
  out.alert.labels = {{"alertname", name}, {"severity", "page"}, {"owner", "vision"}};
  if (*region != 0) out.alert.labels["region"] = region;
  out.alert.startsAt = out.alert.updatedAt = kNow;
  out.alert.endsAt = fires ? kNow + 5min : kNow;
  out.fires = fires;
  out.why = "because";
  return out;
}

std::string idOf(const AlertStatus& status) {
  return alertIdOf(status.alert.labels).value;
}

std::string nextRequest() {
  static int last = 0;
  return "alert-request-" + std::to_string(1'000'000 + ++last);
}

v1::AcknowledgeAlertRequest acknowledging(const std::string& alert, const std::string& group = {}) {
  v1::AcknowledgeAlertRequest request;
  request.set_request_id(nextRequest());
  request.set_alert(alert);
  request.set_group(group);
  request.set_note("looking");
  return request;
}

v1::CreateSilenceRequest silencing(const std::vector<Matcher>& matchers) {
  v1::CreateSilenceRequest request;
  request.set_request_id(nextRequest());
  for (const Matcher& matcher : matchers) *request.add_matchers() = wire::toProto(matcher);
  *request.mutable_ends_at() = wire::toProto(kNow + 1h);
  request.set_comment("works");
  return request;
}

v1::ApplyAlertingRequest applying(const std::string& text, bool dryRun = false) {
  v1::ApplyAlertingRequest request;
  request.set_request_id(nextRequest());
  request.set_text(text);
  request.set_dry_run(dryRun);
  return request;
}

const std::string kDocument =
    "receivers:\n"
    "  - name: ops\n"
    "    notifiers:\n"
    "      - {kind: webhook, settings: {url: \"https://example.com\"}, secrets: {authorization_file: token}}\n"
    "route: {receiver: ops}\n";

}  // namespace

class TstAlertHandlers : public QObject {
  Q_OBJECT

  std::unique_ptr<PlaneRig> rig_;
  const AlertStatus west_ = statusIn("eu-west", "West");
  const AlertStatus east_ = statusIn("us-east", "East");
  const AlertStatus fleet_ = statusIn("", "Fleet");
  const AlertStatus over_ = statusIn("eu-west", "Over", false);
  const Credentials local_{true, {}};

  template <class Response, class Request>
  Response ask(const std::string& method, const Request& request, const Credentials& who) {
    const auto answer = rig_->call(kService + method, request.SerializeAsString(), who);
    if (!answer) qFatal("%s: %s", method.c_str(), answer.error().message.c_str());
    Response response;
    response.ParseFromString(*answer);
    return response;
  }
  template <class Request>
  Error refused(const std::string& method, const Request& request, const Credentials& who) {
    const auto answer = rig_->call(kService + method, request.SerializeAsString(), who);
    return answer ? Error{} : answer.error();
  }
  template <class Request>
  QString reasonFor(const std::string& method, const Request& request, const Credentials& who) {
    return QString::fromStdString(refused(method, request, who).reason);
  }
  QStringList names(const Credentials& who, const std::string& filter = {}, const std::string& order = {}) {
    v1::ListAlertStatusRequest request;
    request.mutable_options()->set_filter(filter);
    request.mutable_options()->set_order_by(order);
    QStringList out;
    const auto answer = ask<v1::ListAlertStatusResponse>("ListAlerts", request, who);
    for (const auto& status : answer.alerts()) out << QString::fromStdString(status.alert().labels().at("alertname"));
    return out;
  }
  Credentials westOperator() { return rig_->operatorWith("west-operator", Role::Operator, {kWest}); }
  std::uint64_t audited() { return rig_->fleet.state().auditSeq; }
  AuditEntry lastAudit() { return rig_->store->auditEntries(audited(), 1).value().front(); }

 private slots:
  void init() {
    rig_ = std::make_unique<PlaneRig>();
    rig_->alerts = {kNow, {west_, east_, fleet_, over_}, {{"all", "ops", {}, {west_, east_}, kNow, 1}}};
  }
  void cleanup() { rig_.reset(); }

  void who_sees_a_region_sees_its_alerts_and_nobody_elses() {
    QCOMPARE(names(local_), QStringList({"West", "East", "Fleet", "Over"}));
    const Credentials viewer = rig_->operatorWith("west-viewer", Role::Viewer, {kWest});
    QCOMPARE(names(viewer), QStringList({"West", "Over"}));
    const auto groups = ask<v1::ListAlertGroupsResponse>("ListAlertGroups", v1::ListAlertGroupsRequest(), viewer);
    QCOMPARE(groups.groups_size(), 1);
    QCOMPARE(groups.groups(0).alerts_size(), 1);
    QCOMPARE(groups.groups(0).alerts(0).alert().id(), idOf(west_));
    const Credentials other = rig_->operatorWith("other-viewer", Role::Viewer, {RegionName("eu-north")});
    QVERIFY(names(other).isEmpty());
    QCOMPARE(ask<v1::ListAlertGroupsResponse>("ListAlertGroups", v1::ListAlertGroupsRequest(), other).groups_size(), 0);
  }

  void alerts_are_filtered_sorted_paged_and_counted() {
    QCOMPARE(names(local_, "state:firing region:eu-west"), QStringList({"West"}));
    QCOMPARE(names(local_, "region:\"\""), QStringList({"Fleet"}));
    QCOMPARE(names(local_, "state:resolved"), QStringList({"Over"}));
    QCOMPARE(names(local_, "severity:page owner:vision suppressed:no label.region:us-east"), QStringList({"East"}));
    QCOMPARE(names(local_, {}, "alertname"), QStringList({"East", "Fleet", "Over", "West"}));
    QCOMPARE(names(local_, "id:" + idOf(fleet_)), QStringList({"Fleet"}));
    v1::ListAlertStatusRequest request;
    request.mutable_options()->set_page_size(3);
    const auto first = ask<v1::ListAlertStatusResponse>("ListAlerts", request, local_);
    QCOMPARE(first.alerts_size(), 3);
    QCOMPARE(first.page().total(), std::uint64_t{4});
    request.mutable_options()->set_page_token(first.page().next_page_token());
    QCOMPARE(ask<v1::ListAlertStatusResponse>("ListAlerts", request, local_).alerts_size(), 1);
    request.mutable_options()->set_filter("colour:red");
    QCOMPARE(reasonFor("ListAlerts", request, local_), "unknown_field");
  }

  void an_acknowledgement_is_seen_at_once_audited_and_kept() {
    const Credentials who = westOperator();
    const auto done = ask<v1::AcknowledgeAlertResponse>("AcknowledgeAlert", acknowledging(idOf(west_)), who);
    QCOMPARE(done.acknowledgements_size(), 1);
    QCOMPARE(done.acknowledgements(0).by(), std::string("west-operator"));
    QCOMPARE(names(local_, "acknowledged:yes"), QStringList({"West"}));
    QCOMPARE(names(local_, "acknowledged_by:west-operator"), QStringList({"West"}));
    const AuditEntry entry = lastAudit();
    QCOMPARE(entry.action, std::string("AcknowledgeAlert"));
    QCOMPARE(entry.object, "alert/" + idOf(west_));
    QCOMPARE(entry.detail, std::string("West in eu-west: looking"));
    const std::uint64_t before = audited();
    ask<v1::AcknowledgeAlertResponse>("AcknowledgeAlert", acknowledging(idOf(west_)), who);
    QCOMPARE(audited(), before);  // said twice it is the same
    QCOMPARE(rig_->store->load()->acknowledgements.size(), std::size_t{1});
    v1::UnacknowledgeAlertRequest gone;
    gone.set_request_id(nextRequest());
    gone.set_alert(idOf(west_));
    QCOMPARE(ask<v1::UnacknowledgeAlertResponse>("UnacknowledgeAlert", gone, who).alerts_size(), 1);
    QVERIFY(names(local_, "acknowledged:yes").isEmpty());
    QVERIFY(rig_->store->load()->acknowledgements.empty());
  }

  void only_what_the_caller_operates_is_acknowledged() {
    const Credentials who = westOperator();
    QCOMPARE(reasonFor("AcknowledgeAlert", acknowledging(idOf(east_)), who),
             "no_alert");  // is not told that it is there
    QCOMPARE(reasonFor("AcknowledgeAlert", acknowledging(idOf(fleet_)), who), "no_alert");
    QCOMPARE(reasonFor("AcknowledgeAlert", acknowledging(idOf(over_)), who), "alert_resolved");
    QCOMPARE(reasonFor("AcknowledgeAlert", acknowledging(""), who), "no_choice");
    QCOMPARE(reasonFor("AcknowledgeAlert", acknowledging(idOf(west_), "all"), who), "no_choice");
    QCOMPARE(reasonFor("AcknowledgeAlert", acknowledging({}, "none"), who), "no_group");
    const Credentials mixed = rig_->operatorWith("mixed", Role::Operator, {kEast});
    rig_->commit(
        {{OperatorRecord{OperatorId("id-mixed"), "mixed", {{Role::Operator, {kEast}}, {Role::Viewer, {}}}, kNow}}, {}});
    QCOMPARE(reasonFor("AcknowledgeAlert", acknowledging(idOf(west_)), mixed), "out_of_scope");
    const auto part = ask<v1::AcknowledgeAlertResponse>("AcknowledgeAlert", acknowledging({}, "all"), mixed);
    QCOMPARE(part.acknowledgements_size(), 1);
    QCOMPARE(part.acknowledgements(0).alert(), idOf(east_));
    auto noted = acknowledging(idOf(east_));
    noted.set_note(std::string(501, 'x'));
    QCOMPARE(reasonFor("AcknowledgeAlert", noted, mixed), "bad_note");
  }

  void somebody_else_takes_over() {
    ask<v1::AcknowledgeAlertResponse>("AcknowledgeAlert", acknowledging(idOf(west_)), westOperator());
    const Credentials second = rig_->operatorWith("second", Role::Operator, {});
    ask<v1::AcknowledgeAlertResponse>("AcknowledgeAlert", acknowledging(idOf(west_)), second);
    QCOMPARE(names(local_, "acknowledged_by:second"), QStringList({"West"}));
  }

  void the_end_of_a_firing_ends_its_acknowledgement_and_is_history() {
    rig_->commit(firingRows(rig_->fleet.state(), {west_.alert, east_.alert}, {}));
    ask<v1::AcknowledgeAlertResponse>("AcknowledgeAlert", acknowledging(idOf(west_)), westOperator());
    Alert ended = west_.alert;
    ended.endsAt = kNow + 10min;
    rig_->commit(firingRows(rig_->fleet.state(), {}, {ended}));
    QVERIFY(rig_->fleet.state().acknowledgements.empty());
    QCOMPARE(rig_->fleet.state().firings.size(), std::size_t{1});
    const auto history = [&](const Credentials& who, const std::string& filter) {
      v1::ListAlertHistoryRequest request;
      request.mutable_options()->set_filter(filter);
      return ask<v1::ListAlertHistoryResponse>("ListAlertHistory", request, who);
    };
    QCOMPARE(history(local_, "").firings_size(), 2);
    const auto seen = history(westOperator(), "");
    QCOMPARE(seen.firings_size(), 1);
    QVERIFY(wire::fromProto(seen.firings(0).ended()) == kNow + 10min);
    QCOMPARE(history(local_, "state:firing").firings(0).labels().at("alertname"), std::string("East"));
    QCOMPARE(history(local_, "ended>2020-01-01T00:00:00Z alertname:West").firings_size(), 1);
  }

  void who_operates_regions_silences_only_what_is_in_one_of_them() {
    const Credentials who = westOperator();
    const auto reason = [&](const std::vector<Matcher>& matchers) {
      return reasonFor("CreateSilence", silencing(matchers), who);
    };
    const Matcher name{"alertname", "West", false, true};
    QCOMPARE(reason({name}), "out_of_scope");
    QCOMPARE(reason({name, {"region", "us-east", false, true}}), "out_of_scope");
    QCOMPARE(reason({name, {"region", "eu-west", true, true}}), "out_of_scope");
    QCOMPARE(reason({name, {"region", "us-east", false, false}}), "out_of_scope");
    QCOMPARE(reason({name, {"region", "eu-west", false, true}}), "");
    QCOMPARE(reasonFor("CreateSilence", silencing({name}), rig_->operatorWith("all", Role::Operator, {})), "");
    QCOMPARE(reasonFor("CreateSilence", silencing({name}), rig_->operatorWith("looker", Role::Viewer, {})),
             "role_missing");
  }

  void a_silence_lives_and_ends_and_is_kept() {
    const Credentials who = westOperator();
    const auto made = ask<v1::Silence>("CreateSilence", silencing({{"region", "eu-west", false, true}}), who);
    QCOMPARE(made.state(), v1::SILENCE_STATE_ACTIVE);
    QCOMPARE(made.created_by(), std::string("west-operator"));
    QCOMPARE(lastAudit().object, "silence/" + made.id());
    v1::UpdateSilenceRequest change;
    change.set_request_id(nextRequest());
    change.set_id(made.id());
    *change.add_matchers() = wire::toProto(Matcher{"region", "eu-west", false, true});
    *change.mutable_ends_at() = wire::toProto(kNow + 2h);
    change.set_comment("more works");
    QCOMPARE(ask<v1::Silence>("UpdateSilence", change, who).comment(), std::string("more works"));
    change.set_request_id(nextRequest());
    change.clear_matchers();
    *change.add_matchers() = wire::toProto(Matcher{"alertname", "West", false, true});
    QCOMPARE(reasonFor("UpdateSilence", change, who), "out_of_scope");
    QVERIFY(rig_->store->load()->silences.at(SilenceId(made.id())).endsAt == kNow + 2h);
    v1::ExpireSilenceRequest end;
    end.set_request_id(nextRequest());
    end.set_id(made.id());
    const Credentials eastern = rig_->operatorWith("eastern", Role::Operator, {kEast});
    QCOMPARE(reasonFor("ExpireSilence", end, eastern), "no_silence");
    QCOMPARE(ask<v1::Silence>("ExpireSilence", end, who).state(), v1::SILENCE_STATE_EXPIRED);
    change.set_request_id(nextRequest());
    QCOMPARE(reasonFor("UpdateSilence", change, who), "silence_expired");
    v1::ListSilencesRequest list;
    list.mutable_options()->set_filter("state:expired matcher:\"region=\\\"eu-west\\\"\"");
    QCOMPARE(ask<v1::ListSilencesResponse>("ListSilences", list, who).silences_size(), 1);
    QCOMPARE(ask<v1::ListSilencesResponse>("ListSilences", list, eastern).silences_size(), 0);
  }

  void silences_that_cannot_be_meant_are_refused_by_field_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* name, v1::CreateSilenceRequest request, const char* reason, const char* field) {
      QTest::newRow(name) << QByteArray::fromStdString(request.SerializeAsString()) << reason << field;
    };
    const Matcher fine{"region", "eu-west", false, true};
    const auto changed = [&](auto change) {
      v1::CreateSilenceRequest out = silencing({fine});
      change(out);
      return out;
    };
    row("none", silencing({}), "no_matchers", "matchers");
    row("everything", silencing({{"a", ".*", true, true}, {"b", "x", false, false}}), "matches_all", "matchers");
    row("no label", silencing({fine, {"a-b", "x", false, true}}), "bad_label_name", "matchers[1]");
    row("no pattern", silencing({{"a", "(", true, true}}), "bad_pattern", "matchers[0]");
    row("over", changed([](auto& r) { *r.mutable_ends_at() = wire::toProto(kNow); }), "bad_time", "ends_at");
    row("no end", changed([](auto& r) { r.clear_ends_at(); }), "bad_time", "ends_at");
    row("forever", changed([](auto& r) { *r.mutable_ends_at() = wire::toProto(kNow + 24h * 401); }), "bad_time",
        "ends_at");
    row("backwards", changed([](auto& r) { *r.mutable_starts_at() = wire::toProto(kNow + 2h); }), "bad_time",
        "ends_at");
    row("no reason", changed([](auto& r) { r.set_comment(" "); }), "bad_comment", "comment");
    row("two lines", changed([](auto& r) { r.set_comment("a\nb"); }), "bad_comment", "comment");
    row("annotations", changed([](auto& r) { (*r.mutable_annotations())["a b"] = ""; }), "bad_annotations",
        "annotations");
  }
  void silences_that_cannot_be_meant_are_refused_by_field() {
    QFETCH(QByteArray, request);
    v1::CreateSilenceRequest parsed;
    QVERIFY(parsed.ParseFromString(request.toStdString()));
    const Error error = refused("CreateSilence", parsed, local_);
    QTEST(QString::fromStdString(error.reason), "reason");
    QTEST(QString::fromStdString(error.field), "field");
    QVERIFY(!error.fix.empty());
  }

  void old_silences_go_and_there_is_a_limit() {
    const auto stored = [&](const std::string& id, TimePoint ends) {
      return Silence{SilenceId(id), {{"a", "b", false, true}}, kNow - 24h * 30, ends, kNow, "ann", "c", {}};
    };
    rig_->commit({{stored("old", kNow - 24h * 5 - 1s), stored("recent", kNow - 24h * 5)}, {}});
    ask<v1::Silence>("CreateSilence", silencing({{"a", "b", false, true}}), local_);
    QVERIFY(!rig_->fleet.state().silences.contains(SilenceId("old")));
    QVERIFY(rig_->fleet.state().silences.contains(SilenceId("recent")));
    Mutation many;
    for (int i = 0; i < 1999; ++i) many.rows.emplace_back(stored("many-" + std::to_string(i), kNow + 1h));
    rig_->commit(many);
    QCOMPARE(reasonFor("CreateSilence", silencing({{"a", "b", false, true}}), local_), "too_many_silences");
  }

  void a_replay_is_asked_for_with_what_the_request_brings() {
    v1::ReplayRequest request;
    *request.mutable_from() = wire::toProto(kNow - 1h);
    *request.mutable_to() = wire::toProto(kNow);
    request.set_alerting("receivers: [{name: mine}]\nroute: {receiver: mine}");
    request.set_fleet("objectives: [{name: fast, title: Fast, indicator: reachability, target: 0.9, period: 7d}]");
    ask<v1::ReplayResponse>("Replay", request, local_);
    QCOMPARE(rig_->replayed->alerting.route.receiver, std::string("mine"));
    QCOMPARE(rig_->replayed->objectives.size(), std::size_t{1});
    QVERIFY(rig_->replayed->objectives.contains(ObjectiveName("fast")));
    QCOMPARE(rig_->replayed->regions, rig_->fleet.state().regions.size());
  }

  void a_replay_that_cannot_be_meant_is_refused_by_field() {
    v1::ReplayRequest request;
    *request.mutable_from() = wire::toProto(kNow - 1h);
    *request.mutable_to() = wire::toProto(kNow + 1s);
    QCOMPARE(refused("Replay", request, local_).field, std::string("to"));
    *request.mutable_to() = wire::toProto(kNow - 1h);
    QCOMPARE(refused("Replay", request, local_).reason, std::string("out_of_range"));
    *request.mutable_to() = wire::toProto(kNow);
    request.set_fleet("objectives: [{name: fast}]");
    QCOMPARE(refused("Replay", request, local_).field, std::string("objectives[0].title"));
    QVERIFY(!rig_->replayed);
  }

  void the_document_is_applied_kept_and_shown() {
    const auto none = ask<v1::GetAlertingResponse>("GetAlerting", v1::GetAlertingRequest(), local_);
    QVERIFY(none.built_in() && none.text().find("inhibitions:") != std::string::npos);
    const std::uint64_t before = audited();
    const auto dry = ask<v1::ApplyAlertingResponse>("ApplyAlerting", applying(kDocument, true), local_);
    QVERIFY(!dry.applied() && dry.diff_size() > 0);
    QCOMPARE(audited(), before);
    const auto done = ask<v1::ApplyAlertingResponse>("ApplyAlerting", applying(kDocument), local_);
    QVERIFY(done.applied());
    QCOMPARE(done.diff(0), std::string("+ receiver ops"));
    QCOMPARE(lastAudit().object, std::string("alerting"));
    const auto shown = ask<v1::GetAlertingResponse>("GetAlerting", v1::GetAlertingRequest(), local_);
    QCOMPARE(shown.text(), kDocument);
    QCOMPARE(shown.applied_by(), std::string("local-administrator"));
    const FleetState again = rig_->store->load().value();
    QCOMPARE(again.alerting->record.text, kDocument);
    QCOMPARE(again.alerting->alerting->route.receiver, std::string("ops"));
    QVERIFY(!ask<v1::ApplyAlertingResponse>("ApplyAlerting", applying(kDocument), local_).applied());
    auto late = applying(kDocument + "hold_resolved: 1m\n");
    late.set_expected_revision(none.revision());
    QCOMPARE(reasonFor("ApplyAlerting", late, local_), "revision_changed");
    late.set_request_id(nextRequest());
    late.set_expected_revision(shown.revision());
    QCOMPARE(reasonFor("ApplyAlerting", late, local_), "");
    QCOMPARE(reasonFor("ApplyAlerting", applying(kDocument), rig_->operatorWith("op", Role::Operator, {})),
             "role_missing");
  }

  void a_document_that_is_wrong_or_whose_notifier_refuses_does_not_count() {
    const Error wrong = refused("ApplyAlerting", applying("route: {receiver: ops}"), local_);
    QCOMPARE(wrong.field, std::string("route.receiver"));
    rig_->plane.checkNotifier = [](const Notifier& notifier) {
      return notifier.kind == "webhook" ? Status(invalid("bad_setting", "no such host", "url", "write another"))
                                        : okStatus();
    };
    const Error refusedSetting = refused("ApplyAlerting", applying(kDocument), local_);
    QCOMPARE(refusedSetting.reason, std::string("bad_setting"));
    QCOMPARE(refusedSetting.field, std::string("receivers[0].notifiers[0].settings.url"));
    rig_->plane.checkNotifier = [](const Notifier&) {
      return Status(invalid("no_file", "is not there", "authorization_file", ""));
    };
    QCOMPARE(refused("ApplyAlerting", applying(kDocument), local_).field,
             std::string("receivers[0].notifiers[0].secrets.authorization_file"));
    QVERIFY(!rig_->fleet.state().alerting);
  }

  void a_route_is_tried_with_the_document_that_counts_or_another() {
    v1::TestRouteRequest request;
    (*request.mutable_labels())["region"] = "eu-west";
    QCOMPARE(ask<v1::TestRouteResponse>("TestRoute", request, local_).receivers(0), std::string("nobody"));
    request.set_text(kDocument);
    QCOMPARE(ask<v1::TestRouteResponse>("TestRoute", request, local_).receivers(0), std::string("ops"));
    request.set_text("route: {receiver: ops}");
    QCOMPARE(reasonFor("TestRoute", request, local_), "bad_value");
    rig_->plane.routeOf = {};
    request.clear_text();
    QCOMPARE(reasonFor("TestRoute", request, local_), "no_routing");
  }
};

QTEST_GUILESS_MAIN(TstAlertHandlers)
#include "tst_alert_handlers.moc"
