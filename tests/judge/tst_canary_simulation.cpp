// What the judge promises, measured: rollouts are simulated minute by minute, and the judge looks at each. False alarms
// stay below alpha where requests are independent and below five per cent where nodes have bad spells; regressions are
// seen in time. The number of runs comes from FLOTILLA_JUDGE_RUNS (300 unless given; bounds are for 4000, with fewer
// the sampling error is added), the seed from FLOTILLA_SEED (fixed unless given; printed).
#include <QtTest>

#include <algorithm>
#include <cmath>

#include "services/controlplane/core/judge/dispersion.h"
#include "services/controlplane/core/judge/grid_test.h"
#include "services/controlplane/core/judge/mann_whitney.h"
#include "services/controlplane/core/judge/msprt.h"
#include "services/controlplane/core/judge/permutation.h"
#include "services/controlplane/core/judge/planning.h"
#include "services/controlplane/core/judge/stratified_test.h"
#include "tests/judge/fleet_simulation.h"

using namespace flotilla::controlplane::judge;
using namespace flotilla::controlplane::judge::test;

namespace {

constexpr double kAlpha = 0.01;
constexpr std::size_t kFullRuns = 4000;
constexpr double kBurstChance = 0.002;
constexpr std::uint64_t kUsualSeed = 20'260'131;

std::uint64_t fromEnvironment(const char* name, std::uint64_t otherwise) {
  bool given = false;
  const int value = qEnvironmentVariableIntValue(name, &given);
  return given ? static_cast<std::uint64_t>(value) : otherwise;
}

// Requests taken as independent of each other.
Judge requestJudge(double tolerance) {
  return [test = GridTest(tolerance)](const FleetRun& fleet, int) mutable {
    test.add(fleet.canary.lastMinute(), fleet.baseline.lastMinute());
    return test.logOdds() >= failLimit(kAlpha);
  };
}

// Nodes as the unit: what triggers a roll back.
Judge nodeJudge() {
  return [test = GridTest()](const FleetRun& fleet, int) mutable {
    test.add(fleet.canary.lastMinute(), fleet.baseline.lastMinute());
    if (test.intervals() < kFirstLook) return false;
    const StratumNodes nodes{0, fleet.canary.nodes(), fleet.baseline.nodes(), fleet.canary.spells(),
                             fleet.baseline.spells()};
    return test.logOdds(dispersion(std::span(&nodes, 1))) >= failLimit(kAlpha);
  };
}

// Two proportions compared at 1 % again each minute, as dashboards do.
Judge naiveJudge() {
  return [](const FleetRun& fleet, int) {
    const Counts canary = fleet.canary.total(), baseline = fleet.baseline.total();
    const auto n = static_cast<double>(canary.requests), m = static_cast<double>(baseline.requests);
    const double difference = static_cast<double>(canary.bad) / n - static_cast<double>(baseline.bad) / m;
    const double pooled = static_cast<double>(canary.bad + baseline.bad) / (n + m);
    return pooled > 0 && difference / std::sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)) > kShiftQuantile;
  };
}

Judge msprtJudge() {
  return [](const FleetRun& fleet, int) {
    const auto look = msprt(fleet.canary.total(), fleet.baseline.total(), 0.01, kAlpha);
    return look && look->fails;
  };
}

Judge permutationJudge() {
  return [](const FleetRun& fleet, int minute) {
    constexpr int kPlanned[] = {5, 15, 30, 60, 120};
    if (std::find(std::begin(kPlanned), std::end(kPlanned), minute) == std::end(kPlanned)) return false;
    Stratum stratum;
    for (const Counts& node : fleet.canary.nodes()) stratum.canary.push_back(static_cast<double>(node.bad));
    for (const Counts& node : fleet.baseline.nodes()) stratum.baseline.push_back(static_cast<double>(node.bad));
    const double alpha = kAlpha / std::size(kPlanned);
    return permutationTest(std::span(&stratum, 1), alpha, static_cast<std::uint64_t>(minute), 1000).p <= alpha;
  };
}

}  // namespace

class TstCanarySimulation : public QObject {
  Q_OBJECT

  const std::size_t runs_ = fromEnvironment("FLOTILLA_JUDGE_RUNS", 300);
  const std::uint64_t seed_ = fromEnvironment("FLOTILLA_SEED", kUsualSeed);

  Alarms simulated(const char* what, const Scenario& scenario, const std::function<Judge()>& makeJudge,
                   std::size_t runs) const {
    const Alarms out = simulate(scenario, runs, seed_, makeJudge);
    qInfo("%s: %.2f %% of %zu runs fail, median minute %d", what, 100 * out.share(), runs, out.median());
    return out;
  }
  Alarms simulated(const char* what, const Scenario& scenario, const std::function<Judge()>& makeJudge) const {
    return simulated(what, scenario, makeJudge, runs_);
  }
  // What a share may differ from its expectation by chance: nothing in a full run, three standard errors in a sample.
  double slack(double share, std::size_t runs) const {
    return runs >= kFullRuns ? 0 : 3 * std::sqrt(share * (1 - share) / static_cast<double>(runs));
  }
  bool isAtMost(const Alarms& alarms, double share) const {
    return alarms.share() <= share + slack(share, alarms.runs);
  }

 private slots:
  void initTestCase() { qInfo("seed %llu, %zu runs", static_cast<unsigned long long>(seed_), runs_); }

