#include <QtTest>

#include "services/documents/fleet_yaml.h"
#include "tests/documents/plans_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;
using namespace std::chrono_literals;

namespace {

constexpr const char* kShort = "workload: w\nto: 2.0.0\nwaves:\n- {name: all, size: rest}\n";

// The plan, or the end of the test program with what is wrong.
RolloutPlan read(const std::string& text) {
  auto plan = parseRolloutPlan(text);
  if (!plan) qFatal("%s", plan.error().message.c_str());
  return *plan;
}

WaveSize sizeIn(const std::string& size) {
  return read("workload: w\nto: 2.0.0\nwaves:\n- {name: a, size: " + size + "}\n- {name: b, size: rest}\n")
      .waves[0]
      .size;
}

}  // namespace

class TstRolloutPlan : public QObject {
  Q_OBJECT

 private slots:
  void reads_every_key() {
    const RolloutPlan plan = read(planFile("careful.yaml"));
    RolloutPlan expected;
    expected.workload = WorkloadName("meter-reader");
    expected.from = Version{1, 0, 0};
    expected.to = {2, 0, 0};
    expected.selector = "not label.hold:yes";
    expected.deadline = 13h;
    expected.stages.shadow = ShadowStage{.memoryMb = 256, .cpuPercent = 50};
    expected.stages.weights = WeightStage{};
    expected.maxUnavailable = {.perSite = 1, .perRegion = 20};
    expected.gates = {.warmUp = 5min,
                      .minRequests = 5000,
                      .slowMs = 20,
                      .minSuccessRatio = 0.99,
                      .maxP95Ms = 100,
                      .maxMemoryMb = 256,
                      .maxMemoryRatio = 1.25};
    PlanWave canary{.name = "canary", .size = {.kind = WaveSize::Kind::Count, .count = 2}, .soak = 2h, .limit = 8h};
    PlanWave region{.name = "eu-west",
                    .size = {.kind = WaveSize::Kind::Regions, .regions = {RegionName("eu-west")}},
                    .soak = 24h,
                    .limit = 72h};
    region.approvals = {1, Role::Approver, 24h};
    region.window = {"Europe/Amsterdam", {true, true, true, true, true, false, false}, 8 * 60, 16 * 60};
    region.rate = {5, 10min, 2};
    PlanWave all{.name = "all", .soak = 48h, .limit = 168h};
    all.approvals = {2, Role::Approver, 72h};
    all.window = {"Europe/Amsterdam", {true, true, true, true, false, false, true}, 22 * 60, 4 * 60};
    all.rate = {20, 10min, 1};
    expected.waves = {canary, region, all};
    QVERIFY(plan == expected);
  }

  void keeps_defaults_for_what_is_not_said() {
    RolloutPlan expected;
    expected.workload = WorkloadName("w");
    expected.to = {2, 0, 0};
    expected.waves = {PlanWave{.name = "all"}};
    QVERIFY(read(kShort) == expected);
    QVERIFY(read(std::string(kShort) + "gates:\nmax_unavailable:\n") == expected);
  }

  void reads_the_plan_of_the_demonstration() {
    QFile file(FLOTILLA_SOURCE_DIR "/resources/fleets/demo.yaml");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto fleet = parseFleetYaml(file.readAll().toStdString());
    QVERIFY(fleet.ok());
    const RolloutPlan plan = read(planFile("demo.yaml"));
    QCOMPARE(plan.workload, fleet->workloads[0].name);
    QCOMPARE(plan.waves[1].size.regions, std::vector{fleet->regions[0].name});
    QVERIFY(plan.gates.badEvent == BadEvent::WrongAnswer);
    QVERIFY(plan.gates.interval == 2s && plan.gates.warmUp == 2s && plan.deadline == 1min);
    for (const PlanWave& wave : plan.waves) QVERIFY(wave.soak == 20s && wave.limit == 2min);
    QCOMPARE(read(planFile("demo-service.yaml")).workload, fleet->workloads[2].name);
  }

  void reads_the_plan_with_a_shadow() {
    const RolloutPlan plan = read(planFile("shadow.yaml"));
    QVERIFY(plan.stages.shadow && plan.stages.shadow->minTime == 10s && plan.stages.shadow->bad == 0.4);
    QVERIFY(plan.stages.weights && plan.stages.weights->steps == (std::vector<std::uint32_t>{5, 25, 50, 100}));
    QVERIFY(plan.deadline == 35min);  // 30 min and both limits
  }

