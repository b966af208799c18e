#include <QtTest>

#include "tests/documents/plans_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

const std::string kGood =
    "workload: meter-reader\n"                      // 1
    "from: 1.0.0\n"                                 // 2
    "to: 2.0.0\n"                                   // 3
    "regions: [eu-west, us-east]\n"                 // 4
    "selector: label.tier:gold\n"                   // 5
    "deadline: 2m\n"                                // 6
    "late_nodes: skip\n"                            // 7
    "on_failure: pause\n"                           // 8
    "max_unavailable:\n"                            // 9
    "  per_site: 1\n"                               // 10
    "gates:\n"                                      // 11
    "  alpha: 0.05\n"                               // 12
    "waves:\n"                                      // 13
    "  - name: canary\n"                            // 14
    "    size: 10%\n"                               // 15
    "    soak: 30m\n"                               // 16
    "    limit: 4h\n"                               // 17
    "  - name: eu\n"                                // 18
    "    size: {regions: [eu-west]}\n"              // 19
    "    approvals: {count: 1, lifetime: 24h}\n"    // 20
    "    window:\n"                                 // 21
    "      zone: Europe/Amsterdam\n"                // 22
    "      days: [mon, tue]\n"                      // 23
    "      from: \"08:00\"\n"                       // 24
    "      to: \"18:00\"\n"                         // 25
    "    rate: {nodes: 5, every: 1m, growth: 2}\n"  // 26
    "  - name: all\n"                               // 27
    "    size: rest\n";                             // 28

std::string with(const std::string& from, const std::string& to) {
  return replaced(kGood, from, to);
}

std::string withWaves(const std::string& waves) {
  return "workload: w\nto: 2.0.0\nregions: [x, y]\nwaves:\n" + waves;  // the first wave is line 5
}

// "line 15: waves[0].size: must be ... | fix"
QString refusal(const std::string& text) {
  const auto read = parseRolloutPlan(text);
  if (read.ok()) return "accepted";
  const Error& error = read.error();
  const bool named = error.field.empty() || error.message.find(": " + error.field + ": ") != std::string::npos;
  if (error.code != ErrorCode::Invalid || !named)
    return "an error of another form: " + QString::fromStdString(error.message);
  return QString::fromStdString(error.fix.empty() ? error.message : error.message + " | " + error.fix);
}

void row(const char* name, const std::string& text, const std::string& expected) {
  QTest::newRow(name) << QByteArray::fromStdString(text) << QString::fromStdString(expected);
}

const std::string kSize =
    "must be a whole number of nodes from 1 to 1000000, a share such as 10%, {regions: [...]}, {sites: [...]} or rest";
const std::string kName = "use 1 to 63 of a-z, 0-9 and '-', not at the ends";

}  // namespace

class TstRolloutPlanRefused : public QObject {
  Q_OBJECT

 private slots:
  void takes_the_plan_that_the_others_are_made_from() {
    const auto plan = parseRolloutPlan(kGood);
    QVERIFY2(plan.ok(), plan.ok() ? "" : plan.error().message.c_str());
  }

