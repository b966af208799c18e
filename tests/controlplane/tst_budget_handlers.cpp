#include <QtTest>

#include "services/proto/flotilla/v1/budget.pb.h"
#include "tests/controlplane/budget_rig.h"
#include "tests/controlplane/plane_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstBudgetHandlers : public QObject {
  Q_OBJECT

  std::unique_ptr<PlaneRig> rig_;

  template <class Response, class Request>
  Response ask(const std::string& method, const Request& request, const Credentials& who = {true, {}}) {
    const auto answer = rig_->call("flotilla.v1.BudgetService/" + method, request.SerializeAsString(), who);
    if (!answer) qFatal("%s", answer.error().message.c_str());
    Response response;
    response.ParseFromString(*answer);
    return response;
  }
  template <class Request>
  Error refused(const std::string& method, const Request& request, const Credentials& who) {
    const auto answer = rig_->call("flotilla.v1.BudgetService/" + method, request.SerializeAsString(), who);
    return answer ? Error{} : answer.error();
  }
  static v1::OverrideBudgetRequest overriding(const RegionName& region, const std::string& id) {
    v1::OverrideBudgetRequest request;
    request.set_request_id(id);
    request.set_region(region.value);
    request.set_objective("answers");
    request.set_reason("the fix is in it");
    return request;
  }
  v1::Budget budgetIn(const RegionName& region) {
    const auto all = ask<v1::ListBudgetsResponse>("ListBudgets", v1::ListBudgetsRequest());
    for (const v1::Budget& budget : all.budgets())
      if (budget.standing().region() == region.value) return budget;
    return {};
  }
  v1::BudgetReport spentOn(const std::string& region) {
    v1::GetBudgetRequest request;
    request.set_objective("answers");
    request.set_region(region);
    return ask<v1::BudgetReport>("GetBudget", request);
  }
  // Of meter-reader-1, which gave rotterdam-1 something two hours ago, and was watched for an hour.
  void beginWave() {
    RolloutWave wave;
    wave.rollout = RolloutId("meter-reader-1");
    wave.name = "all";
    wave.state = WaveState::Passed;
    wave.startedAt = kNow - 2h;
    wave.endedAt = kNow - 1h;
    rig_->commit({{wave}, {}});
  }

 private slots:
  void init() {
    rig_ = std::make_unique<PlaneRig>();
    rig_->commit({{objectiveOf("answers")}, {}});
    rig_->plane.objectives.at = kNow;
    rig_->plane.objectives.standings = {standingOf("answers", {}, 0.4), standingOf("answers", kWest, 0.9),
                                        standingOf("answers", kEast, -0.5)};
    rig_->plane.objectiveParts = [](const ObjectiveName&, const RegionName& region, TimePoint) {
      return std::vector<SeriesPart>{{kNow - 90min, 1min, {100, region == kWest ? 10U : 3U}},
                                     {kNow - 10min, 1min, {100, 1}}};
    };
  }

  void a_list_says_what_each_budget_means_for_rollouts() {
    QCOMPARE(budgetIn(kWest).meaning(), std::string("rollouts go on as planned"));
    QVERIFY(budgetIn(kEast).meaning().starts_with("no rollout gives a node anything"));
    QVERIFY(budgetIn({}).meaning().starts_with("waves soak twice as long"));
    QVERIFY(budgetIn(kEast).enforced());
    Objective informs = objectiveOf("answers");
    informs.budgetPolicy = BudgetPolicy::Inform;
    rig_->commit({{informs}, {}});
    QVERIFY(budgetIn(kEast).meaning().starts_with("informs only"));
  }

  void an_override_is_shown_wherever_the_state_is_and_audited() {
    const Credentials ann = rig_->operatorWith("ann", Role::Approver, {kEast});
    const auto made = ask<v1::BudgetOverride>("OverrideBudget", overriding(kEast, "request-number-one"), ann);
    QCOMPARE(made.by(), std::string("ann"));
    QCOMPARE(made.expires().seconds() - made.at().seconds(), std::int64_t{24 * 3600});
    QVERIFY(budgetIn(kEast).standing().has_overridden_until());
    QVERIFY(!budgetIn(kWest).standing().has_overridden_until());
    v1::ListObjectivesRequest list;
    list.mutable_options()->set_filter("region:us-east");
    const auto objectives = rig_->ask<v1::ListObjectivesResponse>("ObjectiveService/ListObjectives", list);
    QVERIFY(objectives.standings(0).has_overridden_until());
    const auto entries = rig_->store->auditEntries(1, 100).value();
    QCOMPARE(entries.back().actor, std::string("ann"));
    QCOMPARE(entries.back().object, std::string("budget/override-1"));
    QVERIFY(entries.back().detail.find("the fix is in it") != std::string::npos);
    v1::RevokeBudgetOverrideRequest revoke;
    revoke.set_request_id("request-number-two");
    revoke.set_id("override-1");
    QCOMPARE(ask<v1::BudgetOverride>("RevokeBudgetOverride", revoke, ann).revoked_by(), std::string("ann"));
    QVERIFY(!budgetIn(kEast).standing().has_overridden_until());
    const auto all = ask<v1::ListBudgetsResponse>("ListBudgets", v1::ListBudgetsRequest());
    QCOMPARE(all.overrides_size(), 1);  // ended, and still told
  }

  void only_an_approver_of_the_region_overrides() {
    const Credentials ann = rig_->operatorWith("ann", Role::Approver, {kEast});
    QCOMPARE(refused("OverrideBudget", overriding(kWest, "request-number-one"), ann).reason,
             std::string("out_of_scope"));
    QCOMPARE(refused("OverrideBudget", overriding({}, "request-number-two"), ann).reason, std::string("out_of_scope"));
    const Credentials otto = rig_->operatorWith("otto", Role::Operator, {});
    QVERIFY(refused("OverrideBudget", overriding(kEast, "request-number-three"), otto).code == ErrorCode::Denied);
    QVERIFY(rig_->fleet.state().budgetOverrides.empty());
    v1::RevokeBudgetOverrideRequest revoke;
    revoke.set_request_id("request-number-four");
    revoke.set_id("override-9");
    QCOMPARE(refused("RevokeBudgetOverride", revoke, ann).reason, std::string("no_override"));
  }

  void what_a_region_spent_that_is_not_declared_is_an_error() {
    const Credentials vera = rig_->operatorWith("vera", Role::Viewer, {});
    v1::GetBudgetRequest request;
    request.set_objective("answers");
    request.set_region("atlantis");
    QCOMPARE(refused("GetBudget", request, vera).reason, std::string("no_region"));
  }

  void a_viewer_of_a_region_sees_its_budgets_and_spending_and_nothing_of_the_fleet() {
    const Credentials vera = rig_->operatorWith("vera", Role::Viewer, {kWest});
    (void)ask<v1::BudgetOverride>("OverrideBudget", overriding(kEast, "request-number-one"));
    const auto all = ask<v1::ListBudgetsResponse>("ListBudgets", v1::ListBudgetsRequest(), vera);
    QCOMPARE(all.budgets_size(), 1);
    QCOMPARE(all.budgets(0).standing().region(), kWest.value);
    QCOMPARE(all.overrides_size(), 0);
    v1::GetBudgetRequest request;
    request.set_objective("answers");
    QCOMPARE(refused("GetBudget", request, vera).reason, std::string("not_yours"));
    request.set_region(kWest.value);
    QCOMPARE(ask<v1::BudgetReport>("GetBudget", request, vera).tally().bad(), std::uint64_t{11});
    request.set_objective("uptime");
    QCOMPARE(refused("GetBudget", request, vera).reason, std::string("no_objective"));
  }

  void the_fleet_is_the_sum_of_its_regions_each_with_causes_of_its_own() {
    beginWave();
    const auto report = spentOn("");
    QCOMPARE(report.tally().bad(), std::uint64_t{15});
    QCOMPARE(report.causes_size(), 2);
    QCOMPARE(report.causes(0).id(), std::string("meter-reader-1"));  // on rotterdam-1 only
    QCOMPARE(report.causes(0).bad(), std::uint64_t{11});             // one of them in the hour after it
    QCOMPARE(report.causes(1).cause(), v1::DEBIT_CAUSE_UNEXPLAINED);
    QCOMPARE(report.causes(1).bad(), std::uint64_t{4});
    QCOMPARE(report.debits(0).region(), kWest.value);
    // One in a hundred of 400 in 90 minutes, if it goes on like that for 30 days.
    QVERIFY(std::abs(report.allowed() - 4 * 480) < 1e-6);
  }

  void maintenance_that_was_announced_is_a_cause_before_a_rollout() {
    beginWave();
    // The clock says 10:30 where most was bad; the second window is about one node, and none of a region.
    const std::string alerting = R"(receivers: [{name: chat}]
route: {receiver: chat}
windows:
  - {name: cables, matchers: ['region="eu-west"'], hours: {zone: UTC, from: "10:00", to: "10:45"}}
  - {name: boston, matchers: ['node="boston-1"'], hours: {zone: UTC, from: "00:00", to: "24:00"}}
)";
    rig_->commit({{AlertingRecord{0, alerting, "ann", kNow}}, {}});
    QVERIFY(rig_->fleet.state().alerting->alerting.has_value());
    const auto report = spentOn(kWest.value);
    QCOMPARE(report.causes(0).cause(), v1::DEBIT_CAUSE_MAINTENANCE);
    QCOMPARE(report.causes(0).id(), std::string("cables"));
    QCOMPARE(report.causes(0).bad(), std::uint64_t{10});
    QCOMPARE(spentOn(kEast.value).causes(0).cause(), v1::DEBIT_CAUSE_UNEXPLAINED);
    QCOMPARE(spentOn("").causes(0).id(), std::string("cables"));
  }
};

QTEST_GUILESS_MAIN(TstBudgetHandlers)
#include "tst_budget_handlers.moc"
