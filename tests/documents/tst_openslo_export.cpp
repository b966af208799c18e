#include <QtTest>

#include <cmath>
#include <set>

#include "models/domain/burn_tiers.h"
#include "services/documents/fleet_yaml.h"
#include "tests/documents/documents_under_test.h"
#include "tests/documents/openslo_under_test.h"

using namespace flotilla;
using namespace flotilla::testing;

namespace {

std::string randomName(std::mt19937_64& random) {
  constexpr std::string_view kInner = "abcdefghijklmnopqrstuvwxyz0123456789-";
  std::string out(1 + below(random, below(random, 4) == 0 ? 63 : 12), 'a');
  for (char& c : out) c = kInner[below(random, kInner.size())];
  if (below(random, 5) == 0) out = std::to_string(below(random, 100'000));
  if (below(random, 10) == 0) out = std::array{"true", "null", "no", "1e5", "0x1f", "fleet"}[below(random, 6)];
  if (out.front() == '-') out.front() = 'x';
  if (out.back() == '-') out.back() = 'x';
  return out;
}

std::string randomTitle(std::mt19937_64& random) {
  constexpr std::array<std::string_view, 14> kParts{
      "a", "Z", " ", ": ", "#", "\"", "\\", "'", "\xC3\xA9", "\xE2\x80\xA8", "- ", "{", "%", "0"};
  std::string out;
  for (std::uint64_t i = 1 + below(random, 40); i > 0; --i) out += kParts[below(random, kParts.size())];
  return out;
}

double randomFrom(std::mt19937_64& random, double min, double max, double scale) {
  return std::round(std::uniform_real_distribution<double>(min, max)(random) * scale) / scale;
}

Duration randomPeriod(std::mt19937_64& random, Duration longest) {
  constexpr std::array<std::int64_t, 5> kUnits{86'400'000, 3'600'000, 60'000, 1'000, 1};
  const auto unit = Duration(std::chrono::milliseconds(kUnits[below(random, kUnits.size())]));
  const Duration shortest = std::chrono::hours(1);
  const auto first = (shortest + unit - Duration(1)) / unit;
  return unit *
         (first + static_cast<std::int64_t>(below(random, static_cast<std::uint64_t>(longest / unit - first + 1))));
}

Objective randomObjective(std::mt19937_64& random, const std::string& name) {
  Objective out;
  out.name = ObjectiveName(name);
  out.title = randomTitle(random);
  out.indicator = static_cast<Indicator>(below(random, kIndicatorNames.size()));
  if (isOfWorkload(out.indicator)) out.workload = WorkloadName(randomName(random));
  if (hasLimit(out.indicator)) out.limit = randomFrom(random, 0.001, below(random, 2) == 0 ? 1 : 86'400'000, 1e3);
  out.target = randomFrom(random, 0.5, 0.99999, 1e6);
  if (below(random, 3) == 0) out.goodSlot = randomFrom(random, 0.5, 1, 1e6);
  out.period = randomPeriod(random, std::chrono::hours(24 * (out.goodSlot > 0 ? 35 : 400)));
  if (below(random, 2) == 0) out.owner = randomTitle(random);
  return out;
}

std::vector<Objective> randomObjectives(std::mt19937_64& random) {
  std::set<std::string> names;
  for (std::uint64_t i = below(random, 8) + 1; i > 0; --i) names.insert(randomName(random));
  std::vector<Objective> out;
  for (const std::string& name : names) out.push_back(randomObjective(random, name));
  return out;
}

Objective plain(const std::string& name) {
  return {ObjectiveName(name), "Title", Indicator::Reachability, {}, 0, 0.99};
}

int count(const std::string& text, const std::string& part) {
  return static_cast<int>(QByteArray::fromStdString(text).count(part.c_str()));
}

}  // namespace

class TstOpenSloExport final : public QObject {
  Q_OBJECT

 private slots:
  void what_is_exported_is_imported_as_the_same_objectives();
  void the_section_of_the_fleet_file_reads_as_the_same_objectives();
  void examples_come_back_as_they_were_imported_data();
  void examples_come_back_as_they_were_imported();
  void an_export_has_nothing_to_complain_about();
  void says_what_others_need_to_know();
  void each_tier_has_a_policy_and_a_condition_that_objectives_share();
  void seconds_are_in_an_annotation();
  void regions_have_slos_of_their_own_under_names_that_fit();
  void refuses_what_an_import_would_not_take();
};

void TstOpenSloExport::what_is_exported_is_imported_as_the_same_objectives() {
  auto random = seededRandom();
  const std::vector<RegionName> regions{RegionName("eu-west"), RegionName("1"), RegionName(std::string(63, 'r'))};
  for (int i = 0; i < 120; ++i) {
    const auto objectives = randomObjectives(random);
    const auto text = exportOpenSlo(objectives, i % 3 == 0 ? regions : std::vector<RegionName>{});
    QVERIFY(text.ok());
    const auto read = importOpenSlo(*text);
    QVERIFY2(read.errors == 0, textOf(read));
    if (read.objectives != objectives) qInfo("%s", text->c_str());
    QVERIFY(read.objectives == objectives);
    for (const OpenSloFinding& finding : read.findings)
      QVERIFY2(finding.rule == "never_fires", toText(finding).c_str());
  }
}

void TstOpenSloExport::the_section_of_the_fleet_file_reads_as_the_same_objectives() {
  auto random = seededRandom();
  for (int i = 0; i < 120; ++i) {
    const auto objectives = randomObjectives(random);
    const auto fleet = parseFleetYaml(objectivesYaml(objectives));
    QVERIFY2(fleet.ok(), fleet.ok() ? "" : fleet.error().message.c_str());
    QVERIFY(fleet->objectives == objectives);
  }
  QVERIFY(parseFleetYaml(objectivesYaml({}))->objectives.empty());
}

void TstOpenSloExport::examples_come_back_as_they_were_imported_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"inference.yaml", "inlined.yaml", "prometheus.yaml", "regions.yaml"})
    QTest::newRow(name) << name;
}

