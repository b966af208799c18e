// Error budgets slow and freeze rollouts, over the whole core.
#include "services/controlplane/core/budgets/overrides.h"
#include "services/controlplane/core/rollouts/explain.h"
#include "services/controlplane/core/rollouts/preview.h"
#include "services/controlplane/storage/sqlite_fleet_store.h"
#include "services/documents/rollout_plan.h"
#include "tests/controlplane/budget_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const Version kOld{1, 0, 0}, kNew{2, 0, 0};
const std::string kHead =
    "workload: meter-reader\nto: 2.0.0\ndeadline: 2m\n"
    "gates: {interval: 10s, warm_up: 10s, min_requests: 2000, compare: false}\n";
const std::string kByRegion = kHead +
                              "waves:\n"
                              "  - {name: west, size: {regions: [eu-west]}, soak: 1m, limit: 30m}\n"
                              "  - {name: east, size: rest, soak: 1m, limit: 30m}\n";
const std::string kAll = kHead + "waves:\n  - {name: all, size: rest, soak: 1m, limit: 30m}\n";

std::string forPurpose(const char* purpose, const std::string& plan) {
  return "purpose: " + std::string(purpose) + "\n" + plan;
}

Caller person(const char* name) {
  return {name, {{Role::Approver, {}}}};
}

std::size_t runsIn(const RolloutRig& rig, const RegionName& region) {
  std::size_t count = 0;
  for (const auto& [id, entry] : rig.state.nodes)
    count += entry.record.region == region && entry.workloads.at(kWorkload).version == kNew ? 1 : 0;
  return count;
}

// Regions with nodes that have been told and have not answered.
std::set<RegionName> underWay(const RolloutRig& rig) {
  std::set<RegionName> out;
  for (const RolloutNode& node : rig.rollout().nodes)
    if (node.outcome == NodeOutcome::Pending) out.insert(rig.state.nodes.at(node.node).record.region);
  return out;
}

std::size_t factsOf(const RolloutRig& rig, const char* action) {
  return static_cast<std::size_t>(
      std::count_if(rig.facts.begin(), rig.facts.end(), [&](const AuditFact& fact) { return fact.action == action; }));
}

void override(RolloutRig& rig, const RegionName& region, Duration lifetime = 1h) {
  rig.keep(overrideBudget(rig.state, {region, ObjectiveName("answers"), "the fix", lifetime}, person("ann"), rig.now)
               ->mutation);
}

bool approve(RolloutRig& rig, std::uint32_t wave, const char* name) {
  return rig.say(RolloutVerb::Approve, wave, person(name)).ok();
}

}  // namespace

class TstBudgets : public QObject {
  Q_OBJECT

