#include <QtTest>

#include <set>

#include "tests/documents/documents_under_test.h"
#include "tests/documents/openslo_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

using std::chrono::hours;

// Numbered lines of what a test reads.
const std::string kSmall =
    "apiVersion: openslo/v1\n"                                                            // 1
    "kind: SLO\n"                                                                         // 2
    "metadata: {name: a, displayName: A}\n"                                               // 3
    "spec:\n"                                                                             // 4
    "  service: fleet\n"                                                                  // 5
    "  indicator:\n"                                                                      // 6
    "    metadata: {name: s}\n"                                                           // 7
    "    spec:\n"                                                                         // 8
    "      ratioMetric:\n"                                                                // 9
    "        good: {metricSource: {type: Flotilla, spec: {indicator: reachability}}}\n"   // 10
    "        total: {metricSource: {type: Flotilla, spec: {indicator: reachability}}}\n"  // 11
    "  timeWindow: [{duration: 30d, isRolling: true}]\n"                                  // 12
    "  budgetingMethod: Occurrences\n"                                                    // 13
    "  objectives: [{target: 0.99}]\n"                                                    // 14
    "---\n"                                                                               // 15
    "{apiVersion: openslo/v1, kind: Service, metadata: {name: fleet}, spec: {}}\n";       // 16

std::string with(const std::string& from, const std::string& to) {
  return replaced(kSmall, from, to);
}

