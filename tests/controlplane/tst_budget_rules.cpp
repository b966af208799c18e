// Which budget decides, what it lets rollouts do, who lifts it, and what it was spent on: decisions over values.
#include <QtTest>

#include "services/controlplane/core/budgets/attribution.h"
#include "services/controlplane/core/budgets/budgets.h"
#include "services/controlplane/core/budgets/overrides.h"
#include "tests/controlplane/budget_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(flotilla::BudgetState)
Q_DECLARE_METATYPE(flotilla::RolloutPurpose)

namespace {

FleetState small() {
  FleetState state;
  state.apply(smallFleet({{"rotterdam-1", kWest}, {"boston-1", kEast}}));
  return state;
}

std::optional<BudgetState> stateIn(const FleetState& state, const RegionName& region, TimePoint now = kNow) {
  const auto say = budgetIn(state, kWorkload, region, now);
  return say ? std::optional(say->state) : std::nullopt;
}

Result<Decision<BudgetOverride>> ask(const FleetState& state, const RegionName& region, const char* objective,
                                     Duration lifetime = kOverrideLife, const char* reason = "the fix is in it",
                                     Role role = Role::Approver) {
  return overrideBudget(state, {region, ObjectiveName(objective), reason, lifetime}, {"ann", {{role, {kEast}}}}, kNow);
}

SeriesPart slot(int minute, std::uint64_t bad, std::uint64_t total = 100) {
  return {kNow + std::chrono::minutes(minute), 1min, {total, bad}};
}

CauseSpan span(DebitCause cause, const char* id, int from, int to, const RegionName& region = kEast) {
  return {cause, id, region, kWorkload, kNow + std::chrono::minutes(from), kNow + std::chrono::minutes(to)};
}

std::uint64_t badBy(const BudgetReport& report, DebitCause cause, const std::string& id = {}) {
  for (const CauseTotal& total : report.causes)
    if (total.cause == cause && total.id == id) return total.bad;
  return 0;
}

}  // namespace

class TstBudgetRules : public QObject {
  Q_OBJECT

 private slots:
  void each_state_lets_each_purpose_do_what_the_table_says_data() {
    QTest::addColumn<BudgetState>("state");
    QTest::addColumn<RolloutPurpose>("purpose");
    QTest::addColumn<int>("soakTimes");
    QTest::addColumn<int>("approvals");
    QTest::addColumn<bool>("mayAssign");
    QTest::addColumn<bool>("oneRegion");
    const auto row = [](BudgetState state, RolloutPurpose purpose, int soak, int approvals, bool may, bool one) {
      QTest::addRow("%s %s", toText(state).data(), toText(purpose).data())
          << state << purpose << soak << approvals << may << one;
    };
    for (const RolloutPurpose purpose :
         {RolloutPurpose::Feature, RolloutPurpose::Reliability, RolloutPurpose::Security}) {
      const bool repairs = purpose != RolloutPurpose::Feature;
      row(BudgetState::Healthy, purpose, 1, 0, true, false);
      row(BudgetState::Caution, purpose, 2, 2, true, false);
      row(BudgetState::Restricted, purpose, 2, repairs ? 2 : 0, repairs, repairs);
      row(BudgetState::Unknown, purpose, 2, repairs ? 2 : 0, repairs, repairs);
      row(BudgetState::Exhausted, purpose, 2, 0, false, false);
    }
  }
  void each_state_lets_each_purpose_do_what_the_table_says() {
    QFETCH(BudgetState, state);
    QFETCH(RolloutPurpose, purpose);
    const BudgetRules rules = budgetRules(state, purpose);
    QTEST(static_cast<int>(rules.soakTimes), "soakTimes");
    QTEST(static_cast<int>(rules.approvals), "approvals");
    QTEST(rules.mayAssign, "mayAssign");
    QTEST(rules.oneRegion, "oneRegion");
  }

