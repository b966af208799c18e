// What a summary says of objectives, budgets, incidents and nodes, from numbers that can be worked out by hand.
#include "services/controlplane/core/summary/addresses.h"
#include "tests/summary/summary_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstSummary : public QObject {
  Q_OBJECT

  // Two objectives over 720 h, of which 719 h were observed, so that a whole period has 720/719 of what was counted.
  //   answers, eu-west: 71,900 counted, so 72,000 in a period, and 720 may be bad: 72 by a rollout (0.1 of the budget),
  //     144 in an incident (0.2), 36 in maintenance (0.05), 18 for no known reason (0.025).
  //   answers, us-east: 71,900 and none bad; together 1440 may be bad, so each share is half.
  //   nodes, us-east: 7,190 counted, 720 may be bad, 72 were away for no known reason (0.1).
  static SummaryRig spentRig() {
    SummaryRig rig;
    rig.declare("answers", Indicator::Success, 0.99);
    rig.declare("nodes", Indicator::Reachability, 0.9);
    const TimePoint first = rig.times.from;
    rig.count("answers", kWest, first, {71'000, 0});
    rig.count("answers", kWest, kNow - 100h, {300, 72});
    rig.count("answers", kWest, kNow - 80h, {300, 144});
    rig.count("answers", kWest, kNow - 60h, {200, 36});
    rig.count("answers", kWest, kNow - 40h, {100, 18});
    rig.count("answers", kEast, first, {71'900, 0});
    rig.count("nodes", kEast, first, {7'000, 0});
    rig.count("nodes", kEast, kNow - 20h, {190, 72});
    rig.spans = {{DebitCause::Rollout, "meter-reader-7", kWest, {}, kNow - 101h, kNow - 99h},
                 {DebitCause::Incident, "INC-1", kWest, {}, kNow - 80h, kNow - 79h},
                 {DebitCause::Maintenance, "GAME-1", kWest, {}, kNow - 60h, kNow - 59h}};
    rig.stand("answers", kWest, {71'900, 270}, 0.625);
    rig.stand("answers", kEast, {71'900, 0}, 1);
    rig.stand("answers", {}, {143'800, 270}, 0.8125);
    rig.stand("nodes", kEast, {7'190, 72}, 0.9);
    rig.stand("nodes", {}, {7'190, 72}, 0.9);
    return rig;
  }

  static const SummaryBudget& budgetOf(const Summary& summary, const RegionName& region, const char* objective = "") {
    for (const SummaryBudget& one : summary.budgets)
      if (one.region == region && one.objective.value == objective) return one;
    qFatal("no budget of %s", region.value.c_str());
  }
  static double shareOf(const SummaryBudget& budget, SpentOn on) {
    for (const SummarySpending& one : budget.spent)
      if (one.on == on) return one.share;
    return -1;
  }
  static const SummaryRow& rowOf(const Summary& summary, const RegionName& region) {
    for (const SummaryRow& row : summary.rows)
      if (row.region == region) return row;
    qFatal("no row of %s", region.value.c_str());
  }
  static std::vector<std::string> codesOf(const Summary& summary) {
    std::vector<std::string> out;
    for (const SummarySentence& one : summary.headline.sentences) out.push_back(one.code);
    return out;
  }
  static Incident incident(const char* id, IncidentSeverity severity, const char* alert) {
    Incident out;
    out.id = IncidentId(id);
    out.title = id;
    out.severity = severity;
    out.state = IncidentState::Resolved;
    out.region = kWest;
    out.openedAt = kNow - 48h;
    IncidentAlert one{out.id, AlertId("alert-" + std::string(id)), kNow - 48h, kNow - 47h, kNow - 48h};
    one.labels = {{"alertname", alert}};
    out.alerts = {one};
    return out;
  }
  static void keep(SummaryRig& rig, const Incident& one) {
    rig.state.apply(Row(one));
    for (const IncidentAlert& alert : one.alerts) rig.state.apply(Row(alert));
  }

 private slots:
  void a_period_ends_with_the_hour_and_has_at_most_thirty_steps_data() {
    QTest::addColumn<int>("hours");
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("steps");
    QTest::newRow("a day") << 24 << 1 << 24;
    QTest::newRow("a week") << 168 << 6 << 28;
    QTest::newRow("a month") << 720 << 24 << 30;
    QTest::newRow("a quarter") << 2160 << 72 << 30;
    QTest::newRow("31 days: the first hours are in no step") << 744 << 25 << 29;
  }
  void a_period_ends_with_the_hour_and_has_at_most_thirty_steps() {
    QFETCH(int, hours);
    QFETCH(int, step);
    QFETCH(int, steps);
    const SummaryTimes times = summaryTimes(std::chrono::hours(hours), kNow + 59min);
    QCOMPARE(times.to, kNow + 1h);
    QCOMPARE(times.to - times.from, Duration(std::chrono::hours(hours)));
    QCOMPARE(times.step, Duration(std::chrono::hours(step)));
    QCOMPARE(summaryTimes(std::chrono::hours(hours) - 1s, kNow).period(), times.period());  // whole days
    QCOMPARE(times.steps(), static_cast<std::size_t>(steps));
  }

  void what_was_spent_in_a_region_is_told_by_cause_with_maintenance_beside_the_sum() {
    const Summary summary = spentRig().summary();
    const SummaryBudget& west = budgetOf(summary, kWest);
    QCOMPARE(west.objectives, 1U);
    QVERIFY(isNear(shareOf(west, SpentOn::Releases), 0.1));
    QVERIFY(isNear(shareOf(west, SpentOn::Incidents), 0.2));
    QVERIFY(isNear(shareOf(west, SpentOn::Network), 0));
    QVERIFY(isNear(shareOf(west, SpentOn::Unexplained), 0.025));
    QVERIFY(isNear(west.maintenance->share, 0.05));
    QVERIFY(isNear(west.left, 0.675));
    QCOMPARE(west.spent[0].ids, std::vector<std::string>{"meter-reader-7"});
    QCOMPARE(west.spent[0].address, std::string("/rollouts?q=id:(meter-reader-7)"));
    QCOMPARE(west.spent[1].address, std::string("/incidents?q=id:(INC-1)"));
    QCOMPARE(west.from, spentRig().times.from);
  }

  void nodes_that_were_away_for_no_known_reason_are_the_networks() {
    const Summary summary = spentRig().summary();
    const SummaryBudget& east = budgetOf(summary, kEast);
    QCOMPARE(east.objectives, 2U);  // answers, of which nothing was bad, and nodes
    QVERIFY(isNear(shareOf(east, SpentOn::Network), 0.05));
    QVERIFY(isNear(east.left, 0.95));
    QVERIFY(isNear(shareOf(budgetOf(summary, {}, "nodes"), SpentOn::Network), 0.1));
  }

  void the_fleet_is_the_mean_of_its_objectives_and_adds_up_to_one() {
    const Summary summary = spentRig().summary();
    const SummaryBudget& fleet = budgetOf(summary, {});
    QCOMPARE(fleet.objectives, 2U);
    QVERIFY(isNear(shareOf(fleet, SpentOn::Releases), 0.025));
    QVERIFY(isNear(shareOf(fleet, SpentOn::Incidents), 0.05));
    QVERIFY(isNear(shareOf(fleet, SpentOn::Network), 0.05));
    QVERIFY(isNear(shareOf(fleet, SpentOn::Unexplained), 0.00625));
    QVERIFY(isNear(fleet.maintenance->share, 0.0125));
    QVERIFY(isNear(fleet.left, 0.86875));
    QVERIFY(isNear(summary.budgetLeft, 0.85625));  // with maintenance
    for (const SummaryBudget& one : summary.budgets) {
      double sum = *one.left;
      for (const SummarySpending& spending : one.spent) sum += spending.share;
      QVERIFY(isNear(sum, 1));
    }
  }

  void a_region_has_a_cell_for_each_objective_that_counts_there() {
    const Summary summary = spentRig().summary();
    const SummaryRow& west = rowOf(summary, kWest);
    QCOMPARE(west.nodes, std::uint64_t{1});
    QCOMPARE(west.cells.size(), std::size_t{1});  // nobody looked at nodes there
    QVERIFY(isNear(west.cells[0].attainment, 1 - 270 / 71'900.0));
    QVERIFY(isNear(west.cells[0].budgetLeft, 0.625));
    QVERIFY(!west.cells[0].burn);
    QCOMPARE(west.insideTarget, std::optional(true));
    QVERIFY(west.state == BudgetState::Healthy);
    QCOMPARE(west.cells[0].address, std::string("/slo?q=objective:answers%20region:eu-west"));
    QCOMPARE(summary.rows.back().region, RegionName());
    QCOMPARE(summary.rows.back().nodes, std::uint64_t{2});
    QCOMPARE(rowOf(summary, kEast).cells.size(), std::size_t{2});
  }

  void what_was_left_falls_with_what_was_spent() {
    const Summary summary = spentRig().summary();
    const SummarySteps& left = rowOf(summary, kWest).cells[0].left;
    QCOMPARE(left.size(), std::size_t{30});
    const std::map<std::size_t, double> expected{{0, 1},    {24, 1},     {25, 0.9},  {26, 0.7},
                                                 {27, .65}, {28, 0.625}, {29, 0.625}};
    for (const auto& [step, value] : expected) QVERIFY2(isNear(left[step], value), qPrintable(QString::number(step)));
  }

  void steps_before_anything_was_counted_are_absent() {
    SummaryRig rig;
    rig.declare("answers", Indicator::Success, 0.99);
    rig.count("answers", kWest, kNow - 36h, {1000, 0});
    rig.stand("answers", kWest, {1000, 0}, 1);
    const Summary summary = rig.summary();
    const SummarySteps& left = rowOf(summary, kWest).cells[0].left;
    QVERIFY(!left[27]);
    QVERIFY(isNear(left[28], 1));
    QVERIFY(!summary.service.steps[29]);  // nothing was counted on the last day
    QVERIFY(!summary.service.before);
  }

  void what_nobody_counted_is_absent_and_not_zero() {
    SummaryRig rig;
    rig.declare("answers", Indicator::Success, 0.99);
    const Summary summary = rig.summary();
    QVERIFY(!summary.budgetLeft && !summary.service.level && !summary.service.goal);
    QVERIFY(!summary.budgets.front().left && summary.budgets.front().spent.empty());
    QVERIFY(!rowOf(summary, kWest).insideTarget);
    QVERIFY(rowOf(summary, kWest).state == BudgetState::Unknown);
    QCOMPARE(codesOf(summary), std::vector<std::string>{"none_known"});
    QVERIFY(summary.headline.level == SummaryLevel::Unknown);
    QVERIFY(!summary.releases.changeFailureRate && !summary.releases.badLive.median);
    QVERIFY(!summary.incidents.toDetect.median);
    QCOMPARE(summary.regionsWithData, 0U);
  }

  void a_region_below_its_target_comes_first_and_is_told() {
    SummaryRig rig = spentRig();
    rig.standings[1].tally = {71'900, 1'000};  // 98.6 %
    rig.standings[1].budgetLeft = -0.4;
    rig.standings[1].state = BudgetState::Exhausted;
    const Summary summary = rig.summary();
    QCOMPARE(summary.rows.front().region, kEast);
    QCOMPARE(summary.rows.front().insideTarget, std::optional(false));
    QVERIFY(summary.headline.level == SummaryLevel::Bad);
    const SummarySentence& status = summary.headline.sentences[0];
    QCOMPARE(status.text, std::string("1 of 2 regions is inside target."));
    QCOMPARE(status.parameters.at("inside"), std::string("1"));
    QCOMPARE(summary.headline.sentences[1].code, std::string("overspent"));
    QCOMPARE(summary.headline.sentences[1].text, std::string("us-east has used up its budget of \"answers\"."));
    QCOMPARE(summary.headline.sentences[2].code, std::string("releases_stopped"));
  }

  void when_a_budget_runs_out_is_told_with_the_day() {
    SummaryRig rig = spentRig();
    ObjectiveStanding& west = rig.standings[0];
    west.budgetLeft = 0.2;
    west.state = BudgetState::Restricted;
    west.exhaustedIn = 72h;
    west.tiers = {{{}, 2.5, 3, {1000, 25}, {10, 0}}};
    const Summary summary = rig.summary();
    QCOMPARE(rowOf(summary, kWest).runsOut, std::optional(kNow + 72h));
    QVERIFY(isNear(rowOf(summary, kWest).cells[0].burn, 2.5));
    const SummarySentence& sentence = summary.headline.sentences[1];
    QCOMPARE(sentence.code, std::string("runs_out"));
    QCOMPARE(sentence.text,
             std::string("eu-west runs out of its budget of \"answers\" on 2026-03-04 at the current pace."));
    QCOMPARE(summary.headline.sentences[2].code, std::string("releases_limited"));
    QVERIFY(summary.headline.level == SummaryLevel::Caution);
  }

  void a_region_that_is_silent_is_unknown_and_never_inside() {
    SummaryRig rig = spentRig();
    rig.standings[1].missing = true;
    rig.standings[1].state = BudgetState::Unknown;
    rig.standings[1].lastObserved = kNow - 2h;
    rig.standings[3].lastObserved = kNow - 2h;
    const Summary summary = rig.summary();
    QVERIFY(!rowOf(summary, kEast).insideTarget);
    QCOMPARE(summary.regionsWithData, 1U);
    QVERIFY(codesOf(summary)[1] == "regions_unknown" || codesOf(summary)[2] == "regions_unknown");
    QVERIFY(summary.headline.level == SummaryLevel::Caution);
  }

  void the_service_level_is_compared_with_its_goal_and_the_period_before() {
    SummaryRig rig = spentRig();
    rig.count("answers", kWest, rig.times.from - 720h, {1'000, 20});
    rig.count("answers", kEast, rig.times.from - 24h, {3'000, 0});
    const Summary summary = rig.summary();
    QVERIFY(summary.service.indicator == Indicator::Success);
    QCOMPARE(summary.service.tally.total, std::uint64_t{143'800});
    QVERIFY(isNear(summary.service.level, 1 - 270 / 143'800.0));
    QVERIFY(isNear(summary.service.goal, 0.99));
    QVERIFY(isNear(summary.service.before, 1 - 20 / 4'000.0));
    QVERIFY(!spentRig().summary().service.before);
  }

  void who_sees_one_region_gets_numbers_of_it_alone() {
    SummaryRig rig = spentRig();
    keep(rig, incident("INC-1", IncidentSeverity::Sev2, "NodeOffline"));
    const Caller east = callerWith(Role::Viewer, {kEast});
    const Summary summary = rig.summary({}, east);
    QVERIFY(!summary.wholeFleet);
    QCOMPARE(summary.regions, std::vector<RegionName>{kEast});
    QCOMPARE(summary.rows.size(), std::size_t{1});
    QCOMPARE(summary.fleet.nodes.value, std::uint64_t{1});
    QCOMPARE(summary.fleet.nodes.address, std::string("/nodes?q=identity:active%20region:us-east"));
    QCOMPARE(summary.incidents.all.value, std::uint64_t{0});
    QVERIFY(isNear(summary.service.level, 1));
    QVERIFY(isNear(summary.budgetLeft, 0.95));
    QCOMPARE(codesOf(summary).back(), std::string("part_of_fleet"));
    QCOMPARE(rig.summary().incidents.all.value, std::uint64_t{1});
  }

  void two_regions_together_are_their_sum() {
    SummaryQuestion both;
    both.regions = {kEast, kWest};
    const Summary summary = spentRig().summary(both);
    QVERIFY(!summary.wholeFleet);
    QVERIFY(isNear(budgetOf(summary, {}).left, 0.86875));
    QVERIFY(isNear(summary.service.level, 1 - 270 / 143'800.0));
  }

  void questions_out_of_bounds_are_refused() {
    const SummaryRig rig;
    const auto refused = [&](const SummaryQuestion& question, const Caller& caller = kEverywhere) {
      return reasonOf(summaryScope(rig.state, question, caller));
    };
    QCOMPARE(refused({23h}), QString("out_of_range"));
    QCOMPARE(refused({24h * 91}), QString("out_of_range"));
    QCOMPARE(refused({24h, {RegionName("atlantis")}}), QString("no_region"));
    QCOMPARE(refused({24h, {kWest}}, callerWith(Role::Viewer, {kEast})), QString("not_yours"));
    QCOMPARE(refused({24h, {}, std::nan("")}), QString("out_of_range"));
    QCOMPARE(refused({24h, {}, 1.5}), QString("out_of_range"));
    QCOMPARE(refused({24h, {kEast}, 1}, callerWith(Role::Viewer, {kEast})), QString("ok"));
  }

  void incidents_are_counted_by_severity_with_medians_and_what_came_again() {
    SummaryRig rig;
    const Duration found[] = {2min, 4min, 9min};
    for (int i = 0; i < 3; ++i) {
      Incident one =
          incident(("INC-" + std::to_string(i + 1)).c_str(), i == 0 ? IncidentSeverity::Sev1 : IncidentSeverity::Sev3,
                   i < 2 ? "NodeOffline" : "ObjectiveBurn");
      one.times.firstBad = one.openedAt - found[i];
      one.times.detected = one.openedAt;
      if (i > 0) one.times.mitigated = one.openedAt + found[i];
      keep(rig, one);
    }
    Incident alarm = incident("INC-4", IncidentSeverity::Sev2, "NodeOffline");
    alarm.state = IncidentState::Cancelled;
    keep(rig, alarm);
    Incident practice = incident("INC-5", IncidentSeverity::Sev2, "NodeOffline");
    practice.drill = true;
    keep(rig, practice);
    Incident old = incident("INC-6", IncidentSeverity::Sev2, "NodeOffline");
    old.openedAt = rig.times.from - 1h;
    old.alerts[0].paged = rig.times.from - 1h;
    keep(rig, old);
    const SummaryIncidents incidents = rig.summary().incidents;
    QCOMPARE(incidents.all.value, std::uint64_t{3});
    QCOMPARE(incidents.bySeverity[0].value, std::uint64_t{1});
    QCOMPARE(incidents.bySeverity[1].value, std::uint64_t{0});
    QCOMPARE(incidents.bySeverity[2].value, std::uint64_t{2});
    QCOMPARE(incidents.falseAlarms.value, std::uint64_t{1});
    QCOMPARE(incidents.toDetect.median, std::optional<Duration>(4min));
    QCOMPARE(incidents.toDetect.shortest, std::optional<Duration>(2min));
    QCOMPARE(incidents.toDetect.longest, std::optional<Duration>(9min));
    QCOMPARE(incidents.toDetect.of, 3U);
    QCOMPARE(incidents.toMitigate.median, std::optional<Duration>(8min));  // of 8 and 18, the shorter
    QCOMPARE(incidents.toMitigate.of, 2U);
    QCOMPARE(incidents.repeatedCauses.size(), std::size_t{1});
    QCOMPARE(incidents.repeatedCauses[0].cause, std::string("NodeOffline"));
    QCOMPARE(incidents.repeatedCauses[0].address, std::string("/incidents?q=id:(INC-1|INC-2)"));
    QCOMPARE(incidents.pages.value, std::uint64_t{4});  // a false alarm pages too
    QVERIFY(isNear(incidents.pagesPerWeek, 4 / (30.0 / 7)));
  }

  void tasks_of_incidents_that_are_late_are_counted() {
    SummaryRig rig;
    const auto task = [](const char* id, const char* about, TimePoint due, TaskState state) {
      Task out;
      out.id = TaskId(id);
      out.about = about;
      out.region = kWest;
      out.due = due;
      out.state = state;
      return out;
    };
    for (const Task& one : {task("TASK-1", "incident/INC-1", kNow - 1h, TaskState::Open),
                            task("TASK-2", "incident/INC-1", kNow + 1h, TaskState::Open),
                            task("TASK-3", "incident/INC-1", kNow - 1h, TaskState::Done),
                            task("TASK-4", "runbook/x", kNow - 1h, TaskState::Open)})
      rig.state.apply(Row(one));
    QCOMPARE(rig.summary().incidents.overdueTasks.value, std::uint64_t{1});
  }

  void nodes_are_counted_by_whether_they_report_and_what_they_have_proven() {
    SummaryRig rig;
    apply(rig.state,
          {{nodeRecord("rotterdam-2", kWest), nodeRecord("rotterdam-3", kWest), nodeRecord("boston-2", kEast)}, {}});
    const auto proves = [&](const char* node, const char* version) {
      rig.state.apply(Row(workloadStatus(NodeId(std::string("id-of-") + node), version, 0)));
    };
    proves("rotterdam-1", "2.0.0");
    proves("rotterdam-2", "1.0.0");
    proves("boston-1", "2.0.0");
    rig.state.nodes.at(NodeId("id-of-rotterdam-2")).status.lastSeen = kNow - 3h;
    rig.state.nodes.at(NodeId("id-of-boston-2")).record.identity = NodeIdentity::Retired;
    auto& release = rig.state.releases.at(releaseRecord("1.0.0").digest);
    release.publishedAt = kNow - 24h * 214;
    const SummaryFleet fleet = rig.summary().fleet;
    QCOMPARE(fleet.nodes.value, std::uint64_t{4});  // without the retired one
    QCOMPARE(fleet.inService.value, std::uint64_t{2});
    QCOMPARE(fleet.unreachable.value, std::uint64_t{1});
    QCOMPARE(fleet.unreachableSince, std::optional(kNow - 3h));
    QCOMPARE(fleet.unseen.value, std::uint64_t{1});
    QCOMPARE(fleet.sites.value, std::uint64_t{2});
    QCOMPARE(fleet.sitesBelow.value, std::uint64_t{1});
    QCOMPARE(fleet.workloads.size(), std::size_t{1});
    const SummaryWorkload& workload = fleet.workloads[0];
    QCOMPARE(workload.newest.version.toString(), std::string("2.0.0"));
    QCOMPARE(workload.newest.nodes, std::uint64_t{2});
    QCOMPARE(workload.behind.value, std::uint64_t{1});
    QVERIFY(isNear(workload.currentShare, 2 / 3.0));
    QCOMPARE(workload.oldest->version.toString(), std::string("1.0.0"));
    QCOMPARE(workload.oldestAge, std::optional<Duration>(24h * 214));
    QCOMPARE(workload.behind.address, std::string("/nodes?q=identity:active%20version.meter-reader<2.0.0"));
  }

  void addresses_are_written_as_the_consoles_write_them() {
    QCOMPARE(listAddress("nodes", {"liveness:(offline|unseen)", "", "region:eu-west"}),
             std::string("/nodes?q=liveness:(offline|unseen)%20region:eu-west"));
    QCOMPARE(listAddress("nodes", {"site:\"a & b\""}), std::string("/nodes?q=site:%22a%20%26%20b%22"));
    QCOMPARE(regionTerm({kEast, kWest}), std::string("region:(us-east|eu-west)"));
    QCOMPARE(sinceTerm("created_at", kNow), std::string("created_at>=2026-03-01T12:00:00Z"));
  }
};

QTEST_APPLESS_MAIN(TstSummary)
#include "tst_summary.moc"