  void refuses_values_data() {
    columns();
    row("empty", "", "line 1: workload: \"workload\" is missing");
    row("a list", "- a\n", "line 1: must be keys and values");
    row("unknown key", with("on_failure", "on_failrue"),
        "line 8: on_failrue: \"on_failrue\" is not a known key | did you mean \"on_failure\"?");
    row("unknown gate", with("alpha", "alhpa"),
        "line 12: gates.alhpa: \"alhpa\" is not a known key | did you mean \"alpha\"?");
    row("no workload", with("workload: meter-reader\n", ""), "line 1: workload: \"workload\" is missing");
    row("no version", with("to: 2.0.0\n", ""), "line 1: to: \"to\" is missing");
    row("no waves", kGood.substr(0, kGood.find("waves:")), "line 1: waves: \"waves\" is missing");
    row("waves without a value", kGood.substr(0, kGood.find("  - name")),
        "line 13: waves: must have 1 to 100 elements");
    row("name of a workload", with("meter-reader", "Meter"), "line 1: workload: \"Meter\" is not a name | " + kName);
    row("version of two numbers", with("2.0.0", "2.0"),
        "line 3: to: \"2.0\" is not a version | write MAJOR.MINOR.PATCH, for example 2.0.0");
    row("version of nothing", with("2.0.0", ""), "line 3: to: has no value");
    row("from what it goes to", with("1.0.0", "2.0.0"),
        "line 2: from: is the version that the rollout goes to | leave it out, or name another version");
    row("no region", with("[eu-west, us-east]", "[]"),
        "line 4: regions: must have 1 to 20000 elements | leave regions out for the whole fleet");
    row("regions without a value", with("[eu-west, us-east]", ""),
        "line 4: regions: must have 1 to 20000 elements | leave regions out for the whole fleet");
    row("a region that is no list", with("[eu-west, us-east]", "eu-west"), "line 4: regions: must be a list");
    row("a region twice", with("[eu-west, us-east]", "[eu-west, us-east, eu-west]"),
        "line 4: regions[2]: \"eu-west\" is there twice");
    row("region with a path", with("[eu-west, us-east]", "[../x]"),
        "line 4: regions[0]: \"../x\" is not a name | " + kName);
    row("blank selector", with("label.tier:gold", "\"  \""),
        "line 5: selector: must not be blank | leave selector out to take every node");
    row("empty selector", with("label.tier:gold", "\"\""),
        "line 5: selector: must not be blank | leave selector out to take every node");
    row("selector without a value", with("label.tier:gold", ""), "line 5: selector: has no value");
    row("selector that is not closed", with("label.tier:gold", "(label.tier:gold"),
        "line 5: selector: at character 1: this parenthesis is not closed | close it with )");
    row("selector with a control character", with("label.tier:gold", "\"label.a:\\\"\\x7F\\\"\""),
        "line 5: selector: must be on one line");
    row("selector on two lines", with("label.tier:gold", "|\n  label.a:b\n  label.c:d"),
        "line 5: selector: must be on one line");
    row("short deadline", with("2m", "9999ms"),
        "line 6: deadline: must be a duration from 10s to 30d, such as 30s, 10m or 2h");
    row("long deadline", with("2m", "31d"),
        "line 6: deadline: must be a duration from 10s to 30d, such as 30s, 10m or 2h");
    row("deadline without a unit", with("2m", "120"),
        "line 6: deadline: must be a duration from 10s to 30d, such as 30s, 10m or 2h");
    row("negative deadline", with("2m", "-2m"),
        "line 6: deadline: must be a duration from 10s to 30d, such as 30s, 10m or 2h");
    row("late nodes", with("skip", "skipp"), "line 7: late_nodes: must be skip or update | did you mean \"skip\"?");
    row("on failure", with("pause", "rollback"),
        "line 8: on_failure: must be roll_back, pause or stay | did you mean \"roll_back\"?");
    row("no node may be unavailable", with("per_site: 1", "per_site: 0"),
        "line 10: max_unavailable.per_site: must be a whole number from 1 to 1000000");
    row("a number for all", with("max_unavailable:\n  per_site: 1", "max_unavailable: 3"),
        "line 9: max_unavailable: must be keys and values");
  }
  void refuses_values() { compare(); }