std::string withAll(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

class TstOpenSlo final : public QObject {
  Q_OBJECT

 private slots:
  void reads_every_kind_by_reference();
  void reads_what_is_written_where_it_is_used();
  void takes_a_query_of_another_system_for_what_its_annotations_say();
  void folds_the_slos_of_regions_into_one_objective();
  void reads_bad_and_raw_as_the_same_indicator();
  void makes_an_objective_of_each_of_several_targets();
  void says_every_error_at_once_with_line_object_and_field();
  void other_versions_are_refused_with_what_to_do_data();
  void other_versions_are_refused_with_what_to_do();
  void never_keeps_or_prints_details_of_a_connection();
  void bounds_what_it_reads_data();
  void bounds_what_it_reads();
  void keeps_a_hundred_findings_and_counts_the_rest();
  void errors_are_kept_before_warnings();
  void looks_at_many_alerts_in_little_time();
  void survives_damage();
};

void TstOpenSlo::reads_every_kind_by_reference() {
  const auto read = importOpenSlo(openSloExample("inference.yaml"));
  QVERIFY2(read.findings.empty(), textOf(read));
  QCOMPARE(read.objectives.size(), std::size_t{1});
  const Objective expected{ObjectiveName("infer-eu"),
                           "Inference without errors",
                           Indicator::Success,
                           WorkloadName("vision"),
                           0,
                           0.999,
                           hours(24 * 30),
                           0,
                           "vision"};
  QVERIFY(read.objectives[0] == expected);
}

void TstOpenSlo::reads_what_is_written_where_it_is_used() {
  const auto read = importOpenSlo(openSloExample("inlined.yaml"));
  QCOMPARE(read.errors, std::size_t{0});
  const Objective expected{ObjectiveName("meter-fast"),
                           "Readings within 20 ms",
                           Indicator::Latency,
                           WorkloadName("meter-reader"),
                           20,
                           0.995,
                           hours(24 * 7),
                           0.95};
  QCOMPARE(read.objectives.size(), std::size_t{1});
  QVERIFY(read.objectives[0] == expected);
  QCOMPARE(textOf(read).count('\n'), 1);
  QVERIFY2(textOf(read).startsWith("warning alert_not_kept: SLO meter-fast: spec.alertPolicies[0]"), textOf(read));
}

void TstOpenSlo::takes_a_query_of_another_system_for_what_its_annotations_say() {
  const auto read = importOpenSlo(openSloExample("prometheus.yaml"));
  QCOMPARE(read.errors, std::size_t{0});
  QVERIFY2(textOf(read).contains("query_not_kept: SLI checkout-latency"), textOf(read));
  QCOMPARE(read.objectives.size(), std::size_t{1});
  QCOMPARE(read.objectives[0].indicator, Indicator::Latency);
  QCOMPARE(read.objectives[0].limit, 150.0);  // what it says in ms, not the value in whatever unit the query has
  QCOMPARE(read.objectives[0].period, Duration(hours(24 * 28)));
}

void TstOpenSlo::folds_the_slos_of_regions_into_one_objective() {
  const std::string example = openSloExample("regions.yaml");
  const auto read = importOpenSlo(example);
  QCOMPARE(read.errors, std::size_t{0});
  QCOMPARE(read.objectives.size(), std::size_t{1});
  QCOMPARE(read.objectives[0].name, ObjectiveName("reachable"));
  const auto other = importOpenSlo(replaced(example, "targetPercent: 98", "targetPercent: 97"));
  QVERIFY2(textOf(other).contains("error regions_differ: SLO reachable-eu-west"), textOf(other));
  QVERIFY2(textOf(other).contains("another target"), textOf(other));
}

void TstOpenSlo::reads_bad_and_raw_as_the_same_indicator() {
  const auto good = importOpenSlo(kSmall);
  QVERIFY2(good.findings.empty(), textOf(good));
  const auto bad = importOpenSlo(with("good: {", "bad: {"));
  QVERIFY2(bad.findings.empty(), textOf(bad));
  QVERIFY(bad.objectives == good.objectives);
  const std::string ratio =
      kSmall.substr(kSmall.find("        good:"), kSmall.find("  timeWindow") - kSmall.find("        good:"));
  for (const char* type : {"success", "failure"}) {
    const auto raw = importOpenSlo(
        with(ratio, std::string("        rawType: ") + type +
                        "\n        raw: {metricSource: {type: Flotilla, spec: {indicator: reachability}}}\n"));
    QVERIFY2(raw.findings.empty(), textOf(raw));
    QVERIFY(raw.objectives == good.objectives);
  }
}

void TstOpenSlo::makes_an_objective_of_each_of_several_targets() {
  const auto read = importOpenSlo(with("[{target: 0.99}]", "[{target: 0.99}, {displayName: best, target: 0.999}]"));
  QVERIFY2(textOf(read).startsWith("warning several_targets: SLO a: spec.objectives"), textOf(read));
  QCOMPARE(read.objectives.size(), std::size_t{2});
  QCOMPARE(read.objectives[0].name, ObjectiveName("a-1"));
  QCOMPARE(read.objectives[1].name, ObjectiveName("a-2"));
  QCOMPARE(read.objectives[1].title, std::string("A: best"));
  QCOMPARE(read.objectives[1].target, 0.999);
}

void TstOpenSlo::says_every_error_at_once_with_line_object_and_field() {
  std::string text = with("target: 0.99", "target: 99, op: up");
  text = replaced(text, "30d", "30s");
  text = replaced(text, "isRolling", "rolling");
  text = replaced(text, "service: fleet", "service: flet");
  text = replaced(text, "total:", "totall:");
  const auto read = importOpenSlo(text);
  const char* const kExpected[] = {
      "line 11: SLO a: spec.indicator.spec.ratioMetric.totall: is not a known key; did you mean \"total\"?",
      "line 12: SLO a: spec.timeWindow[0].duration: must be a whole number above 0",
      "line 12: SLO a: spec.timeWindow[0].rolling: is not a known key; did you mean \"isRolling\"?",
      "line 14: SLO a: spec.objectives[0].target: must be from 0 to below 1; did you mean targetPercent?",
      "line 14: SLO a: spec.objectives[0].op: must be lte, gte, lt or gt",
      "line 5: SLO a: spec.service: there is no Service \"flet\" in this file; did you mean \"fleet\"?"};
  for (const char* const line : kExpected) QVERIFY2(textOf(read).contains(line), textOf(read));
  QVERIFY(read.objectives.empty());
  for (std::size_t i = 1; i < read.findings.size(); ++i) QVERIFY(read.findings[i - 1].line <= read.findings[i].line);
}

void TstOpenSlo::other_versions_are_refused_with_what_to_do_data() {
  QTest::addColumn<QByteArray>("version");
  QTest::addColumn<QByteArray>("said");
  QTest::newRow("v1alpha") << QByteArray("openslo/v1alpha") << QByteArray("convert it to openslo/v1: metrics move");
  QTest::newRow("v2alpha") << QByteArray("openslo.com/v2alpha") << QByteArray("convert it to openslo/v1: sli, sliRef");
  QTest::newRow("another") << QByteArray("v1") << QByteArray("must be openslo/v1, not \"v1\"");
}

void TstOpenSlo::other_versions_are_refused_with_what_to_do() {
  QFETCH(QByteArray, version);
  QFETCH(QByteArray, said);
  const auto read = importOpenSlo(with("openslo/v1", version.toStdString()));
  QVERIFY2(textOf(read).startsWith("error unsupported_version: document 1: apiVersion | line 1: "), textOf(read));
  QVERIFY2(textOf(read).contains(said), textOf(read));
}

void TstOpenSlo::never_keeps_or_prints_details_of_a_connection() {
  for (const char* name : {"inference.yaml", "prometheus.yaml"}) {
    std::string text = openSloExample(name);
    QVERIFY(text.find("hunter2") != std::string::npos);
    text = withAll(text, "type: Flotilla", "type: [Flotilla]");  // something to complain about, right beside it
    const auto read = importOpenSlo(withAll(text, "type: Prometheus", "type: [Prometheus]"));
    QVERIFY(read.errors > 0);
    QVERIFY2(!textOf(read).contains("hunter2"), textOf(read));
    const auto out = exportOpenSlo(importOpenSlo(openSloExample(name)).objectives, {});
    QVERIFY(out.ok() && out->find("hunter2") == std::string::npos);
    QVERIFY(out->find("connectionDetails") == std::string::npos);
  }
}

void TstOpenSlo::bounds_what_it_reads_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("said");
  const auto row = [](const char* name, const std::string& text, const char* said) {
    QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray(said);
  };
  const auto repeated = [](const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
  };
  row("nothing", "", "there is no SLO in this file");
  row("only separators", "---\n---\n", "there is no SLO in this file");
  row("a list", "- a\n", "line 1: document 1: must be keys and values");
  row("an anchor", with("spec:\n", "spec: &a\n"), "anchors are not taken");
  row("an alias", with("{name: a, displayName: A}", "*a"), "aliases are not taken");
  row("a bomb", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n", "anchors are not taken");
  row("deep", repeated("a: {", 40) + repeated("}", 40), "nested deeper than 32 levels");
  row("long", std::string((1 << 20) + 1, ' '), "longer than 1 MiB");
  row("many documents", repeated("---\n{a: b}\n", 5001), "more than 5000 documents");
  row("a key twice", with("kind: SLO\n", "kind: SLO\nkind: SLO\n"), "line 3: kind: \"kind\" is there twice");
  row("no YAML", "a: [b\n", "line ");
  row("a byte that is not UTF-8", "a: \xFF\n", "not UTF-8");
  row("many elements", with("[{target: 0.99}]", "[" + repeated("{target: 0.9},", 101) + "]"),
      "must have 1 to 100 elements, not 101");
}

void TstOpenSlo::bounds_what_it_reads() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, said);
  const auto read = importOpenSlo(text.toStdString());
  QVERIFY2(textOf(read).contains(said), textOf(read));
  QVERIFY(read.errors > 0);
  QVERIFY(read.objectives.empty());
}