  void a_deadline_that_is_not_written_grows_by_what_stages_may_take() {
    const std::string text(kShort);
    QVERIFY(read(text + "shadow:\n").deadline == 6h + 30min);
    QVERIFY(read(text + "shadow: {limit: 1h}\nweights: {limit: 2h}\n").deadline == 3h + 30min);
    QVERIFY(read(text + "shadow: {limit: 1h}\ndeadline: 61m\n").deadline == 61min);
    QVERIFY(read(text + "weights:\n").stages.weights == WeightStage{});
    QVERIFY(!read(text + "weights:\n").stages.shadow);
  }

  // What careful.yaml says about a default is what one gets.
  void the_documented_defaults_are_the_defaults() {
    std::string text =
        "workload: w\nto: 2.0.0\ndeadline: 30m\nlate_nodes: update\non_failure: roll_back\ngates:\n"
        "  {compare: true, bad_event: error, interval: 60s, warm_up: 60s, alpha: 0.01, tolerance: 1,\n"
        "   min_reporting: 0.95, max_restarts: 3, max_failed_nodes: 0}\nwaves:\n"
        "- {name: all, size: rest, soak: 0s, limit: 24h,\n"
        "   approvals: {count: 0, role: approver, lifetime: 24h}}\n";
    QVERIFY(read(text) == read(kShort));
    const std::string stages =
        "shadow: {min_time: 10m, limit: 6h, good: 0.01, bad: 0.03, max_errors: 0.001}\n"
        "weights: {steps: [1, 5, 25, 50, 100], min_time: 10m, min_requests: 100, differ: 0.02, max_errors: 0.001,\n"
        "  limit: 6h}\n";
    QVERIFY(read(kShort + stages) == read(std::string(kShort) + "shadow: {}\nweights: {}\n"));
  }

  void reads_a_size_in_every_form() {
    const auto share = [](double percent) { return WaveSize{.kind = WaveSize::Kind::Percent, .percent = percent}; };
    QVERIFY(sizeIn("1") == (WaveSize{.kind = WaveSize::Kind::Count, .count = 1}));
    QVERIFY(sizeIn("1000000") == (WaveSize{.kind = WaveSize::Kind::Count, .count = 1'000'000}));
    QVERIFY(sizeIn("10%") == share(10));
    QVERIFY(sizeIn("\"2.5 %\"") == share(2.5));
    QVERIFY(sizeIn("0.0014%") == share(0.001));
    QVERIFY(sizeIn("{sites: [rotterdam, antwerp]}") ==
            (WaveSize{.kind = WaveSize::Kind::Sites, .sites = {SiteName("rotterdam"), SiteName("antwerp")}}));
  }

  void needs_no_rest_where_all_nodes_are_taken_data() {
    QTest::addColumn<QByteArray>("text");
    const QByteArray head = "workload: w\nto: 2.0.0\n";
    QTest::newRow("shares of 100 %") << head +
                                            "waves: [{name: a, size: 33.333%}, {name: b, size: 5},"
                                            "{name: c, size: 33.333%}, {name: d, size: 33.334%}]";
    QTest::newRow("shares that are no binary numbers") << head +
                                                              "waves: [{name: a, size: 0.1%}, {name: b, size: 0.2%},"
                                                              "{name: c, size: 99.7%}]";
    QTest::newRow("each region of the rollout")
        << head +
               "regions: [x, y]\nwaves: [{name: a, size: 1}, {name: b, size: {regions: [y]}},"
               "{name: c, size: {regions: [x]}}]";
  }
  void needs_no_rest_where_all_nodes_are_taken() {
    QFETCH(QByteArray, text);
    const auto plan = parseRolloutPlan(text.toStdString());
    QVERIFY2(plan.ok(), plan.ok() ? "" : plan.error().message.c_str());
  }

