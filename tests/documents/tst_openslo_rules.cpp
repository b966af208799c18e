// Every rule of the linter, with a document that breaks it.
#include <QtTest>

#include <set>

#include "tests/documents/documents_under_test.h"
#include "tests/documents/openslo_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

// inference.yaml with `from` as `to`, and the finding that comes of it.
struct Row {
  const char* name;
  std::string from;
  std::string to;
  std::string expected;
};

const std::string kSource = "{metricSource: {metricSourceRef: fleet, spec: {indicator: success, workload: vision}}}";
const std::string kRatio = "  ratioMetric:\n    counter: true\n    good: " + kSource + "\n    total: " + kSource + "\n";
const std::string kThreshold =
    "  thresholdMetric: {metricSource: {metricSourceRef: fleet, spec: {indicator: latency, workload: vision}}}\n";
const std::vector<Row> kRows{
    // The envelope.
    {"a kind that is none", "kind: DataSource", "kind: Datasource", "error bad_value: document 2: kind"},
    {"no name", "metadata: {name: infer-ok}", "metadata: {displayName: A}",
     "error missing_key: document 3: metadata.name"},
    {"a name in capitals", "name: infer-eu\n", "name: InferEU\n", "warning bad_name: SLO InferEU: metadata.name"},
    {"a name twice", "metadata: {name: infer-ok}\nspec:",
     "metadata: {name: infer-ok}\nspec: {ratioMetric: {rawType: "
     "success, raw: " +
         kSource + "}}\n---\napiVersion: openslo/v1\nkind: SLI\nmetadata: {name: infer-ok}\nspec:",
     "error duplicate_name: SLI infer-ok: metadata.name"},
    {"an unknown key", "service: vision\n", "service: vision\n  servise: x\n",
     "error unknown_key: SLO infer-eu: spec.servise"},
    {"a key of the metadata", "metadata: {name: infer-ok}", "metadata: {name: infer-ok, title: x}",
     "error unknown_key: SLI infer-ok: metadata.title"},
    {"labels that are a list", "labels: {team: [vision, edge]}", "labels: [team]",
     "error bad_value: Service vision: metadata.labels"},
    {"an annotation of ours that is none", "flotilla.dev/owner: vision", "flotilla.dev/ownr: vision",
     "error unknown_annotation: SLO infer-eu: metadata.annotations.flotilla.dev/ownr"},
    {"a reserved annotation", "flotilla.dev/owner: vision", "openslo.com/x: y",
     "warning reserved_annotation: SLO infer-eu: metadata.annotations.openslo.com/x"},
    {"a long description", "The control plane of the fleet.", std::string(1051, 'x'),
     "error bad_value: DataSource fleet: spec.description"},
    {"what an objective has no room for", "service: vision\n", "service: vision\n  description: all of it\n",
     "warning not_kept: SLO infer-eu"},
    {"another version", "apiVersion: openslo/v1\nkind: SLI", "apiVersion: openslo/v1alpha\nkind: SLI",
     "error unsupported_version: document 3: apiVersion"},
    // References.
    {"no such indicator", "indicatorRef: infer-ok", "indicatorRef: infer-o",
     "error unknown_reference: SLO infer-eu: spec.indicatorRef"},
    {"no such policy", "alertPolicyRef: infer-eu-fast", "alertPolicyRef: x",
     "error unknown_reference: SLO infer-eu: spec.alertPolicies[0].alertPolicyRef"},
    {"no such condition", "conditionRef: burn-14x-1h", "conditionRef: x",
     "error unknown_reference: AlertPolicy infer-eu-fast: spec.conditions[0].conditionRef"},
    {"no such target", "targetRef: oncall", "targetRef: x",
     "error unknown_reference: AlertPolicy infer-eu-fast: spec.notificationTargets[0].targetRef"},
    {"no such source", "{metricSourceRef: fleet, spec", "{metricSourceRef: x, spec",
     "error unknown_reference: SLI infer-ok: spec.ratioMetric.good.metricSource.metricSourceRef"},
    {"a service without a document", "service: vision\n", "service: vison\n",
     "warning unknown_reference: SLO infer-eu: spec.service"},
    {"a policy that nothing uses", "  alertPolicies:\n    - alertPolicyRef: infer-eu-fast\n", "",
     "warning unused: AlertPolicy infer-eu-fast"},
    // Indicators.
    {"no metric", kRatio, "  description: none\n", "error missing_key: SLI infer-ok: spec.ratioMetric"},
    {"both metrics", kRatio, kRatio + kThreshold, "error bad_value: SLI infer-ok: spec.ratioMetric"},
    {"good and bad",
     "    good: ", "    bad: " + kSource + "\n    good: ", "error bad_value: SLI infer-ok: spec.ratioMetric.good"},
    {"no total", "    total: " + kSource + "\n", "", "error missing_key: SLI infer-ok: spec.ratioMetric.total"},
    {"raw without its type", kRatio, "  ratioMetric: {raw: " + kSource + "}\n",
     "error missing_key: SLI infer-ok: spec.ratioMetric.rawType"},
    {"a query of another system", "type: Flotilla", "type: Prometheus",
     "error unsupported_source: SLI infer-ok: spec.ratioMetric.good.metricSource.type"},
    {"an annotation that is no indicator", "metadata: {name: infer-ok}",
     "metadata: {name: infer-ok, annotations: {flotilla.dev/indicator: uptime}}",
     "error bad_value: SLI infer-ok: metadata.annotations.flotilla.dev/indicator"},
    {"a total of something else", "total: {metricSource: {metricSourceRef: fleet, spec: {indicator: success",
     "total: {metricSource: {metricSourceRef: fleet, spec: {indicator: correct",
     "error other_total: SLI infer-ok: spec.ratioMetric.total.metricSource.spec"},
    {"an indicator that is none", "good: {metricSource: {metricSourceRef: fleet, spec: {indicator: success",
     "good: {metricSource: {metricSourceRef: fleet, spec: {indicator: uptime",
     "error bad_value: SLI infer-ok: spec.ratioMetric.good.metricSource.spec.indicator"},
    {"a threshold without a value", kRatio, kThreshold, "error missing_key: SLO infer-eu: spec.objectives[0].op"},
    {"a value without a threshold", "target: 0.999", "target: 0.999\n      value: 2",
     "error bad_value: SLO infer-eu: spec.objectives[0].value"},
    // The objective.
    {"target and percent", "target: 0.999", "target: 0.999\n      targetPercent: 99.9",
     "error bad_value: SLO infer-eu: spec.objectives[0].target"},
    {"a target of one", "target: 0.999", "target: 1", "error out_of_range: SLO infer-eu: spec.objectives[0].target"},
    {"a target that we do not take", "target: 0.999", "targetPercent: 20",
     "error out_of_range: SLO infer-eu: spec.objectives[0].targetPercent"},
    {"a target with many decimals", "target: 0.999", "target: 0.99912345678",
     "warning rounded: SLO infer-eu: spec.objectives[0].target"},
    {"several targets", "    - target: 0.999", "    - target: 0.99\n    - target: 0.999",
     "warning several_targets: SLO infer-eu: spec.objectives"},
    {"a composite", "    - target: 0.999", "    - {target: 0.999, indicatorRef: infer-ok, compositeWeight: 2}",
     "error composite: SLO infer-eu: spec.objectives[0].indicatorRef"},
    {"a month of the calendar", "isRolling: true",
     "isRolling: false\n      calendar: {startTime: \"2026-01-01 00:00:00\", timeZone: Europe/Zurich}",
     "error calendar_window: SLO infer-eu: spec.timeWindow[0].calendar"},
    {"a zone that is none", "isRolling: true",
     "isRolling: false\n      calendar: {startTime: \"2026-01-01 00:00:00\", timeZone: Europe/Zurih}",
     "error bad_value: SLO infer-eu: spec.timeWindow[0].calendar.timeZone"},
    {"a month that moves", "duration: 30d", "duration: 1M",
     "warning month_length: SLO infer-eu: spec.timeWindow[0].duration"},
    {"a window of seconds", "duration: 30d", "duration: 30s",
     "error bad_value: SLO infer-eu: spec.timeWindow[0].duration"},
    {"a window of years", "duration: 30d", "duration: 2Y",
     "error out_of_range: SLO infer-eu: spec.timeWindow[0].duration"},
    {"two windows", "      isRolling: true\n", "      isRolling: true\n    - {duration: 7d, isRolling: true}\n",
     "error bad_value: SLO infer-eu: spec.timeWindow"},
    {"a mean of ratios", "budgetingMethod: Occurrences", "budgetingMethod: RatioTimeslices",
     "error ratio_timeslices: SLO infer-eu: spec.budgetingMethod"},
    {"slices without a target", "budgetingMethod: Occurrences", "budgetingMethod: Timeslices",
     "error missing_key: SLO infer-eu: spec.objectives[0].timeSliceTarget"},
    {"slices of a quarter",
     "duration: 30d\n      isRolling: true\n  budgetingMethod: Occurrences\n  objectives:\n    - target: 0.999",
     "duration: 90d\n      isRolling: true\n  budgetingMethod: Timeslices\n  objectives:\n    - {target: 0.999, "
     "timeSliceTarget: 0.9, timeSliceWindow: 1m}",
     "error bad_value: SLO infer-eu: spec.timeWindow[0].duration"},
    {"an indicator without its workload",
     "good: {metricSource: {metricSourceRef: fleet, spec: {indicator: success, workload: vision}}}",
     "good: {metricSource: {metricSourceRef: fleet, spec: {indicator: success}}}",
     "error bad_value: SLI infer-ok: spec"},
    {"longer slices", "budgetingMethod: Occurrences\n  objectives:\n    - target: 0.999",
     "budgetingMethod: Timeslices\n  objectives:\n    - {target: 0.999, timeSliceTarget: 0.9, timeSliceWindow: 5m}",
     "warning slice_length: SLO infer-eu: spec.objectives[0].timeSliceWindow"},
    {"slices without a unit", "budgetingMethod: Occurrences\n  objectives:\n    - target: 0.999",
     "budgetingMethod: Timeslices\n  objectives:\n    - {target: 0.999, timeSliceTarget: 0.9, timeSliceWindow: 1}",
     "warning bare_number: SLO infer-eu: spec.objectives[0].timeSliceWindow"},
    {"a title that is too long", "Inference without errors", std::string(81, 'x'),
     "warning title_cut: SLO infer-eu: metadata.displayName"},
    {"a template without a region", "flotilla.dev/owner: vision", "flotilla.dev/template: infer",
     "error missing_key: SLO infer-eu: metadata.labels.region"},
    {"one region alone", "annotations: {flotilla.dev/owner: vision}",
     "annotations: {flotilla.dev/template: infer}\n  labels: {region: eu-west}", "warning every_region: SLO infer-eu"},
    // Alerts.
    {"an alert for burning slowly", "op: gte", "op: lte",
     "warning slow_burn: AlertCondition burn-14x-1h: spec.condition.op"},
    {"a threshold above everything", "threshold: 14.4", "threshold: 1001",
     "warning never_fires: SLO infer-eu: spec.alertPolicies[0].alertPolicyRef"},
    {"a page that cannot fire at this target", "target: 0.999", "target: 0.9",
     "warning never_fires: SLO infer-eu: spec.objectives"},
    {"a policy that does not alert", "alertWhenBreaching: true", "alertWhenBreaching: false",
     "warning never_fires: AlertPolicy infer-eu-fast: spec.alertWhenBreaching"},
    {"a policy without a target", "    - targetRef: oncall\n", "    []\n",
     "error bad_value: AlertPolicy infer-eu-fast: spec.notificationTargets"},
    {"a policy without targets", "  notificationTargets:\n    - targetRef: oncall\n", "",
     "error missing_key: AlertPolicy infer-eu-fast: spec.notificationTargets"},
    {"two conditions", "    - conditionRef: burn-14x-1h\n",
     "    - conditionRef: burn-14x-1h\n    - conditionRef: burn-14x-1h\n",
     "warning several_conditions: AlertPolicy infer-eu-fast: spec.conditions"},
    {"a lookback beyond the window", "lookbackWindow: 1h", "lookbackWindow: 31d",
     "error long_lookback: SLO infer-eu: spec.alertPolicies[0].alertPolicyRef"},
    {"no short window", "  annotations: {flotilla.dev/short-window: 5m}\n", "",
     "warning derived_short_window: AlertCondition burn-14x-1h"},
    {"a short window that is longer", "short-window: 5m", "short-window: 2h",
     "error bad_value: AlertPolicy infer-eu-fast: metadata.annotations.flotilla.dev/short-window"},
    {"an alert that we do not have", "threshold: 14.4", "threshold: 10",
     "warning alert_not_kept: SLO infer-eu: spec.alertPolicies[0].alertPolicyRef"},
    {"another severity", "severity: page", "severity: critical",
     "warning unknown_severity: AlertCondition burn-14x-1h: spec.severity"},
    {"an alert that waits", "lookbackWindow: 1h", "lookbackWindow: 1h\n    alertAfter: 5m",
     "warning not_kept: AlertCondition burn-14x-1h: spec.condition.alertAfter"},
    {"another kind of condition", "kind: burnrate", "kind: availability",
     "error bad_value: AlertCondition burn-14x-1h: spec.condition.kind"},
    {"no threshold", "    threshold: 14.4\n", "",
     "error missing_key: AlertCondition burn-14x-1h: spec.condition.threshold"},
};

}  // namespace