void TstOpenSloExport::examples_come_back_as_they_were_imported() {
  QFETCH(QString, name);
  const auto first = importOpenSlo(openSloExample(name));
  QCOMPARE(first.errors, std::size_t{0});
  QVERIFY(!first.objectives.empty());
  const auto text = exportOpenSlo(first.objectives, {});
  QVERIFY(text.ok());
  const auto second = importOpenSlo(*text);
  QVERIFY2(second.errors == 0, textOf(second));
  QVERIFY(second.objectives == first.objectives);
  QCOMPARE(*exportOpenSlo(second.objectives, {}), *text);
}

void TstOpenSloExport::an_export_has_nothing_to_complain_about() {
  for (const int days : {1, 7, 28, 30, 90}) {
    Objective objective = plain("a");
    objective.period = std::chrono::hours(24 * days);
    objective.target = 0.999;
    const auto read = importOpenSlo(*exportOpenSlo({objective}, {RegionName("eu"), RegionName("us")}));
    QVERIFY2(read.findings.empty(), textOf(read));
  }
}

void TstOpenSloExport::says_what_others_need_to_know() {
  Objective objective{ObjectiveName("fast"), "Within: 20 ms", Indicator::Latency, WorkloadName("meter"), 20.5, 0.995};
  objective.owner = "metering";
  objective.goodSlot = 0.95;
  const auto text = exportOpenSlo({objective}, {});
  QVERIFY(text.ok());
  const std::string expected =
      "apiVersion: openslo/v1\nkind: Service\nmetadata:\n  name: meter\nspec: {}\n---\n"
      "apiVersion: openslo/v1\nkind: SLI\nmetadata:\n  name: fast\nspec:\n  ratioMetric:\n    counter: true\n"
      "    good:\n      metricSource:\n        type: Flotilla\n        spec:\n          indicator: latency\n"
      "          workload: meter\n          limit: 20.5\n"
      "    total:\n      metricSource:\n        type: Flotilla\n        spec:\n          indicator: latency\n"
      "          workload: meter\n---\n"
      "apiVersion: openslo/v1\nkind: SLO\nmetadata:\n  name: fast\n  displayName: \"Within: 20 ms\"\n"
      "  annotations:\n    flotilla.dev/owner: metering\nspec:\n  service: meter\n  indicatorRef: fast\n"
      "  timeWindow:\n    - duration: 30d\n      isRolling: true\n  budgetingMethod: Timeslices\n"
      "  objectives:\n    - target: 0.995\n      timeSliceTarget: 0.95\n      timeSliceWindow: 1m\n"
      "  alertPolicies:\n    - alertPolicyRef: page-1h-of-30d\n";
  QCOMPARE(text->substr(0, expected.size()), expected);
}