  void takes_the_ends_of_every_range() {
    const RolloutPlan least = read(
        "workload: w\nto: 0.0.0\ndeadline: 10s\nmax_unavailable: {per_site: 1, per_region: 1000000}\ngates:\n"
        "  {interval: 1s, warm_up: 0s, alpha: 0.0001, tolerance: 1, min_requests: 1, min_reporting: 0, slow_ms: "
        "0.001,\n"
        "   min_success_ratio: 0, max_p95_ms: 0.001, max_memory_mb: 1, max_memory_ratio: 1, max_restarts: 1, "
        "max_failed_nodes: 0}\nwaves:\n"
        "- {name: a, size: rest, soak: 0ms, limit: 1s, approvals: {count: 0, lifetime: 1m},\n"
        "   window: {zone: UTC, from: \"23:59\", to: \"00:01\"}, rate: {nodes: 1, every: 1s, growth: 1}}\n");
    const RolloutPlan most = read(
        "workload: w\nto: 9.9.9\ndeadline: 30d\ngates:\n"
        "  {interval: 1h, warm_up: 1h, alpha: 0.2, tolerance: 10, min_requests: 1000000000, min_reporting: 1,\n"
        "   slow_ms: 3600000, min_success_ratio: 1, max_p95_ms: 3600000, max_memory_mb: 65536, max_memory_ratio: 10, "
        "max_restarts: 1000,\n"
        "   max_failed_nodes: 1000000}\nwaves:\n"
        "- {name: a, size: 100%, soak: 30d, limit: 30d, approvals: {count: 20, lifetime: 30d},\n"
        "   window: {zone: UTC, from: 00:00, to: 24:00}, rate: {nodes: 1000000, every: 24h, growth: 10}}\n");
    QVERIFY(read(encodeRolloutPlan(least)) == least);
    QVERIFY(read(encodeRolloutPlan(most)) == most);
  }