  void what_users_feel_holds_rollouts_unless_somebody_says_otherwise() {
    for (std::size_t i = 0; i < kIndicatorNames.size(); ++i) {
      Objective objective;
      objective.indicator = static_cast<Indicator>(i);
      const bool felt = i <= static_cast<std::size_t>(Indicator::Reachability);
      QCOMPARE(enforcesBudget(objective), felt);
      objective.budgetPolicy = BudgetPolicy::Enforce;
      QVERIFY(enforcesBudget(objective));
      objective.budgetPolicy = BudgetPolicy::Inform;
      QVERIFY(!enforcesBudget(objective));
    }
  }

  void the_worst_budget_of_a_region_decides_and_only_there() {
    FleetState state = small();
    declareAnswers(state, 0.4, 0.9);
    QCOMPARE(stateIn(state, kWest), std::optional(BudgetState::Caution));
    QVERIFY(!stateIn(state, kEast));
    state.apply(Row(objectiveOf("there", Indicator::Reachability)));
    stands(state, standingOf("there", kWest, -0.2));
    QCOMPARE(stateIn(state, kWest), std::optional(BudgetState::Exhausted));
    QCOMPARE(budgetIn(state, kWorkload, kWest, kNow)->objective.value, std::string("there"));
    stands(state, silent("there", kWest));
    QCOMPARE(stateIn(state, kWest), std::optional(BudgetState::Unknown));
  }

  void the_budget_of_the_fleet_holds_in_every_region() {
    FleetState state = small();
    declareAnswers(state, 0.9, 0.9, -1);
    for (const RegionName& region : {kWest, kEast}) {
      QCOMPARE(stateIn(state, region), std::optional(BudgetState::Exhausted));
      QVERIFY(budgetIn(state, kWorkload, region, kNow)->measuredIn.empty());
    }
  }

  void an_objective_of_another_workload_or_that_informs_has_no_say() {
    FleetState state = small();
    declareAnswers(state, -1, -1, -1);
    QVERIFY(!budgetIn(state, WorkloadName("checkout"), kWest, kNow));
    state.objectives.begin()->second.budgetPolicy = BudgetPolicy::Inform;
    QVERIFY(!stateIn(state, kWest));
  }

  void a_new_fleet_is_not_held_by_what_nobody_has_observed() {
    FleetState state = small();
    state.apply(Row(objectiveOf("answers")));
    state.budgets.staleAt = kNow + 1h;
    QVERIFY(!stateIn(state, kWest));  // declared, and nothing there yet
    ObjectiveStanding young = standingOf("answers", kWest, -5);
    young.firstObserved = kNow - 1h;  // of a period of 30 days
    stands(state, young);
    QVERIFY(!stateIn(state, kWest));
    young.firstObserved = kNow - 8h;
    stands(state, young);
    QCOMPARE(stateIn(state, kWest), std::optional(BudgetState::Exhausted));
  }

  void what_was_observed_and_fell_silent_is_unknown_and_holds() {
    FleetState state = small();
    declareAnswers(state, 1, 1);
    stands(state, silent("answers", kWest));
    QCOMPARE(stateIn(state, kWest), std::optional(BudgetState::Unknown));
    QVERIFY(!stateIn(state, kEast));
  }

  void while_nobody_has_looked_nothing_is_known() {
    FleetState state = small();
    declareAnswers(state, 1, 1);
    state.budgets.staleAt = kNow;
    QCOMPARE(stateIn(state, kWest), std::optional(BudgetState::Unknown));
    state.objectives.clear();
    QVERIFY(!stateIn(state, kWest));
  }

