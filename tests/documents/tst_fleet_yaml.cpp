#include <QtTest>

#include <QFile>

#include "services/documents/fleet_yaml.h"
#include "tests/documents/documents_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

const std::string kGood =
    "regions:\n"                    // 1
    "  - name: eu-west\n"           // 2
    "    title: Western Europe\n"   // 3
    "    offline_after: 30s\n"      // 4
    "sites:\n"                      // 5
    "  - name: rotterdam\n"         // 6
    "    region: eu-west\n"         // 7
    "    title: Rotterdam\n"        // 8
    "    latitude: 51.9244\n"       // 9
    "    longitude: 4.4777\n"       // 10
    "workloads:\n"                  // 11
    "  - name: meter-reader\n"      // 12
    "    artifact: meter-reader\n"  // 13
    "    config:\n"                 // 14
    "      rate_per_second: 20\n"   // 15
    "      gain: -1.5\n";           // 16

std::string demoText() {
  QFile file(FLOTILLA_SOURCE_DIR "/resources/fleets/demo.yaml");
  if (!file.open(QIODevice::ReadOnly)) qFatal("resources/fleets/demo.yaml cannot be opened");
  return file.readAll().toStdString();
}

// Refuses with a message about `line`, or says what happened instead.
QString refusal(const std::string& text) {
  const auto read = parseFleetYaml(text);
  if (read.ok()) return "accepted";
  const Error& error = read.error();
  const QString line = QString::fromStdString(error.message).section(':', 0, 0);
  return QString("%1, %2, %3").arg(line, QString::fromStdString(error.reason), QString::fromStdString(error.field));
}

std::string many(const std::string& piece, std::size_t bytes) {
  std::string out;
  while (out.size() + piece.size() <= bytes) out += piece;
  return out;
}

}  // namespace

class TstFleetYaml : public QObject {
  Q_OBJECT

 private slots:
  void reads_the_demo_fleet();
  void reads_every_key_of_a_workload();
  void reads_every_key_of_an_objective();
  void keeps_defaults_for_what_is_not_said();
  void rounds_to_what_a_signed_assignment_can_say();
  void refuses_with_line_reason_and_field_data();
  void refuses_with_line_reason_and_field();
  void says_what_is_wrong_with_the_yaml_in_plain_words_data();
  void says_what_is_wrong_with_the_yaml_in_plain_words();
  void names_what_was_meant();
  void bounds_time_and_depth_data();
  void bounds_time_and_depth();
  void survives_damage();
};

void TstFleetYaml::reads_the_demo_fleet() {
  const auto fleet = parseFleetYaml(demoText());
  QVERIFY2(fleet.ok(), fleet.ok() ? "" : fleet.error().message.c_str());
  QCOMPARE(fleet->regions.size(), std::size_t{4});
  QCOMPARE(fleet->sites.size(), std::size_t{6});
  QCOMPARE(fleet->workloads.size(), std::size_t{3});
  QCOMPARE(fleet->sites[0].name, SiteName("rotterdam"));
  QCOMPARE(fleet->sites[0].region, RegionName("eu-west"));
  QCOMPARE(fleet->sites[4].title, std::string("Montr\xC3\xA9"
                                              "al"));
  QVERIFY(fleet->sites[4].longitude < -73);
  for (const Workload& workload : fleet->workloads) {
    const bool service = workload.config.runtime == "runtime-process";
    QCOMPARE(workload.config.healthWindow, Duration(std::chrono::seconds(service ? 3 : 5)));
  }
}

