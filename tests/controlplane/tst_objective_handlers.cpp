#include <QtTest>

#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

ObjectiveStanding standingIn(const RegionName& region, double left) {
  ObjectiveStanding out;
  out.objective = ObjectiveName("answers");
  out.region = region;
  out.budgetLeft = left;
  out.state = budgetStateOf(left);
  return out;
}

ObjectiveAlert alertIn(const RegionName& region, Severity severity) {
  ObjectiveAlert out;
  out.key = {AlertKind::Burn, ObjectiveName("answers"), region, severity};
  out.since = kNow;
  out.why = "because";
  return out;
}

}  // namespace

class TstObjectiveHandlers : public QObject {
  Q_OBJECT

  std::unique_ptr<PlaneRig> rig_;

  template <class Response, class Request>
  Response ask(const std::string& method, const Request& request, const Credentials& who) {
    const auto answer = rig_->call("flotilla.v1.ObjectiveService/" + method, request.SerializeAsString(), who);
    if (!answer) qFatal("%s", answer.error().message.c_str());
    Response response;
    response.ParseFromString(*answer);
    return response;
  }
  template <class Request>
  Error refused(const std::string& method, const Request& request, const Credentials& who) {
    const auto answer = rig_->call("flotilla.v1.ObjectiveService/" + method, request.SerializeAsString(), who);
    return answer ? Error{} : answer.error();
  }
  static v1::GetObjectiveHistoryRequest historyOf(const std::string& region) {
    v1::GetObjectiveHistoryRequest request;
    request.set_objective("answers");
    request.set_region(region);
    request.mutable_step()->set_seconds(60);
    return request;
  }

 private slots:
  void init() {
    rig_ = std::make_unique<PlaneRig>();
    Objective objective;
    objective.name = ObjectiveName("answers");
    objective.title = "Answers";
    objective.workload = kWorkload;
    objective.target = 0.9;
    rig_->commit({{objective}, {}});
    rig_->plane.objectives.at = kNow;
    rig_->plane.objectives.standings = {standingIn({}, 0.4), standingIn(kWest, 0.9), standingIn(kEast, -0.5)};
    rig_->plane.objectives.alerts = {alertIn({}, Severity::Ticket), alertIn(kWest, Severity::Page),
                                     alertIn(kEast, Severity::Page)};
  }

  void whoever_may_see_all_sees_the_fleet() {
    const auto all = ask<v1::ListObjectivesResponse>("ListObjectives", v1::ListObjectivesRequest(), {true, {}});
    QCOMPARE(all.objectives_size(), 1);
    QCOMPARE(all.standings_size(), 3);
    QCOMPARE(all.page().total(), std::uint64_t{3});
    QCOMPARE(all.notes_size(), 1);  // a page that 90 % can hardly fire
    QVERIFY(all.has_at());
  }

  void a_viewer_of_a_region_sees_that_region_and_nothing_of_the_fleet() {
    const Credentials viewer = rig_->operatorWith("vera", Role::Viewer, {kWest});
    const auto seen = ask<v1::ListObjectivesResponse>("ListObjectives", v1::ListObjectivesRequest(), viewer);
    QCOMPARE(seen.standings_size(), 1);
    QCOMPARE(seen.standings(0).region(), kWest.value);
    const auto alerts = ask<v1::ListAlertsResponse>("ListAlerts", v1::ListAlertsRequest(), viewer);
    QCOMPARE(alerts.alerts_size(), 1);
    QCOMPARE(alerts.alerts(0).region(), kWest.value);
    QCOMPARE(ask<v1::GetObjectiveHistoryResponse>("GetObjectiveHistory", historyOf(kWest.value), viewer).steps_size(),
             1);
    for (const std::string& region : {kEast.value, std::string()})
      QCOMPARE(refused("GetObjectiveHistory", historyOf(region), viewer).reason, std::string("not_yours"));
  }

  void steps_of_a_node_are_for_whoever_sees_its_region() {
    HistoryScope asked;
    rig_->plane.indicatorSteps = [&](const HistoryScope& scope) {
      asked = scope;
      IndicatorStep step;
      step.at = scope.from;
      step.answers = {10, 1};
      return Result<std::vector<IndicatorStep>>(std::vector{step});
    };
    const auto request = [](const char* node, Duration step) {
      return wire::toProto(IndicatorHistoryQuery{{.node = node, .from = kNow - 90min, .to = kNow}, step});
    };
    const Credentials viewer = rig_->operatorWith("vera", Role::Viewer, {kWest});
    const auto seen = ask<v1::GetIndicatorHistoryResponse>("GetIndicatorHistory", request("rotterdam-1", 60s), viewer);
    QCOMPARE(seen.steps_size(), 1);
    QCOMPARE(seen.steps(0).answers().bad(), std::uint64_t{1});
    QVERIFY(!seen.steps(0).has_saturation());
    QCOMPARE(seen.latency_limits_ms_size(), static_cast<int>(kLatencyRowsMs.size()));
    QCOMPARE(asked.place.nodes, std::vector<std::string>{"id-of-rotterdam-1"});
    QCOMPARE(asked.from, kNow - 90min);
    QCOMPARE(refused("GetIndicatorHistory", request("boston-1", 60s), viewer).reason, std::string("no_node"));
    QCOMPARE(refused("GetIndicatorHistory", request("rotterdam-1", 1s), viewer).field, std::string("step"));
  }

  void lists_are_filtered_sorted_and_paged() {
    v1::ListObjectivesRequest request;
    request.mutable_options()->set_filter("state:exhausted");
    QCOMPARE(ask<v1::ListObjectivesResponse>("ListObjectives", request, {true, {}}).standings(0).region(), kEast.value);
    request.mutable_options()->set_filter("");
    request.mutable_options()->set_order_by("budget_left");
    request.mutable_options()->set_page_size(1);
    const auto page = ask<v1::ListObjectivesResponse>("ListObjectives", request, {true, {}});
    QCOMPARE(page.standings_size(), 1);
    QCOMPARE(page.standings(0).budget_left(), -0.5);
    QVERIFY(!page.page().next_page_token().empty());
    v1::ListAlertsRequest alerts;
    alerts.mutable_options()->set_filter("severity:page");
    QCOMPARE(ask<v1::ListAlertsResponse>("ListAlerts", alerts, {true, {}}).page().total(), std::uint64_t{2});
  }

  void what_cannot_be_answered_says_why() {
    v1::GetObjectiveHistoryRequest request = historyOf("");
    request.set_objective("uptime");
    QCOMPARE(refused("GetObjectiveHistory", request, {true, {}}).reason, std::string("no_objective"));
    request = historyOf("");
    request.mutable_step()->set_seconds(1);
    const Error small = refused("GetObjectiveHistory", request, {true, {}});
    QCOMPARE(small.reason, std::string("out_of_range"));
    QCOMPARE(small.field, std::string("step"));
  }
};

QTEST_GUILESS_MAIN(TstObjectiveHandlers)
#include "tst_objective_handlers.moc"