class TstOpenSloRules final : public QObject {
  Q_OBJECT

 private slots:
  void finds_what_breaks_a_rule_data();
  void finds_what_breaks_a_rule();
  void every_rule_is_broken_by_a_test();
  void an_alert_for_burning_slowly_is_not_turned_round();
  void rules_between_files_of_regions();
};

void TstOpenSloRules::finds_what_breaks_a_rule_data() {
  QTest::addColumn<std::size_t>("index");
  for (std::size_t i = 0; i < kRows.size(); ++i) QTest::newRow(kRows[i].name) << i;
}

void TstOpenSloRules::finds_what_breaks_a_rule() {
  QFETCH(std::size_t, index);
  const Row& row = kRows[index];
  const auto read = importOpenSlo(replaced(openSloExample("inference.yaml"), row.from, row.to));
  std::vector<std::string> found;
  for (const OpenSloFinding& finding : read.findings) found.push_back(briefOf(finding));
  QVERIFY2(std::find(found.begin(), found.end(), row.expected) != found.end(),
           row.expected.c_str() + QByteArray("\nbut:\n") + textOf(read));
  QCOMPARE(read.errors == 0, row.expected.starts_with("warning"));
}

// The rules are the texts that stand where a finding is made.
void TstOpenSloRules::every_rule_is_broken_by_a_test() {
  std::set<QString> broken{"yaml_syntax", "duplicate_key", "too_many", "regions_differ",
                           "query_not_kept"};  // elsewhere
  for (const Row& row : kRows) broken.insert(QString::fromStdString(row.expected).section(' ', 1, 1).chopped(1));
  const QRegularExpression rule("\"([a-z]+(?:_[a-z]+)+|composite|unused|rounded)\"");
  std::set<QString> rules;
  const QDir folder(FLOTILLA_SOURCE_DIR "/services/documents");
  for (const QString& name : folder.entryList({"openslo*.cpp"})) {
    if (name == "openslo_duration.cpp" || name == "openslo_export.cpp") continue;  // they find nothing
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QFile::ReadOnly));
    auto matches = rule.globalMatch(QString::fromUtf8(file.readAll()));
    while (matches.hasNext()) rules.insert(matches.next().captured(1));
  }
  for (const QString& code : rules) QVERIFY2(broken.contains(code), qPrintable("no document breaks " + code));
  QVERIFY(rules.size() > 30);
}