void TstFleetYaml::reads_every_key_of_a_workload() {
  const auto fleet = parseFleetYaml(
      "workloads:\n- {name: w, artifact: a, config: {runtime: r, source: s, rate_per_second: 0, gain: -2.5, offset: "
      "1e-3, noise: .5,"
      " memory_mb: 65536, cpu_percent: 6400, max_processes: 32768, health_window: 250ms, min_success_ratio: 1, "
      "max_p95_ms: 0.5, min_confidence: 0.75}}\n");
  QVERIFY2(fleet.ok(), fleet.ok() ? "" : fleet.error().message.c_str());
  const WorkloadConfig expected{.runtime = "r",
                                .source = "s",
                                .ratePerSecond = 0,
                                .gain = -2.5,
                                .offset = 0.001,
                                .noise = 0.5,
                                .memoryMb = 65'536,
                                .cpuPercent = 6'400,
                                .maxProcesses = 32'768,
                                .healthWindow = Duration(250'000),
                                .minSuccessRatio = 1,
                                .maxP95Ms = 0.5,
                                .minConfidence = 0.75};
  QVERIFY(fleet->workloads[0].config == expected);
}

void TstFleetYaml::reads_every_key_of_an_objective() {
  const auto fleet = parseFleetYaml(
      "objectives:\n- {name: fast, title: Fast answers, indicator: latency, workload: w, limit: 60.5, target: 0.9995, "
      "period: 7d, good_slot: 0.95, owner: vision, budget_policy: inform}\n- {name: there, title: There, indicator: "
      "reachability, target: "
      ".98}\n");
  QVERIFY2(fleet.ok(), fleet.ok() ? "" : fleet.error().message.c_str());
  const Objective fast{
      ObjectiveName("fast"),      "Fast answers", Indicator::Latency, WorkloadName("w"),   60.5, 0.9995,
      std::chrono::hours(24 * 7), 0.95,           "vision",           BudgetPolicy::Inform};
  QVERIFY(fleet->objectives[0] == fast);
  const Objective there{ObjectiveName("there"), "There", Indicator::Reachability, {}, 0, 0.98};
  QVERIFY(fleet->objectives[1] == there);
}

void TstFleetYaml::keeps_defaults_for_what_is_not_said() {
  const auto fleet = parseFleetYaml(
      "regions: [{name: r, title: R}]\nsites:\nworkloads:\n- {name: w, artifact: a}\n- name: v\n  artifact: a\n  "
      "config:\n");
  QVERIFY2(fleet.ok(), fleet.ok() ? "" : fleet.error().message.c_str());
  QCOMPARE(fleet->regions[0].offlineAfter, Region{}.offlineAfter);
  QVERIFY(fleet->workloads[0].config == WorkloadConfig{});
  QVERIFY(fleet->workloads[1].config == WorkloadConfig{});
  QVERIFY(fleet->sites.empty());
}

void TstFleetYaml::rounds_to_what_a_signed_assignment_can_say() {
  const auto fleet = parseFleetYaml(replaced(kGood, "-1.5", "0.12345678901"));
  QVERIFY(fleet.ok());
  Assignment assignment = exampleAssignment();
  assignment.targets[0].config = fleet->workloads[0].config;
  const auto read = parseAssignment(encodeAssignment(assignment));
  QVERIFY(read.ok());
  QVERIFY(read->targets[0].config == fleet->workloads[0].config);
  QCOMPARE(read->targets[0].config.gain, 0.123457);
}

void TstFleetYaml::refuses_with_line_reason_and_field_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, const std::string& text, const char* expected) {
    QTest::newRow(name) << QByteArray::fromStdString(text) << expected;
  };
  row("empty", "", "line 1, missing_key, regions");
  row("only a comment", "# nothing\n", "line 1, missing_key, regions");
  row("a list", "- a\n", "line 1, bad_value, ");
  row("text", "regions", "line 1, bad_value, ");
  row("two documents", kGood + "---\n" + kGood, "line 17, yaml_syntax, ");
  row("alias", replaced(kGood, "title: Rotterdam", "title: *x"), "line 8, yaml_syntax, ");
  row("anchor", replaced(kGood, "title: Rotterdam", "title: &x Rotterdam"), "line 8, yaml_syntax, ");
  row("anchor on a list", replaced(kGood, "sites:\n", "sites: &x\n"), "line 5, yaml_syntax, ");
  row("tag", replaced(kGood, "title: Rotterdam", "title: !!str Rotterdam"), "line 8, yaml_syntax, ");
  row("merge key", replaced(kGood, "title: Rotterdam", "<<: {title: Rotterdam}"), "line 8, unknown_key, sites[0].<<");
  row("duplicate key", replaced(kGood, "title: Rotterdam", "name: Rotterdam"), "line 8, duplicate_key, sites[0].name");
  row("duplicate section", kGood + "sites: []\n", "line 17, duplicate_key, sites");
  row("duplicate in flow", "regions: [{name: a, name: b}]", "line 1, duplicate_key, regions[0].name");
  row("list as a key", "? [a]\n: b\n", "line 1, yaml_syntax, ");
  row("null as a key", "~: b\n", "line 1, yaml_syntax, ");
  row("unknown key", replaced(kGood, "longitude", "lonngitude"), "line 10, unknown_key, sites[0].lonngitude");
  row("unknown section", kGood + "nodes: []\n", "line 17, unknown_key, nodes");
  row("unknown config", replaced(kGood, "gain", "gian"), "line 16, unknown_key, workloads[0].config.gian");
  row("missing title", replaced(kGood, "    title: Rotterdam\n", ""), "line 6, missing_key, sites[0].title");
  row("missing latitude", replaced(kGood, "    latitude: 51.9244\n", ""), "line 6, missing_key, sites[0].latitude");
  row("title without a value", replaced(kGood, "title: Rotterdam", "title:"), "line 8, bad_value, sites[0].title");
  row("title as a list", replaced(kGood, "title: Rotterdam", "title: [a]"), "line 8, bad_value, sites[0].title");
  row("empty title", replaced(kGood, "title: Rotterdam", "title: ''"), "line 8, bad_value, sites[0].title");
  row("long title", replaced(kGood, "Rotterdam\n", many("\xC3\xA9", 162) + "\n"), "line 8, bad_value, sites[0].title");
  row("title on two lines", replaced(kGood, "Rotterdam\n", "\"a\\nb\"\n"), "line 8, bad_value, sites[0].title");
  row("title with a terminal escape", replaced(kGood, "Rotterdam\n", "\"\\e]0;\"\n"),
      "line 8, bad_value, sites[0].title");
  row("name in upper case", replaced(kGood, "name: rotterdam", "name: Rotterdam"), "line 6, bad_value, sites[0].name");
  row("name as a path", replaced(kGood, "name: rotterdam", "name: ../x"), "line 6, bad_value, sites[0].name");
  row("name in another script", replaced(kGood, "name: rotterdam", "name: r\xD0\xBEtterdam"),
      "line 6, bad_value, sites[0].name");
  row("latitude of 91", replaced(kGood, "51.9244", "91"), "line 9, bad_value, sites[0].latitude");
  row("latitude that is no number", replaced(kGood, "51.9244", "nan"), "line 9, bad_value, sites[0].latitude");
  row("latitude without end", replaced(kGood, "51.9244", "inf"), "line 9, bad_value, sites[0].latitude");
  row("latitude with N", replaced(kGood, "51.9244", "51.9244N"), "line 9, bad_value, sites[0].latitude");
  row("latitude as text", replaced(kGood, "51.9244", "'51.9244'"), "line 9, bad_value, sites[0].latitude");
  row("longitude of -181", replaced(kGood, "4.4777", "-181"), "line 10, bad_value, sites[0].longitude");
  row("duration without unit", replaced(kGood, "30s", "30"), "line 4, bad_value, regions[0].offline_after");
  row("duration of zero", replaced(kGood, "30s", "0s"), "line 4, bad_value, regions[0].offline_after");
  row("negative duration", replaced(kGood, "30s", "-5s"), "line 4, bad_value, regions[0].offline_after");
  row("rate over the limit", replaced(kGood, "rate_per_second: 20", "rate_per_second: 10001"),
      "line 15, bad_value, workloads[0].config.rate_per_second");
  row("memory as a fraction", replaced(kGood, "gain: -1.5", "memory_mb: 64.5"),
      "line 16, bad_value, workloads[0].config.memory_mb");
  for (const char* limit : {"cpu_percent: -1", "cpu_percent: 6401", "cpu_percent: 1.5"})
    row(limit, replaced(kGood, "gain: -1.5", limit), "line 16, bad_value, workloads[0].config.cpu_percent");
  for (const char* limit : {"max_processes: -1", "max_processes: 32769", "max_processes: many"})
    row(limit, replaced(kGood, "gain: -1.5", limit), "line 16, bad_value, workloads[0].config.max_processes");
  row("little memory", replaced(kGood, "gain: -1.5", "memory_mb: 31"),
      "line 16, bad_value, workloads[0].config.memory_mb");
  row("negative noise", replaced(kGood, "gain: -1.5", "noise: -1"), "line 16, bad_value, workloads[0].config.noise");
  row("ratio over 1", replaced(kGood, "gain: -1.5", "min_success_ratio: 99"),
      "line 16, bad_value, workloads[0].config.min_success_ratio");
  row("latency of zero", replaced(kGood, "gain: -1.5", "max_p95_ms: 0"),
      "line 16, bad_value, workloads[0].config.max_p95_ms");
  row("plugin as a path", replaced(kGood, "gain: -1.5", "runtime: ../sh"),
      "line 16, bad_value, workloads[0].config.runtime");
  row("region that is not declared", replaced(kGood, "region: eu-west", "region: eu-wets"),
      "line 7, unknown_reference, sites[0].region");
  row("site twice",
      replaced(kGood,
               "workloads:", "  - {name: rotterdam, region: eu-west, title: R, latitude: 1, longitude: 1}\nworkloads:"),
      "line 11, bad_value, sites[1].name");
  const auto objective = [&](const char* name, const std::string& members, const char* expected) {
    row(name, "objectives:\n- {name: o, title: O, " + members + "}\n", expected);
  };
  objective("target of 1", "indicator: success, workload: w, target: 1", "line 2, bad_value, objectives[0].target");
  objective("target in percent", "indicator: success, workload: w, target: 99%",
            "line 2, bad_value, objectives[0].target");
  objective("indicator that is none", "indicator: uptime, target: 0.9", "line 2, bad_value, objectives[0].indicator");
  objective("answers of no workload", "indicator: success, target: 0.9", "line 2, missing_key, objectives[0].workload");
  objective("nodes of a workload", "indicator: reachability, workload: w, target: 0.9",
            "line 2, bad_value, objectives[0].workload");
  objective("latency without a limit", "indicator: latency, workload: w, target: 0.9",
            "line 2, missing_key, objectives[0].limit");
  objective("success with a limit", "indicator: success, workload: w, limit: 5, target: 0.9",
            "line 2, bad_value, objectives[0].limit");
  objective("budget policy that is none", "indicator: reachability, target: 0.9, budget_policy: ask",
            "line 2, bad_value, objectives[0].budget_policy");
  objective("period of a minute", "indicator: reachability, target: 0.9, period: 1m",
            "line 2, bad_value, objectives[0].period");
  objective("slots for longer than they are kept", "indicator: reachability, target: 0.9, good_slot: 0.9, period: 90d",
            "line 2, out_of_range, objectives[0].period");
  row("objective twice",
      "objectives:\n- {name: o, title: O, indicator: reachability, target: 0.9}\n"
      "- {name: o, title: O, indicator: reachability, target: 0.9}\n",
      "line 3, bad_value, objectives[1].name");
  row("32 levels", "a: " + std::string(31, '[') + std::string(31, ']'), "line 1, unknown_key, a");
  row("33 levels", "a: " + std::string(32, '[') + std::string(32, ']'), "line 1, yaml_syntax, ");
  row("tab as indentation", replaced(kGood, "    region", "\tregion"), "line 7, yaml_syntax, ");
  row("byte 4 ends nothing", kGood + "\x04\nrubbish\n", "line 17, yaml_syntax, ");
  row("not UTF-8", replaced(kGood, "Rotterdam", "\xFF"), "line 1, yaml_syntax, ");
}