 private slots:
  void an_exhausted_region_waits_and_the_others_go_on() {
    RolloutRig rig;
    declareAnswers(rig.state, 1, -0.12);
    rig.begin(kAll);
    rig.pass(60);
    QCOMPARE(runsIn(rig, kWest), std::size_t{6});
    QCOMPARE(runsIn(rig, kEast), std::size_t{0});
    QVERIFY(rig.rollout().state == RolloutState::Running);
    QVERIFY(rig.wave(0).state == WaveState::Assigning);
    QCOMPARE(rig.rollout().reason, std::string("budget_exhausted"));
    for (const char* part : {"objective answers in us-east", "-12 % left", "6 nodes wait",
                             "until more than 0 % is left", "budgets override --region us-east --objective answers"})
      QVERIFY2(rig.rollout().message.find(part) != std::string::npos, rig.rollout().message.c_str());
    declareAnswers(rig.state, 1, 0.9);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.rollout().reason, std::string());
  }

  void a_wave_that_is_held_whole_waits_as_for_its_window() {
    RolloutRig rig;
    declareAnswers(rig.state, 1, -0.12);
    rig.begin(kByRegion);
    QVERIFY(rig.passUntil([&] { return rig.wave(1).state == WaveState::AwaitingWindow; }));
    rig.pass(60);
    QVERIFY(rig.wave(1).state == WaveState::AwaitingWindow);
    QCOMPARE(rig.rollout().reason, std::string("budget_exhausted"));
    QCOMPARE(rig.assigned(), std::size_t{6});
  }

  void a_wait_is_audited_when_it_begins_and_ends_and_not_in_between() {
    RolloutRig rig;
    declareAnswers(rig.state, 1, -0.12);
    rig.begin(kByRegion);
    QVERIFY(rig.passUntil([&] { return rig.rollout().reason == "budget_exhausted"; }));
    for (int i = 1; i <= 20; ++i) {
      declareAnswers(rig.state, 1, -0.12 - i * 0.01);  // the figure is told, and is no news for the audit log
      rig.pass(1);
    }
    QVERIFY(rig.rollout().message.find("-32 % left") != std::string::npos);
    QCOMPARE(factsOf(rig, "waits_for_budget"), std::size_t{1});
    QCOMPARE(factsOf(rig, "budget_lets_go"), std::size_t{0});
    override(rig, kEast);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(factsOf(rig, "waits_for_budget"), std::size_t{1});
    QCOMPARE(factsOf(rig, "budget_lets_go"), std::size_t{1});
  }

  void an_override_lets_it_go_and_holds_it_again_when_it_ends() {
    RolloutRig rig;
    declareAnswers(rig.state, -1, -1);
    rig.begin(kByRegion);
    rig.pass(5);
    QCOMPARE(rig.assigned(), std::size_t{0});
    override(rig, kWest, 1min);
    rig.pass(3);
    QCOMPARE(rig.assigned(), std::size_t{6});
    override(rig, kEast, 1min);  // over before the west has soaked
    rig.pass(60);
    QVERIFY(rig.wave(0).state == WaveState::Passed);
    QCOMPARE(rig.assigned(), std::size_t{6});
    QCOMPARE(rig.rollout().reason, std::string("budget_exhausted"));
  }

  void a_freeze_holds_repairs_too_and_never_what_soaks() {
    RolloutRig rig;
    declareAnswers(rig.state, 1, 1);
    rig.begin(forPurpose("security", kByRegion));
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Soaking; }));
    declareAnswers(rig.state, -1, -1);
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Passed; }));
    rig.pass(30);
    QCOMPARE(rig.assigned(), std::size_t{6});
    QCOMPARE(runsIn(rig, kWest), std::size_t{6});
  }

  void safety_checks_go_on_while_it_waits_and_a_way_back_asks_no_budget() {
    RolloutRig rig;
    bool bad = false;
    rig.behaviour = [&](const NodeRecord&, const Version& version, std::uint64_t) {
      return Service{600, bad && version == kNew ? 300U : 0U, 5'000, 0};
    };
    declareAnswers(rig.state, 1, -1);
    const std::string gates = "min_requests: 2000, compare: false";
    std::string plan = kByRegion;
    plan.replace(plan.find(gates), gates.size(), gates + ", min_success_ratio: 0.9");
    rig.begin(plan);
    QVERIFY(rig.passUntil([&] { return rig.rollout().reason == "budget_exhausted"; }));
    declareAnswers(rig.state, -1, -1, -1);
    bad = true;
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.runs(kNew), std::size_t{0});
  }

  void a_rollback_by_hand_is_never_hindered() {
    RolloutRig rig;
    rig.begin(kAll);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    declareAnswers(rig.state, -1, -1, -1);
    const auto preview = prepareRollBack(rig.state, rig.rollout().id, rig.author, rig.now, kInterval);
    QVERIFY(preview.ok() && !preview->problem);
    QVERIFY(rig.take(rollBack(rig.state, rig.rollout().id, rig.author, rig.key, rig.now)).ok());
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    QCOMPARE(rig.runs(kNew), std::size_t{0});
  }

  void caution_asks_for_two_approvals_that_the_plan_does_not() {
    RolloutRig rig;
    declareAnswers(rig.state, 1, 0.4);
    rig.begin(kByRegion);
    QVERIFY(rig.passUntil([&] { return rig.wave(1).state == WaveState::AwaitingApproval; }));
    QCOMPARE(rig.wave(0).approvalsNeeded, 0U);
    QCOMPARE(rig.wave(1).approvalsNeeded, 2U);
    rig.pass(1);
    QCOMPARE(rig.rollout().reason, std::string("budget_caution"));
    QVERIFY(approve(rig, 1, "first"));
    rig.pass(10);
    QCOMPARE(rig.assigned(), std::size_t{6});
    QVERIFY2(rig.rollout().message.find("needs 2 approvals and has 1") != std::string::npos,
             rig.rollout().message.c_str());
    QVERIFY(approve(rig, 1, "second"));
    rig.pass(2);
    QCOMPARE(rig.assigned(), std::size_t{12});
  }

  void caution_at_the_start_asks_before_anything_is_given_and_recovery_asks_no_more() {
    RolloutRig rig;
    declareAnswers(rig.state, 0.3, 1);
    rig.begin(kByRegion);
    QVERIFY(rig.rollout().state == RolloutState::AwaitingApproval);
    rig.pass(10);
    QCOMPARE(rig.assigned(), std::size_t{0});
    QCOMPARE(rig.rollout().reason, std::string("budget_caution"));
    declareAnswers(rig.state, 0.6, 1);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    QCOMPARE(rig.wave(0).approvalsNeeded, 0U);
  }

  void caution_soaks_twice_as_long() {
    RolloutRig rig;
    declareAnswers(rig.state, 0.9, 1);
    rig.begin(kByRegion);
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Soaking; }));
    declareAnswers(rig.state, 0.4, 1);
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Passed; }));
    QVERIFY(rig.wave(0).endedAt - rig.wave(0).soakingAt >= 2min);
    QVERIFY(rig.wave(0).endedAt - rig.wave(0).soakingAt < 3min);
    QCOMPARE(factsOf(rig, "waits_for_budget"), std::size_t{1});
    QVERIFY(rig.passUntil([&] { return rig.wave(1).state == WaveState::Passed; }));
    QVERIFY(rig.wave(1).endedAt - rig.wave(1).soakingAt < 2min);
  }

  void what_soaks_twice_as_long_has_that_much_longer_for_its_verdict() {
    RolloutRig rig;
    std::string plan = kByRegion;
    for (std::size_t at = 0; (at = plan.find("limit: 30m", at)) != std::string::npos;)
      plan.replace(at, 10, "limit: 70s");
    declareAnswers(rig.state, 0.9, 1);
    rig.begin(plan);
    QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Soaking; }));
    declareAnswers(rig.state, 0.4, 1);
    QVERIFY(rig.passUntil(
        [&] { return rig.wave(0).state != WaveState::Soaking || rig.rollout().state != RolloutState::Running; }));
    QVERIFY(rig.wave(0).state == WaveState::Passed);
  }

  void a_restricted_region_lets_only_repairs_through() {
    for (const char* purpose : {"feature", "reliability", "security"}) {
      RolloutRig rig;
      declareAnswers(rig.state, 1, 0.1);
      rig.begin(forPurpose(purpose, kByRegion));
      QVERIFY(rig.passUntil([&] { return rig.wave(0).state == WaveState::Passed; }));
      rig.pass(3);
      (void)approve(rig, 1, "first");
      (void)approve(rig, 1, "second");
      rig.pass(20);
      const bool repairs = std::string(purpose) != "feature";
      QCOMPARE(runsIn(rig, kEast), std::size_t{repairs ? 6U : 0U});
      if (!repairs) QCOMPARE(rig.rollout().reason, std::string("budget_restricted"));
    }
  }

  void repairs_go_through_restricted_regions_one_at_a_time() {
    RolloutRig rig;
    declareAnswers(rig.state, 0.1, 0.1);
    rig.begin(forPurpose("reliability", kAll));
    QVERIFY(approve(rig, 0, "first") && approve(rig, 0, "second"));
    std::set<RegionName> seen;
    QVERIFY(rig.passUntil([&] {
      const auto now = underWay(rig);
      if (now.size() > 1) qFatal("two regions at a time");
      seen.insert(now.begin(), now.end());
      return rig.rollout().state == RolloutState::Succeeded;
    }));
    QCOMPARE(seen.size(), std::size_t{2});
    RolloutRig both;  // with enough left they go together
    declareAnswers(both.state, 0.9, 0.9);
    both.begin(forPurpose("reliability", kAll));
    QCOMPARE(underWay(both).size(), std::size_t{2});
  }

  void an_unknown_budget_holds_as_a_restricted_one() {
    RolloutRig rig;
    declareAnswers(rig.state, 1, 1);
    stands(rig.state, silent("answers", kEast));
    rig.begin(kByRegion);
    QVERIFY(rig.passUntil([&] { return rig.rollout().reason == "budget_unknown"; }));
    rig.pass(20);
    QCOMPARE(rig.assigned(), std::size_t{6});
  }

  void a_node_that_comes_back_is_not_given_it_while_its_region_is_frozen() {
    RolloutRig rig;
    rig.offline = {"boston-1"};
    rig.pass(6);
    rig.begin(kAll);
    QVERIFY(rig.passUntil(RolloutState::Succeeded));
    declareAnswers(rig.state, 1, -1);
    rig.offline.clear();
    rig.pass(20);
    QCOMPARE(rig.runs(kNew), std::size_t{11});
    declareAnswers(rig.state, 1, 1);
    rig.pass(20);
    QCOMPARE(rig.runs(kNew), std::size_t{12});
  }

  void what_is_deployed_without_a_plan_is_refused_where_it_would_have_to_wait() {
    for (const double left : {0.4, 0.1, -1.0}) {
      RolloutRig rig;
      declareAnswers(rig.state, 1, left);
      NewRollout wanted;
      wanted.workload = kWorkload;
      wanted.version = kNew;
      const auto preview = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
      QVERIFY(preview.ok() && preview->problem);
      const auto refused = createRollout(rig.room(), wanted, rig.author, 1);
      QCOMPARE(reasonOf(refused), QString::fromStdString("budget_" + std::string(toText(budgetStateOf(left)))));
      QCOMPARE(refused.error().field, std::string("regions"));
      wanted.regions = {kWest};
      QVERIFY(createRollout(rig.room(), wanted, rig.author, 1).ok());
    }
  }

  void a_preview_tells_before_the_start() {
    RolloutRig rig;
    declareAnswers(rig.state, 0.4, -1);
    NewRollout wanted;
    wanted.plan = kByRegion;
    const auto preview = prepareRollout(rig.state, wanted, rig.author, rig.now, kInterval);
    QVERIFY(preview.ok() && !preview->problem);
    const auto noted = [&](std::size_t wave, const char* code) {
      const auto& notes = preview->waves[wave].notes;
      return std::any_of(notes.begin(), notes.end(), [&](const auto& note) { return note.reason == code; });
    };
    QVERIFY(noted(0, "budget_caution") && !noted(0, "budget_exhausted"));
    QVERIFY(noted(1, "budget_exhausted") && !noted(1, "budget_caution"));
    QCOMPARE(preview->waves[0].approvals, 2U);
  }

  void a_wait_survives_a_restart_and_is_not_audited_again() {
    QTemporaryDir folder;
    RolloutRig rig;
    declareAnswers(rig.state, 1, -1);
    rig.begin(kByRegion);
    QVERIFY(rig.passUntil([&] { return rig.rollout().reason == "budget_exhausted"; }));
    override(rig, kWest);
    rig.everything.push_back({{objectiveOf("answers")}, {}});
    auto store = SqliteFleetStore::open((folder.path() + "/flotilla.db").toStdString()).value();
    QVERIFY(store->commit(rig.everything, 0, 1));
    const BudgetLook look = rig.state.budgets;
    rig.state = store->load().value();
    QCOMPARE(rig.rollout().reason, std::string("budget_exhausted"));
    QCOMPARE(rig.state.budgetOverrides.size(), std::size_t{1});
    rig.facts.clear();
    rig.state.budgets = look;
    rig.pass(10);
    QCOMPARE(rig.assigned(), std::size_t{6});
    QVERIFY(rig.facts.empty());
  }

  void a_plan_without_a_purpose_has_the_digest_that_it_had() {
    const auto plain = parseRolloutPlan(kByRegion);
    QVERIFY(plain.ok());
    QVERIFY(encodeRolloutPlan(*plain).find("purpose") == std::string::npos);
    QCOMPARE(encodeRolloutPlan(parseRolloutPlan(forPurpose("feature", kByRegion)).value()), encodeRolloutPlan(*plain));
    const auto fix = parseRolloutPlan(forPurpose("security", kByRegion));
    QVERIFY(fix->purpose == RolloutPurpose::Security);
    QVERIFY(*parseRolloutPlan(encodeRolloutPlan(*fix)) == *fix);
    const auto wrong = parseRolloutPlan(forPurpose("urgent", kByRegion));
    QCOMPARE(reasonOf(wrong), QString("bad_value"));
    QCOMPARE(wrong.error().field, std::string("purpose"));
  }
};

QTEST_GUILESS_MAIN(TstBudgets)
#include "tst_budgets.moc"