  void refuses_stages_data() {
    columns();
    // In line 12, and a deadline of two hours.
    const auto stage = [](const char* name, const char* text, const std::string& expected) {
      const std::string plan = replaced(kGood, "deadline: 2m", "deadline: 2h");
      row((std::string(name) + " " + text).c_str(),
          replaced(plan, "  alpha: 0.05\n", "  alpha: 0.05\n" + std::string(name) + ": {" + text + "}\n"),
          "line 13: " + expected);
    };
    const std::string length = ", such as 30s, 10m or 2h";
    stage("shadow", "minimum: 1m", "shadow.minimum: \"minimum\" is not a known key");
    stage("shadow", "min_tim: 1m", "shadow.min_tim: \"min_tim\" is not a known key | did you mean \"min_time\"?");
    stage("shadow", "min_time: 31d", "shadow.min_time: must be a duration from 0s to 30d" + length);
    stage("shadow", "limit: 0s", "shadow.limit: must be a duration from 1s to 30d" + length);
    stage("shadow", "min_time: 1h, limit: 1h",
          "shadow.limit: must be longer than min_time, and at most 30d | write a longer limit, such as 6h");
    stage("shadow", "min_time: 7h",
          "shadow.min_time: is not shorter than limit, which is 6h if it is left out | write a limit longer than 7h");
    stage("shadow", "good: 0", "shadow.good: must be a number from 1e-06 to 0.999999");
    stage("shadow", "good: 0.05, limit: 1h",
          "shadow.good: must be above 0 and below bad | write a share below that of bad, such as 0.01");
    stage("shadow", "bad: 0.01, limit: 1h",
          "shadow.bad: is not above good, which is 0.01 if it is left out | write a good below it");
    stage("shadow", "bad: 1.1", "shadow.bad: must be a number from 1e-06 to 1");
    stage("shadow", "max_errors: 1", "shadow.max_errors: must be a number from 1e-06 to 0.999999");
    stage("shadow", "memory_mb: 16", "shadow.memory_mb: must be a whole number from 32 to 65536");
    stage("shadow", "cpu_percent: 0", "shadow.cpu_percent: must be a whole number from 1 to 6400");
    const std::string steps = " | write them like [1, 5, 25, 50, 100]";
    const std::string rising = "weights.steps: must be 1 to 16 percentages that rise from at least 1 to 100" + steps;
    stage("weights", "steps: [], limit: 1h", "weights.steps: must have 1 to 16 elements" + steps);
    stage("weights", "steps: [5, 5, 100], limit: 1h", rising);
    stage("weights", "steps: [25, 5, 100], limit: 1h", rising);
    stage("weights", "steps: [5, 25], limit: 1h", rising);
    stage("weights", "steps: [0, 100], limit: 1h", "weights.steps[0]: must be a whole number from 1 to 100");
    stage("weights", "min_time: 20m, limit: 1h",
          "weights.limit: leaves no time for all steps of min_time each | write a longer limit, or fewer steps");
    stage("weights", "min_requests: 0", "weights.min_requests: must be a whole number from 1 to 1000000000");
    stage("weights", "differ: 0.6", "weights.differ: must be a number from 1e-06 to 0.599999");
    stage("weights", "max_errors: 0", "weights.max_errors: must be a number from 1e-06 to 0.999999");
    stage("weights", "salt: x", "weights.salt: \"salt\" is not a known key");
    const auto deadline = [](const char* stages, const std::string& expected) {
      row((std::string("deadline beside ") + stages).c_str(), replaced(kGood, "deadline: 2m", "deadline: 2h") + stages,
          expected);
    };
    deadline("shadow: {limit: 2h}\n",
             "line 6: deadline: leaves no time beside the limits of shadow and weights, which are 2h | "
             "write a deadline longer than 2h by the health window, or shorter limits");
    deadline("shadow: {limit: 1h}\nweights: {limit: 1h}\n",
             "line 6: deadline: leaves no time beside the limits of shadow and weights, which are 2h | "
             "write a deadline longer than 2h by the health window, or shorter limits");
    row("no deadline is long enough",
        replaced(kGood, "deadline: 2m\n", "") + "shadow: {limit: 15d}\nweights: {limit: 15d}\n",
        "line 29: weights: with the limits of all stages, 30d, no deadline within 30d is left | write shorter limits");
  }
  void refuses_stages() { compare(); }

  void refuses_gates_data() {
    columns();
    const auto gate = [](const char* text, const std::string& rule) {
      const std::string key = std::string(text).substr(0, std::string(text).find(':'));
      row(text, with("alpha: 0.05", text), "line 12: gates." + key + ": must be " + rule);
    };
    gate("compare: yes", "true or false");
    gate("compare: \"true\"", "true or false");
    gate("bad_event: warning", "error or wrong_answer");
    gate("interval: 999ms", "a duration from 1s to 1h, such as 30s, 10m or 2h");
    gate("interval: 61m", "a duration from 1s to 1h, such as 30s, 10m or 2h");
    gate("warm_up: 2h", "a duration from 0s to 1h, such as 30s, 10m or 2h");
    gate("warm_up: 0", "a duration from 0s to 1h, such as 30s, 10m or 2h");
    gate("alpha: 0", "a number from 0.0001 to 0.2");
    gate("alpha: 0.21", "a number from 0.0001 to 0.2");
    gate("alpha: nan", "a number from 0.0001 to 0.2");
    gate("alpha: \"0.05\"", "a number from 0.0001 to 0.2");
    gate("tolerance: 0.99", "a number from 1 to 10");
    gate("tolerance: inf", "a number from 1 to 10");
    gate("min_requests: 0", "a whole number from 1 to 1000000000");
    gate("min_requests: 1e3", "a whole number from 1 to 1000000000");
    gate("min_reporting: 95", "a number from 0 to 1");
    gate("min_reporting: -0.1", "a number from 0 to 1");
    gate("slow_ms: 0", "a number from 0.001 to 3600000");
    gate("slow_ms: 20ms", "a number from 0.001 to 3600000");
    gate("min_success_ratio: 99%", "a number from 0 to 1");
    gate("max_p95_ms: 3600001", "a number from 0.001 to 3600000");
    gate("max_memory_mb: 0", "a whole number from 1 to 65536");
    gate("max_memory_mb: 65537", "a whole number from 1 to 65536");
    gate("max_memory_ratio: 0.9", "a number from 1 to 10");
    gate("max_memory_ratio: 125%", "a number from 1 to 10");
    gate("max_restarts: 0", "a whole number from 1 to 1000");
    gate("max_failed_nodes: -1", "a whole number from 0 to 1000000");
  }
  void refuses_gates() { compare(); }