void TstFleetYaml::refuses_with_line_reason_and_field() {
  QFETCH(QByteArray, text);
  QTEST(refusal(text.toStdString()), "expected");
}

void TstFleetYaml::says_what_is_wrong_with_the_yaml_in_plain_words_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* text, const char* message) { QTest::newRow(text) << QByteArray(text) << message; };
  row("regions: [", "a list that begins with [ is not closed with ]");
  row("regions: {", "keys and values that begin with { are not closed with }");
  row("regions: ]", "a ] or } closes nothing");
  row("a: b: c", "a \":\" stands where no key can be; put the value in quotes");
  row("a: 'b", "a quote is not closed");
  row("regions: [a]", "regions[0]: must be keys and values");
  row("[a]", "must be keys and values");
}
void TstFleetYaml::says_what_is_wrong_with_the_yaml_in_plain_words() {
  QFETCH(QByteArray, text);
  QFETCH(QString, message);
  const auto fleet = parseFleetYaml(text.toStdString());
  QVERIFY(!fleet);
  QCOMPARE(QString::fromStdString(fleet.error().message), "line 1: " + message);
}

void TstFleetYaml::names_what_was_meant() {
  QCOMPARE(parseFleetYaml(replaced(kGood, "longitude", "lonngitude")).error().fix,
           std::string("did you mean \"longitude\"?"));
  QCOMPARE(parseFleetYaml(replaced(kGood, "region: eu-west", "region: eu-wets")).error().fix,
           std::string("did you mean \"eu-west\"?"));
  QCOMPARE(parseFleetYaml(replaced(kGood, "sites:", "places:")).error().fix, std::string());
}