void TstOpenSloRules::an_alert_for_burning_slowly_is_not_turned_round() {
  const auto read = importOpenSlo(replaced(openSloExample("inference.yaml"), "op: gte", "op: lte"));
  QVERIFY2(textOf(read).contains("this fires when the budget burns slowly; did you mean gte?"), textOf(read));
  QVERIFY2(textOf(read).contains("warning alert_not_kept: SLO infer-eu"), textOf(read));
}

void TstOpenSloRules::rules_between_files_of_regions() {
  const std::string example = openSloExample("regions.yaml");
  const auto same = importOpenSlo(replaced(example, "labels: {region: [us-east]}", "labels: {region: eu-west}"));
  QVERIFY2(textOf(same).contains("error duplicate_name: SLO reachable-us-east: metadata.name"), textOf(same));
  const auto taken = importOpenSlo(replaced(example, "name: reachable-eu-west\n", "name: reachable\n"));
  QVERIFY2(textOf(taken).contains("error duplicate_name: SLO reachable: metadata.name"), textOf(taken));
  std::string many = example;
  for (int i = 0; i < 100; ++i)
    many += "---\n{apiVersion: openslo/v1, kind: SLO, metadata: {name: o" + std::to_string(i) +
            "}, spec: {service: fleet, indicatorRef: reachable, timeWindow: [{duration: 30d}], budgetingMethod: "
            "Occurrences, objectives: [{target: 0.98}]}}\n";
  QVERIFY2(textOf(importOpenSlo(many)).contains("error too_many: SLO o99"), textOf(importOpenSlo(many)));
}

QTEST_GUILESS_MAIN(TstOpenSloRules)
#include "tst_openslo_rules.moc"