void TstOpenSloExport::each_tier_has_a_policy_and_a_condition_that_objectives_share() {
  Objective week = plain("c");
  week.period = std::chrono::hours(24 * 7);
  const auto text = exportOpenSlo({plain("a"), plain("b"), week}, {});
  QVERIFY(text.ok());
  const auto tiers = burnTiers(plain("a").period, kOpenSloSlot).size() + burnTiers(week.period, kOpenSloSlot).size();
  QCOMPARE(count(*text, "kind: AlertPolicy\n"), static_cast<int>(tiers));
  QCOMPARE(count(*text, "kind: AlertCondition\n"), static_cast<int>(tiers));
  QCOMPARE(count(*text, "kind: SLO\n"), 3);
  QCOMPARE(count(*text, "kind: SLI\n"), 3);
  QCOMPARE(count(*text, "kind: Service\n"), 1);
  QVERIFY(text->find("threshold: 14.4\n") != std::string::npos);
  QVERIFY(text->find("flotilla.dev/short-window: \"5m\"") != std::string::npos);
}

void TstOpenSloExport::seconds_are_in_an_annotation() {
  Objective objective = plain("a");
  objective.period = std::chrono::seconds(3'661);
  const auto text = exportOpenSlo({objective}, {});
  QVERIFY(text.ok());
  QVERIFY(text->find("duration: 62m") != std::string::npos);
  const auto other = importOpenSlo(replaced(*text, "3661s", "3601s"));
  QVERIFY2(textOf(other).startsWith("error bad_value: SLO a: metadata.annotations.flotilla.dev/period"), textOf(other));
}

void TstOpenSloExport::regions_have_slos_of_their_own_under_names_that_fit() {
  const std::string longest(63, 'n');
  const auto text = exportOpenSlo({plain("a"), plain("a-eu"), plain(longest)}, {RegionName("eu"), RegionName("us")});
  QVERIFY(text.ok());
  QVERIFY(text->find("name: a-eu-2\n") != std::string::npos);
  QVERIFY(text->find("name: " + longest.substr(0, 61) + "-2\n") != std::string::npos);
  QVERIFY(text->find("name: " + longest.substr(0, 61) + "-3\n") != std::string::npos);
  QCOMPARE(count(*text, "kind: SLO\n"), 9);
  QCOMPARE(count(*text, "region: eu\n"), 3);
  QCOMPARE(count(*text, "flotilla.dev/template: a\n"), 2);
  QCOMPARE(importOpenSlo(*text).objectives.size(), std::size_t{3});
}

void TstOpenSloExport::refuses_what_an_import_would_not_take() {
  std::vector<Objective> objectives;
  for (int i = 0; i < 100; ++i) objectives.push_back(plain("o" + std::to_string(i)));
  const auto all = exportOpenSlo(objectives, {});
  QVERIFY(all.ok());
  QVERIFY(importOpenSlo(*all).objectives == objectives);
  std::vector<RegionName> regions;
  for (int i = 0; i < 100; ++i) regions.emplace_back("r" + std::to_string(i));
  const auto more = exportOpenSlo(objectives, regions);
  QVERIFY(!more.ok());
  QCOMPARE(more.error().reason, std::string("too_many"));
}

QTEST_GUILESS_MAIN(TstOpenSloExport)
#include "tst_openslo_export.moc"