  void refuses_waves_data() {
    columns();
    row("no name", with("  - name: canary\n    size", "  - size"), "line 14: waves[0].name: \"name\" is missing");
    row("no size", with("    size: rest\n", ""), "line 27: waves[2].size: \"size\" is missing");
    row("an empty wave", with("  - name: all\n    size: rest\n", "  -\n"),
        "line 28: waves[2].name: \"name\" is missing");
    row("unknown key", with("soak", "soka"),
        "line 16: waves[0].soka: \"soka\" is not a known key | did you mean \"soak\"?");
    row("name", with("canary", "Canary 1"), "line 14: waves[0].name: must be 1 to 63 of a-z, 0-9 and '-'");
    row("a name twice", with("name: all", "name: eu"), "line 27: waves[2].name: \"eu\" is there twice");
    row("a limit shorter than the soak", with("limit: 4h", "limit: 29m"),
        "line 17: waves[0].limit: is shorter than soak | write a limit of 30m or more");
    row("a soak longer than the usual limit", replaced(with("    limit: 4h\n", ""), "soak: 30m", "soak: 2d"),
        "line 16: waves[0].soak: is longer than limit, which is 24h if it is left out | write a limit of 2d or more");
    row("long soak", with("soak: 30m", "soak: 31d"),
        "line 16: waves[0].soak: must be a duration from 0s to 30d, such as 30s, 10m or 2h");
    row("no limit", with("limit: 4h", "limit: 0s"),
        "line 17: waves[0].limit: must be a duration from 1s to 30d, such as 30s, 10m or 2h");
    row("approvals without a count", with("count: 1, ", ""), "line 20: waves[1].approvals.count: \"count\" is missing");
    row("approvals as a number", with("{count: 1, lifetime: 24h}", "2"),
        "line 20: waves[1].approvals: must be keys and values");
    row("more approvals than people", with("count: 1", "count: 21"),
        "line 20: waves[1].approvals.count: must be a whole number from 0 to 20");
    row("role", with("lifetime: 24h", "role: aprover"),
        "line 20: waves[1].approvals.role: must be viewer, operator, approver, security-admin, enroller, auditor or "
        "administrator | did you mean \"approver\"?");
    row("short lifetime", with("lifetime: 24h", "lifetime: 59s"),
        "line 20: waves[1].approvals.lifetime: must be a duration from 1m to 30d, such as 30s, 10m or 2h");
    row("long lifetime", with("lifetime: 24h", "lifetime: 31d"),
        "line 20: waves[1].approvals.lifetime: must be a duration from 1m to 30d, such as 30s, 10m or 2h");
    row("no zone", with("      zone: Europe/Amsterdam\n", ""), "line 21: waves[1].window.zone: \"zone\" is missing");
    row("zone", with("Europe/Amsterdam", "Europe/Amsterdm"),
        "line 22: waves[1].window.zone: \"Europe/Amsterdm\" is not a time zone | did you mean \"Europe/Amsterdam\"?");
    row("zone with a terminal escape", with("Europe/Amsterdam", "\"\\e]0;\""),
        "line 22: waves[1].window.zone: must be a time zone, for example Europe/Amsterdam or UTC");
    row("long zone", with("Europe/Amsterdam", std::string(65, 'A')),
        "line 22: waves[1].window.zone: must be a time zone, for example Europe/Amsterdam or UTC");
    row("no day", with("[mon, tue]", "[]"),
        "line 23: waves[1].window.days: must have 1 to 7 elements | leave days out if it is every day");
    row("day", with("[mon, tue]", "[mon, tues]"),
        "line 23: waves[1].window.days[1]: must be mon, tue, wed, thu, fri, sat or sun | did you mean \"tue\"?");
    row("a day twice", with("[mon, tue]", "[mon, tue, mon]"),
        "line 23: waves[1].window.days[2]: \"mon\" is there twice");
    row("a day as a number", with("[mon, tue]", "[1]"),
        "line 23: waves[1].window.days[0]: must be mon, tue, wed, thu, fri, sat or sun");
    row("time without a zero", with("08:00", "8:00"),
        "line 24: waves[1].window.from: must be a time from \"00:00\" to \"23:59\"");
    row("from the end of the day", with("08:00", "24:00"),
        "line 24: waves[1].window.from: must be a time from \"00:00\" to \"23:59\"");
    row("minute of 60", with("08:00", "08:60"),
        "line 24: waves[1].window.from: must be a time from \"00:00\" to \"23:59\"");
    row("time with a sign", with("08:00", "-8:00"),
        "line 24: waves[1].window.from: must be a time from \"00:00\" to \"23:59\"");
    row("until the start of the day", with("18:00", "00:00"),
        "line 25: waves[1].window.to: must be a time from \"00:01\" to \"24:00\"");
    row("later than the day", with("18:00", "24:01"),
        "line 25: waves[1].window.to: must be a time from \"00:01\" to \"24:00\"");
    row("a window of no time", with("18:00", "08:00"),
        "line 25: waves[1].window.to: is the same time as from | write \"00:00\" to \"24:00\" for whole days");
    row("rate of no nodes", with("nodes: 5", "nodes: 0"),
        "line 26: waves[1].rate.nodes: must be a whole number from 1 to 1000000");
    row("rate without a period", with("every: 1m, ", ""), "line 26: waves[1].rate.every: \"every\" is missing");
    row("short period", with("every: 1m", "every: 1ms"),
        "line 26: waves[1].rate.every: must be a duration from 1s to 1d, such as 30s, 10m or 2h");
    row("shrinking", with("growth: 2", "growth: 0.5"), "line 26: waves[1].rate.growth: must be a number from 1 to 10");
    row("growing fast", with("growth: 2", "growth: 11"),
        "line 26: waves[1].rate.growth: must be a number from 1 to 10");
  }
  void refuses_waves() { compare(); }