  void an_override_lifts_what_it_names_where_it_says_until_it_ends() {
    FleetState state = small();
    declareAnswers(state, -1, -1, -1);
    state.apply(ask(state, kEast, "answers", 1h)->mutation);
    QVERIFY(!stateIn(state, kEast));  // the fleet's budget too, there
    QCOMPARE(stateIn(state, kWest), std::optional(BudgetState::Exhausted));
    QVERIFY(!stateIn(state, kEast, kNow + 1h - 1us));
    QCOMPARE(stateIn(state, kEast, kNow + 1h), std::optional(BudgetState::Exhausted));
    state.apply(Row(objectiveOf("there", Indicator::Reachability)));
    stands(state, standingOf("there", kEast, -1));
    QCOMPARE(stateIn(state, kEast), std::optional(BudgetState::Exhausted));  // of another objective
    state.apply(ask(state, kEast, "", 1h)->mutation);
    QVERIFY(!stateIn(state, kEast));
    QCOMPARE(state.budgetOverrides.size(), std::size_t{2});
  }

  void an_override_that_is_revoked_ends_and_stays_known() {
    FleetState state = small();
    declareAnswers(state, 1, -1);
    state.apply(ask(state, kEast, "answers")->mutation);
    const auto ended = revokeOverride(state, BudgetOverrideId("override-1"), {"bob", {{Role::Approver, {}}}}, kNow);
    QVERIFY(ended.ok());
    state.apply(ended->mutation);
    QCOMPARE(stateIn(state, kEast), std::optional(BudgetState::Exhausted));
    QCOMPARE(state.budgetOverrides.begin()->second.revokedBy, std::string("bob"));
    QVERIFY(
        revokeOverride(state, BudgetOverrideId("override-1"), {"bob", {{Role::Approver, {}}}}, kNow)->mutation.empty());
    QCOMPARE(ask(state, kEast, "answers")->answer.id.value, std::string("override-2"));
  }

  void overrides_that_ended_a_month_ago_are_forgotten_and_no_number_is_given_twice() {
    FleetState state = small();
    declareAnswers(state, 1, -1);
    state.apply(ask(state, kEast, "answers", 1h)->mutation);
    state.budgetOverrides.begin()->second.expires = kNow - 31 * 24h;
    state.apply(ask(state, kEast, "answers", 1h)->mutation);
    QCOMPARE(state.budgetOverrides.size(), std::size_t{1});
    QCOMPARE(state.budgetOverrides.begin()->first.value, std::string("override-2"));
  }

  void what_cannot_be_overridden_says_why_and_names_the_field_data() {
    QTest::addColumn<QString>("region");
    QTest::addColumn<QString>("objective");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("minutes");
    QTest::addColumn<int>("role");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("field");
    const int approver = static_cast<int>(Role::Approver), administrator = static_cast<int>(Role::Administrator);
    const QString why("why"), east("us-east");
    QTest::newRow("no reason") << east << "answers"
                               << " \n"
                               << 60 << approver << "no_reason"
                               << "reason";
    QTest::newRow("a long reason") << east << "answers" << QString(501, 'x') << 60 << approver << "too_long"
                                   << "reason";
    QTest::newRow("too short") << east << "answers" << why << 0 << approver << "out_of_range"
                               << "lifetime";
    QTest::newRow("too long") << east << "answers" << why << 7 * 24 * 60 + 1 << approver << "out_of_range"
                              << "lifetime";
    QTest::newRow("no region") << "mars"
                               << "answers" << why << 60 << approver << "no_region"
                               << "region";
    QTest::newRow("no objective") << east << "uptime" << why << 60 << approver << "no_objective"
                                  << "objective";
    QTest::newRow("another's region") << "eu-west"
                                      << "answers" << why << 60 << approver << "out_of_scope"
                                      << "region";
    QTest::newRow("everywhere") << ""
                                << "answers" << why << 60 << approver << "out_of_scope"
                                << "region";
    QTest::newRow("an operator") << east << "answers" << why << 60 << static_cast<int>(Role::Operator) << "out_of_scope"
                                 << "region";
    QTest::newRow("an administrator") << east << "answers" << why << 60 << administrator << "ok"
                                      << "";
    QTest::newRow("a week") << east << "" << why << 7 * 24 * 60 << approver << "ok"
                            << "";
  }
  void what_cannot_be_overridden_says_why_and_names_the_field() {
    QFETCH(QString, region);
    QFETCH(QString, objective);
    QFETCH(QString, text);
    QFETCH(int, minutes);
    QFETCH(int, role);
    FleetState state = small();
    declareAnswers(state, 1, -1);
    const auto made = ask(state, RegionName(region.toStdString()), objective.toUtf8().constData(),
                          std::chrono::minutes(minutes), text.toUtf8().constData(), static_cast<Role>(role));
    QTEST(reasonOf(made), "reason");
    QTEST(made ? QString() : QString::fromStdString(made.error().field), "field");
  }