void TstFleetYaml::bounds_time_and_depth_data() {
  QTest::addColumn<QByteArray>("text");
  const std::size_t mib = 1 << 20;
  const std::vector<std::pair<const char*, std::string>> cases = {
      {"10,000 brackets", std::string(10'000, '[')},
      {"1 MiB of brackets", std::string(mib, '[')},
      {"1 MiB of braces", std::string(mib, '{')},
      {"brackets hidden behind quotes", many("[\"]\",", mib)},
      {"1 MiB of dashes", many("- ", mib)},
      {"1 MiB of keys", many("? ", mib)},
      {"nested flow maps", many("{a: ", mib)},
      {"lists after the document", many("[],", mib)},
      {"flow list without end", "[" + many("a,", mib - 1)},
      {"a million values", "regions: [" + many("a,", mib - 11) + "]"},
      {"over 1 MiB", kGood + std::string(mib, ' ')},
      {"a key of 1 MiB", std::string(mib - 4, 'k') + ": 1\n"},
      {"many unknown keys", [] {
         std::string text;
         for (int i = 0; i < 60'000; ++i) text += "regionz" + std::to_string(i) + ": 1\n";
         return text;
       }()}};
  for (const auto& [name, text] : cases)
    QTest::newRow(name) << QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

void TstFleetYaml::bounds_time_and_depth() {
  QFETCH(QByteArray, text);
  const auto read = parseFleetYaml({text.data(), static_cast<std::size_t>(text.size())});
  QVERIFY(!read.ok());
  QVERIFY(read.error().message.starts_with("line "));
  QVERIFY(read.error().message.size() < 400);
}

void TstFleetYaml::survives_damage() {
  auto random = seededRandom();
  const std::string demo = demoText();
  for (std::size_t length = 0; length < demo.size(); length += 1 + below(random, 5))
    (void)parseFleetYaml(demo.substr(0, length));
  for (int i = 0; i < 3'000; ++i) {
    const auto read = parseFleetYaml(damaged(i % 2 ? demo : kGood, random));
    if (read.ok()) continue;
    QVERIFY(read.error().message.starts_with("line "));
    QVERIFY(QString::fromStdString(read.error().message).toStdString() == read.error().message);  // still UTF-8
  }
}

QTEST_GUILESS_MAIN(TstFleetYaml)
#include "tst_fleet_yaml.moc"