  void refuses_sizes_data() {
    columns();
    const auto size = [](const char* text, const std::string& message) {
      row(text, with("10%", text), "line 15: waves[0].size: " + message);
    };
    for (const char* text : {"0", "-1", "1000001", "18446744073709551616", "2.5", "nan", "\"2\"", "[2]", "all", "\"\""})
      size(text, kSize);
    size("", kSize);
    size("Rest", kSize + " | did you mean \"rest\"?");
    size("{}", kSize);
    for (const char* text :
         {"0%", "-10%", "100.001%", "1e3%", "nan%", "inf%", "\"%\"", "10%%", "0.0001%", "ten%", "-0%"})
      size(text, "must be a share from 0.001% to 100%");
    size("{regions: [eu-west], sites: [a]}", "must be regions or sites, not both | make two waves of it");
    row("no region", with("10%", "{regions: []}"), "line 15: waves[0].size.regions: must have 1 to 20000 elements");
    row("no site", with("10%", "{sites: }"), "line 15: waves[0].size.sites: must have 1 to 20000 elements");
    row("site", with("10%", "{sites: [A]}"), "line 15: waves[0].size.sites[0]: \"A\" is not a name | " + kName);
    row("a site twice", with("10%", "{sites: [a, b, a]}"), "line 15: waves[0].size.sites[2]: \"a\" is there twice");
    row("a region twice", with("[eu-west]}", "[eu-west, eu-west]}"),
        "line 19: waves[1].size.regions[1]: \"eu-west\" is there twice");
    row("a share of a region", with("10%", "{region: eu-west}"),
        "line 15: waves[0].size.region: \"region\" is not a known key | did you mean \"regions\"?");
  }
  void refuses_sizes() { compare(); }