  void every_bad_event_has_one_cause_and_the_sums_are_exact() {
    const CountedParts east{kEast, {slot(0, 5), slot(1, 7), slot(2, 11), slot(3, 0), slot(4, 13), slot(5, 17)}};
    const CountedParts west{kWest, {slot(1, 19)}};
    const std::vector<CauseSpan> spans{span(DebitCause::Rollout, "meter-reader-1", 1, 3),
                                       span(DebitCause::Maintenance, "window-1", 2, 3),
                                       span(DebitCause::Incident, "incident-1", 0, 5)};
    const BudgetReport report = attribute(objectiveOf("answers"), std::vector{east, west}, spans, kNow);
    QCOMPARE(report.tally.bad, std::uint64_t{72});
    QCOMPARE(badBy(report, DebitCause::Rollout, "meter-reader-1"), std::uint64_t{7});
    QCOMPARE(badBy(report, DebitCause::Maintenance, "window-1"), std::uint64_t{11});
    QCOMPARE(badBy(report, DebitCause::Incident, "incident-1"), std::uint64_t{5 + 13});
    QCOMPARE(badBy(report, DebitCause::Unexplained), std::uint64_t{17 + 19});
    std::uint64_t causes = 0, debits = 0;
    for (const CauseTotal& cause : report.causes) causes += cause.bad;
    for (const BudgetDebit& debit : report.debits) debits += debit.spent.bad;
    QCOMPARE(causes, report.tally.bad);
    QCOMPARE(debits, report.tally.bad);
    QCOMPARE(report.debits.front().spent.bad, std::uint64_t{19});
    QCOMPARE(report.causes.front().cause, DebitCause::Unexplained);
  }

  void of_two_rollouts_the_one_that_began_last_is_the_cause() {
    const CountedParts east{kEast, {slot(0, 1), slot(1, 2), slot(2, 4)}};
    const std::vector<CauseSpan> spans{span(DebitCause::Rollout, "a-1", 0, 3), span(DebitCause::Rollout, "b-1", 1, 2)};
    const BudgetReport report =
        attribute(objectiveOf("there", Indicator::Reachability), std::span(&east, 1), spans, kNow);
    QCOMPARE(badBy(report, DebitCause::Rollout, "a-1"), std::uint64_t{5});
    QCOMPARE(badBy(report, DebitCause::Rollout, "b-1"), std::uint64_t{2});
  }

  void a_rollout_of_another_workload_or_region_is_no_cause() {
    const CountedParts east{kEast, {slot(0, 3)}};
    CauseSpan other = span(DebitCause::Rollout, "checkout-1", 0, 1);
    other.workload = WorkloadName("checkout");
    const std::vector<CauseSpan> spans{other, span(DebitCause::Rollout, "meter-reader-1", 0, 1, kWest),
                                       span(DebitCause::Rollout, "meter-reader-2", 1, 9)};
    const BudgetReport report = attribute(objectiveOf("answers"), std::span(&east, 1), spans, kNow);
    QCOMPARE(badBy(report, DebitCause::Unexplained), std::uint64_t{3});
  }