  // These bytes are what people approve; if they change, every approval of a stored plan that is encoded again is void.
  void writes_one_line_with_every_key_in_order() {
    QCOMPARE(
        encodeRolloutPlan(read(planFile("careful.yaml"))),
        std::string("{\"workload\":\"meter-reader\",\"from\":\"1.0.0\",\"to\":\"2.0.0\","
                    "\"selector\":\"not label.hold:yes\",\"deadline\":\"13h\",\"late_nodes\":\"update\","
                    "\"on_failure\":\"roll_back\",\"max_unavailable\":{\"per_site\":1,\"per_region\":20},"
                    "\"shadow\":{\"min_time\":\"10m\",\"limit\":\"6h\",\"good\":0.01,\"bad\":0.03,"
                    "\"max_errors\":0.001,\"memory_mb\":256,\"cpu_percent\":50},"
                    "\"weights\":{\"steps\":[1,5,25,50,100],\"min_time\":\"10m\",\"min_requests\":100,"
                    "\"differ\":0.02,\"max_errors\":0.001,\"limit\":\"6h\"},"
                    "\"gates\":{\"compare\":true,\"bad_event\":\"error\",\"interval\":\"1m\",\"warm_up\":\"5m\","
                    "\"alpha\":0.01,\"tolerance\":1.0,\"min_requests\":5000,\"min_reporting\":0.95,"
                    "\"slow_ms\":20.0,\"min_success_ratio\":0.99,\"max_p95_ms\":100.0,\"max_memory_mb\":256,"
                    "\"max_memory_ratio\":1.25,"
                    "\"max_restarts\":3,\"max_failed_nodes\":0},\"waves\":["
                    "{\"name\":\"canary\",\"size\":2,\"soak\":\"2h\",\"limit\":\"8h\","
                    "\"approvals\":{\"count\":0,\"role\":\"approver\",\"lifetime\":\"1d\"}},"
                    "{\"name\":\"eu-west\",\"size\":{\"regions\":[\"eu-west\"]},\"soak\":\"1d\",\"limit\":\"3d\","
                    "\"approvals\":{\"count\":1,\"role\":\"approver\",\"lifetime\":\"1d\"},"
                    "\"window\":{\"zone\":\"Europe/Amsterdam\",\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"],"
                    "\"from\":\"08:00\",\"to\":\"16:00\"},\"rate\":{\"nodes\":5,\"every\":\"10m\",\"growth\":2.0}},"
                    "{\"name\":\"all\",\"size\":\"rest\",\"soak\":\"2d\",\"limit\":\"7d\","
                    "\"approvals\":{\"count\":2,\"role\":\"approver\",\"lifetime\":\"3d\"},"
                    "\"window\":{\"zone\":\"Europe/Amsterdam\",\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"sun\"],"
                    "\"from\":\"22:00\",\"to\":\"04:00\"},\"rate\":{\"nodes\":20,\"every\":\"10m\","
                    "\"growth\":1.0}}]}"));
    QCOMPARE(encodeRolloutPlan(read(kShort)),
             std::string("{\"workload\":\"w\",\"to\":\"2.0.0\",\"deadline\":\"30m\",\"late_nodes\":\"update\","
                         "\"on_failure\":\"roll_back\",\"max_unavailable\":{},"
                         "\"gates\":{\"compare\":true,\"bad_event\":\"error\",\"interval\":\"1m\",\"warm_up\":\"1m\","
                         "\"alpha\":0.01,\"tolerance\":1.0,\"min_reporting\":0.95,\"max_restarts\":3,"
                         "\"max_failed_nodes\":0},\"waves\":[{\"name\":\"all\",\"size\":\"rest\",\"soak\":\"0ms\","
                         "\"limit\":\"1d\",\"approvals\":{\"count\":0,\"role\":\"approver\",\"lifetime\":\"1d\"}}]}"));
  }

  void writes_shares_exactly() {
    for (const char* share : {"0.001%", "0.1%", "1%", "12.34%", "99.999%", "100%", "10.05%"}) {
      RolloutPlan plan = read(kShort);
      plan.waves[0].size = {.kind = WaveSize::Kind::Percent, .percent = std::strtod(share, nullptr)};
      QVERIFY2(encodeRolloutPlan(plan).find("\"size\":\"" + std::string(share) + "\"") != std::string::npos, share);
    }
  }

  void rounds_what_is_finer_than_the_document() {
    RolloutPlan plan = read(kShort);
    plan.gates.alpha = 1.0 / 30;
    plan.gates.tolerance = 4.0 / 3;
    plan.gates.minReporting = 2.0 / 3;
    plan.gates.slowMs = 20.0 / 3;
    plan.gates.minSuccessRatio = 1 - 1e-9;
    plan.gates.maxP95Ms = 1e6 / 7;
    plan.deadline = 1h + 999us;
    plan.waves[0].size = {.kind = WaveSize::Kind::Percent, .percent = 100 - 1e-5};
    plan.waves[0].rate = {1, 1h + 1us, 8.0 / 7};
    const std::string text = encodeRolloutPlan(plan);
    const RolloutPlan rounded = read(text);
    QCOMPARE(encodeRolloutPlan(rounded), text);
    QCOMPARE(rounded.gates.alpha, 0.033333);
    QCOMPARE(*rounded.gates.minSuccessRatio, 1.0);
    QCOMPARE(*rounded.gates.maxP95Ms, 142857.143);
    QCOMPARE(rounded.waves[0].size.percent, 100.0);
    QVERIFY(rounded.deadline == 1h && rounded.waves[0].rate.every == 1h);
  }

  void means_the_same_however_it_is_written() {
    const std::string text = "waves: [{size: rest, name: all}]\n'to': '2.0.0'\n# again\nworkload: \"w\"\n";
    QCOMPARE(encodeRolloutPlan(read(text)), encodeRolloutPlan(read(kShort)));
    const std::string finer =
        std::string(kShort) + "gates: {alpha: 0.0100000001, min_reporting: .95000004, slow_ms: 1e1}\n";
    const std::string coarser = std::string(kShort) + "gates: {alpha: 1e-2, slow_ms: 10}\n";
    QVERIFY(read(finer) == read(coarser));
    QCOMPARE(encodeRolloutPlan(read(finer)), encodeRolloutPlan(read(coarser)));
  }

  void reads_what_it_wrote_as_the_same_plan() {
    auto random = seededRandom();
    RandomPlans plans(random);
    for (int i = 0; i < 500; ++i) {
      const RolloutPlan plan = plans.plan();
      const std::string text = encodeRolloutPlan(plan);
      QVERIFY(text.find('\n') == std::string::npos);
      const auto again = parseRolloutPlan(text);
      QVERIFY2(again.ok(), again.ok() ? "" : (again.error().message + "\n" + text).c_str());
      QVERIFY2(*again == plan, text.c_str());
      QCOMPARE(encodeRolloutPlan(*again), text);
    }
  }

  // Whatever is taken has a canonical form, and no damage does harm.
  void survives_damage() {
    auto random = seededRandom();
    const std::vector<std::string> good{planFile("careful.yaml"), planFile("demo.yaml"),
                                        encodeRolloutPlan(read(planFile("careful.yaml")))};
    for (int i = 0; i < 3'000; ++i) {
      const std::string text = damaged(good[below(random, good.size())], random);
      const auto plan = parseRolloutPlan(text);
      if (!plan) {
        QVERIFY(plan.error().message.starts_with("line "));
        continue;
      }
      const std::string canonical = encodeRolloutPlan(*plan);
      const auto again = parseRolloutPlan(canonical);
      QVERIFY2(again.ok() && *again == *plan, (text + "\n" + canonical).c_str());
      QCOMPARE(encodeRolloutPlan(*again), canonical);
    }
  }
};

QTEST_GUILESS_MAIN(TstRolloutPlan)
#include "tst_rollout_plan.moc"