  void refuses_waves_that_do_not_fit_together_data() {
    columns();
    const std::string rest = "there may be nodes that no wave takes | end with a wave of size: rest";
    const std::string none =
        "no node is left for this wave: those before it take all | remove it, or let an earlier wave take less";
    const std::string shares =
        "the shares up to this wave are more than 100% together | write smaller shares, or size: rest for the last "
        "wave";
    row("no rest", kGood.substr(0, kGood.find("  - name: all")), "line 19: waves[1].size: " + rest);
    row("only a canary", withWaves("- {name: a, size: 5}"), "line 5: waves[0].size: " + rest);
    row("shares below 100 %", withWaves("- {name: a, size: 50%}\n- {name: b, size: 49.999%}"),
        "line 6: waves[1].size: " + rest);
    row("shares above 100 %", withWaves("- {name: a, size: 50%}\n- {name: b, size: 1}\n- {name: c, size: 50.001%}"),
        "line 7: waves[2].size: " + shares);
    row("shares above 100 % and a rest",
        withWaves("- {name: a, size: 60%}\n- {name: b, size: 60%}\n- {name: c, size: rest}"),
        "line 6: waves[1].size: " + shares);
    row("a wave after the rest", withWaves("- {name: a, size: rest}\n- {name: b, size: 1}"),
        "line 6: waves[1].size: " + none);
    row("two rests", withWaves("- {name: a, size: rest}\n- {name: b, size: rest}"), "line 6: waves[1].size: " + none);
    row("a rest after 100 %", withWaves("- {name: a, size: 100%}\n- {name: b, size: rest}"),
        "line 6: waves[1].size: " + none);
    row("a rest after all regions",
        withWaves("- {name: a, size: {regions: [x]}}\n- {name: b, size: {regions: [y]}}\n- {name: c, size: rest}"),
        "line 7: waves[2].size: " + none);
    row("a region in two waves",
        withWaves("- {name: a, size: {regions: [x]}}\n- {name: b, size: {regions: [y, x]}}\n- {name: c, size: rest}"),
        "line 6: waves[1].size: region \"x\" is in wave \"a\" already | remove it from one of them");
    row("a site in two waves",
        withWaves("- {name: a, size: {sites: [x, z]}}\n- {name: b, size: {sites: [z]}}\n- {name: c, size: rest}"),
        "line 6: waves[1].size: site \"z\" is in wave \"a\" already | remove it from one of them");
    row("another region than those of the rollout", with("{regions: [eu-west]}", "{regions: [eu-wets]}"),
        "line 19: waves[1].size: region \"eu-wets\" is not one of the regions of the rollout | did you mean "
        "\"eu-west\"?");
    row("a region from elsewhere", with("{regions: [eu-west]}", "{regions: [ap-south]}"),
        "line 19: waves[1].size: region \"ap-south\" is not one of the regions of the rollout | "
        "remove it, or add it to regions above");
  }
  void refuses_waves_that_do_not_fit_together() { compare(); }

  void refuses_what_is_too_large_data() {
    columns();
    std::string many = "workload: w\nto: 2.0.0\nwaves:\n";
    for (int i = 0; i < 10'000; ++i) many += "- {name: w" + std::to_string(i) + "}\n";
    row("10,000 waves", many, "line 3: waves: must have 1 to 100 elements");
    std::string hundred = "workload: w\nto: 2.0.0\nwaves:\n";
    for (int i = 0; i < 100; ++i) hundred += "- {name: w" + std::to_string(i) + ", size: 1}\n";
    row("101 waves", hundred + "- {name: all, size: rest}\n", "line 3: waves: must have 1 to 100 elements");
    row("over 256 KiB", kGood + std::string(256 * 1024, '#'), "line 1: a plan must not be longer than 256 KiB");
    row("a selector of 100 KB", with("label.tier:gold", "name:" + std::string(100'000, 'a')),
        "line 5: selector: at character 4097: a selector has at most 4096 bytes | "
        "use a pattern or a label instead of naming everything");
    row("an expression without end", with("label.tier:gold", "name~((a{100}){100}){100}"),
        "line 5: selector: at character 6: not a regular expression: invalid repetition size: {100} | "
        "see https://github.com/google/re2/wiki/Syntax");
    row("aliases of aliases", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "line 1: anchors are not taken");
    row("an alias", with("[eu-west, us-east]", "*a"), "line 4: aliases are not taken");
    row("a tag", with("2m", "!!str 2m"), "line 6: tags are not taken");
    row("merged keys", with("    size: rest", "    <<: {size: rest}"),
        "line 28: waves[2].<<: \"<<\" is not a known key");
    row("a key twice", with("late_nodes: skip", "to: 3.0.0"), "line 7: to: \"to\" is there twice");
    row("two documents", kGood + "---\nto: 3.0.0\n", "line 29: something follows the document");
    row("brackets", std::string(200'000, '['), "line 1: nested deeper than 32 levels");
  }
  void refuses_what_is_too_large() {
    QElapsedTimer timer;
    timer.start();
    compare();
    QVERIFY2(timer.elapsed() < 3'000, "refused, but slowly");
  }

 private:
  void columns() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
  }
  void compare() {
    QFETCH(QByteArray, text);
    QTEST(refusal(text.toStdString()), "expected");
  }
};

QTEST_GUILESS_MAIN(TstRolloutPlanRefused)
#include "tst_rollout_plan_refused.moc"