  void what_nobody_watched_is_the_cause_of_bad_answers_for_an_hour() {
    RolloutRig rig;
    Rollout deployed;
    deployed.id = RolloutId("meter-reader-7");
    deployed.workload = WorkloadName("meter-reader");
    deployed.state = RolloutState::Succeeded;
    deployed.endedAt = rig.now - 3h + 10s;
    deployed.waves.resize(1);
    deployed.waves[0].startedAt = rig.now - 3h;
    deployed.waves[0].endedAt = deployed.endedAt;
    RolloutNode node;
    node.node = rig.state.nodes.begin()->first;
    node.generation = 1;
    deployed.nodes = {node};
    const auto until = [&] {
      rig.state.rollouts = {{deployed.id, deployed}};
      TimePoint last{};
      for (const CauseSpan& one : rolloutSpans(rig.state, rig.now)) last = std::max(last, one.to);
      return last;
    };
    QCOMPARE(until() - deployed.endedAt, Duration(1h));
    const auto spans = rolloutSpans(rig.state, rig.now);
    const auto spentOn = [&](const Objective& objective, Duration after) {
      SeriesPart part = slot(0, 3);
      part.from = deployed.endedAt + after;
      const CountedParts place{rig.state.nodes.begin()->second.record.region, {part}};
      return badBy(attribute(objective, std::span(&place, 1), spans, rig.now), DebitCause::Rollout, "meter-reader-7");
    };
    QCOMPARE(spentOn(objectiveOf("answers"), 30min), std::uint64_t{3});
    QCOMPARE(spentOn(objectiveOf("answers"), 61min), std::uint64_t{0});
    QCOMPARE(spentOn(objectiveOf("there", Indicator::Reachability), 30min), std::uint64_t{0});
    Rollout newer = deployed;
    newer.id = RolloutId("meter-reader-8");
    newer.planDigest = Digest{{1}};
    newer.waves[0].startedAt = deployed.endedAt + 20min;
    newer.waves[0].endedAt = newer.endedAt = deployed.endedAt + 25min;
    rig.state.rollouts[newer.id] = newer;
    const auto both = rolloutSpans(rig.state, rig.now);
    const auto left = std::find_if(both.begin(), both.end(), [](const CauseSpan& one) { return one.ofAnswers; });
    QVERIFY(left != both.end() && left->to == newer.waves[0].startedAt);
    deployed.planDigest = Digest{{1}};
    QVERIFY(until() == deployed.endedAt);
    deployed.planDigest = {};
    deployed.state = RolloutState::RolledBack;
    QVERIFY(until() == deployed.endedAt);
  }

  void a_rollout_is_a_cause_where_it_assigns_soaks_or_goes_back() {
    RolloutRig rig;
    rig.behaviour = [](const NodeRecord&, const Version& version, std::uint64_t) {
      return Service{600, version == Version{2, 0, 0} ? 60U : 6U, 5'000, 0};
    };
    rig.begin(
        "workload: meter-reader\nto: 2.0.0\ngates: {interval: 10s, warm_up: 10s}\nwaves:\n"
        "  - {name: west, size: {regions: [eu-west]}, soak: 1m}\n  - {name: all, size: rest, soak: 1m}\n");
    const TimePoint begun = rig.now;
    QVERIFY(rig.passUntil(RolloutState::RolledBack));
    const auto spans = rolloutSpans(rig.state, rig.now);
    QVERIFY(!spans.empty());
    for (const CauseSpan& one : spans) {
      QCOMPARE(one.region, kWest);  // the east was given nothing
      QVERIFY(one.from >= begun && one.to <= rig.rollout().endedAt && one.from < one.to);
    }
    QVERIFY(std::any_of(spans.begin(), spans.end(), [&](const auto& s) { return s.to == rig.rollout().endedAt; }));
  }
};

QTEST_GUILESS_MAIN(TstBudgetRules)
#include "tst_budget_rules.moc"