void TstOpenSlo::keeps_a_hundred_findings_and_counts_the_rest() {
  std::string text = "apiVersion: openslo/v1\nkind: Service\nmetadata: {name: a}\nspec: {}\n";
  for (int i = 0; i < 150; ++i) text += "---\n{apiVersion: openslo/v1, kind: Servise}\n";
  const auto read = importOpenSlo(text);
  QCOMPARE(read.errors, std::size_t{150});
  QCOMPARE(read.findings.size(), std::size_t{100});
}

void TstOpenSlo::errors_are_kept_before_warnings() {
  std::string text = with("target: 0.99", "target: 2");
  for (int i = 0; i < 150; ++i)
    text += "---\n{apiVersion: openslo/v1, kind: Service, metadata: {name: s" + std::to_string(i) + "}, spec: {}}\n";
  const auto read = importOpenSlo(text);
  QCOMPARE(read.findings.size(), std::size_t{100});
  QCOMPARE(read.warnings, std::size_t{150});
  QVERIFY2(textOf(read).contains("error out_of_range: SLO a: spec.objectives[0].target"), textOf(read));
}

// One policy with as many conditions as it may have, and as many SLOs that use it as there is room for.
void TstOpenSlo::looks_at_many_alerts_in_little_time() {
  std::string text =
      kSmall + "---\napiVersion: openslo/v1\nkind: AlertPolicy\nmetadata: {name: p}\nspec:\n  conditions:\n";
  for (int i = 0; i < 10; ++i)
    text +=
        "  - {metadata: {name: c}, spec: {severity: page, condition: {kind: burnrate, op: gte, threshold: 900, "
        "lookbackWindow: 1h}}}\n";
  text += "  notificationTargets: [{metadata: {name: t}, spec: {target: t}}]\n";
  std::string uses, targets;
  for (int i = 0; i < 50; ++i) uses += "{alertPolicyRef: p},";
  for (int i = 0; i < 100; ++i) targets += "{target: 0.9},";
  for (int i = 0; text.size() < 1'000'000; ++i)
    text += "---\n{apiVersion: openslo/v1, kind: SLO, metadata: {name: a" + std::to_string(i) +
            "}, spec: {service: fleet, indicatorRef: s, timeWindow: [{duration: 30d}], budgetingMethod: Occurrences, "
            "objectives: [" +
            targets + "], alertPolicies: [" + uses + "]}}\n";
  QElapsedTimer timer;
  timer.start();
  const auto read = importOpenSlo(text);
  QVERIFY(read.warnings > 0);
  qInfo("%lld ms", static_cast<long long>(timer.elapsed()));
  QVERIFY(timer.elapsed() < 20'000);
}

void TstOpenSlo::survives_damage() {
  auto random = seededRandom();
  for (const char* name : {"inference.yaml", "inlined.yaml", "prometheus.yaml", "regions.yaml"}) {
    const std::string whole = openSloExample(name);
    for (int i = 0; i < 300; ++i) {
      std::string text = whole;
      for (std::uint64_t cuts = 1 + below(random, 4); cuts > 0; --cuts) {
        const auto at = below(random, text.size());
        if (below(random, 2) == 0)
          text.erase(at, below(random, 12));
        else
          text[at] = static_cast<char>(below(random, 256));
      }
      const auto read = importOpenSlo(text);
      QVERIFY(read.errors > 0 || !read.objectives.empty());
      QVERIFY(read.findings.size() <= 100);
    }
  }
}

QTEST_GUILESS_MAIN(TstOpenSlo)
#include "tst_openslo.moc"