  void independent_nodes_give_at_most_one_false_alarm_in_a_hundred_data() {
    QTest::addColumn<int>("baselineNodes");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("10 v 10") << 10 << 1.0;
    QTest::newRow("10 v 190") << 190 << 1.0;
    QTest::newRow("10 v 190, exactly as bad as tolerated") << 190 << 1.25;
  }
  void independent_nodes_give_at_most_one_false_alarm_in_a_hundred() {
    QFETCH(int, baselineNodes);
    QFETCH(double, tolerance);
    Scenario scenario;
    scenario.baselineNodes = static_cast<std::size_t>(baselineNodes);
    scenario.regression = tolerance;
    QVERIFY(isAtMost(simulated("requests as unit", scenario, [&] { return requestJudge(tolerance); }), 0.01));
    if (tolerance == 1) QVERIFY(isAtMost(simulated("nodes as unit", scenario, nodeJudge), 0.01));
  }

  void bursty_nodes_give_few_false_alarms_data() {
    QTest::addColumn<int>("canaryNodes");
    QTest::addColumn<int>("baselineNodes");
    QTest::addColumn<double>("burstChance");
    QTest::addColumn<double>("most");
    QTest::newRow("10 v 10") << 10 << 10 << kBurstChance << 0.05;
    QTest::newRow("10 v 190") << 10 << 190 << kBurstChance << 0.05;
    QTest::newRow("10 v 190, rare bursts") << 10 << 190 << kBurstChance / 4 << 0.05;
    // With one or two nodes there is little to learn from.
    QTest::newRow("2 v 38") << 2 << 38 << kBurstChance << 0.06;
    QTest::newRow("1 v 19") << 1 << 19 << kBurstChance << 0.06;
    QTest::newRow("1 v 1") << 1 << 1 << kBurstChance << 0.06;
  }
  void bursty_nodes_give_few_false_alarms() {
    QFETCH(int, canaryNodes);
    QFETCH(int, baselineNodes);
    QFETCH(double, burstChance);
    QFETCH(double, most);
    Scenario scenario;
    scenario.canaryNodes = static_cast<std::size_t>(canaryNodes);
    scenario.baselineNodes = static_cast<std::size_t>(baselineNodes);
    scenario.burstChance = burstChance;
    QVERIFY(isAtMost(simulated("nodes as unit", scenario, nodeJudge), most));
    QVERIFY2(simulated("requests as unit", scenario, [] { return requestJudge(1); }).share() > 0.05,
             "the scenario has to be one in which nodes matter");
  }

  void looking_naively_each_minute_gives_more_than_four_in_a_hundred() {
    const Alarms alarms = simulated("naive z-test", {}, naiveJudge);
    QVERIFY(alarms.share() > 0.04 - slack(0.04, alarms.runs));
  }

  void the_mixture_test_gives_at_most_one_in_a_hundred() {
    QVERIFY(isAtMost(simulated("mSPRT", {}, msprtJudge), 0.01));
  }

  void dealing_labels_again_gives_at_most_one_in_a_hundred() {
    Scenario scenario;
    scenario.baselineNodes = 190;
    scenario.burstChance = kBurstChance;
    const std::size_t runs = runs_ / 4;  // a thousand deals at five looks each
    QVERIFY(isAtMost(simulated("permutation, bursts", scenario, permutationJudge, runs), 0.01));
  }

  void a_fivefold_regression_fails_within_six_minutes() {
    Scenario scenario;
    scenario.baselineNodes = 190;
    scenario.regression = 5;
    const Alarms requests = simulated("requests as unit, 5 times", scenario, [] { return requestJudge(1); });
    const Alarms nodes = simulated("nodes as unit, 5 times", scenario, nodeJudge);
    QVERIFY(requests.median() <= 6);
    QVERIFY(nodes.median() <= 6);
    QCOMPARE(nodes.share(), 1.0);
  }

  void a_fivefold_regression_with_bursts_is_seen_within_two_hours() {
    Scenario scenario;
    scenario.baselineNodes = 190;
    scenario.regression = 5;
    scenario.burstChance = kBurstChance;
    const Alarms alarms = simulated("nodes as unit, 5 times, bursts", scenario, nodeJudge);
    QVERIFY(alarms.share() > 0.9 - slack(0.9, alarms.runs));
  }

  // Within a factor of one and a half: what is promised is an expectation, of runs that differ.
  void what_the_preview_promises_is_what_happens_data() {
    QTest::addColumn<double>("regression");
    QTest::newRow("2 times") << 2.0;
    QTest::newRow("3 times") << 3.0;
    QTest::newRow("5 times") << 5.0;
  }
  void what_the_preview_promises_is_what_happens() {
    QFETCH(double, regression);
    Scenario scenario;
    scenario.regression = regression;
    const Alarms alarms = simulated(
        "requests as unit, 10 v 10", scenario, [] { return requestJudge(1); }, std::min(runs_, kFullRuns / 4));
    const auto promised = timeToDetect(regression, 1, 1, scenario.badRate, 1, kAlpha);
    const double minutes = std::chrono::duration<double, std::ratio<60>>(*promised).count();
    qInfo("promised: %.1f minutes", minutes);
    QVERIFY(alarms.median() >= minutes / 1.5 && alarms.median() <= minutes * 1.5);
  }
};

QTEST_GUILESS_MAIN(TstCanarySimulation)
#include "tst_canary_simulation.moc"
