// Whose inputs drift: a region's, or those of one node.
#include <QtTest>

#include "services/controlplane/core/alerts/drift_alerts.h"
#include "tests/drift/book_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::drift;
using namespace flotilla::test;

namespace {

const std::vector<std::string> kWest{"a", "b", "c"}, kEast{"x", "y", "z"};
using Told = std::vector<std::string>;

DriftBook::Scope ofRegion(const char* region = BookRig::kRegion) {
  DriftBook::Scope scope;
  scope.regions = {RegionName(region)};
  return scope;
}

const DriftMeasure& training(const DriftStanding& standing, const std::string& feature) {
  for (const FeatureDrift& f : standing.features)
    if (f.feature == feature && f.training) return *f.training;
  qFatal("no feature %s", feature.c_str());
}

}  // namespace

class TstDriftBook : public QObject {
  Q_OBJECT

 private slots:
  void what_has_not_changed_is_steady() {
    BookRig rig;
    for (int hour = 0; hour < 48; ++hour) {
      rig.hour(kWest);
      QCOMPARE(rig.told(), Told{});
    }
    const auto standings = rig.ask(ofRegion());
    QCOMPARE(standings.size(), std::size_t{1});
    QCOMPARE(standings[0].verdict, DriftVerdict::Steady);
    QVERIFY(standings[0].profiled && standings[0].learnt && standings[0].nodes == 3);
    QCOMPARE(training(standings[0], "a").n, std::uint64_t{2000});  // without the farthest of three
    QCOMPARE(rig.reads, 1);
  }

  void one_sick_sensor_is_that_node_and_not_its_region() {
    BookRig rig;
    for (int hour = 0; hour < 2; ++hour) rig.hour(kWest);
    for (int hour = 0; hour < 30; ++hour) {
      rig.hour(kWest, {{"b", -3}});
      QCOMPARE(rig.told(), hour < 2 ? Told{} : Told{"sensor b"});
    }
    for (int hour = 0; hour < 3; ++hour) rig.hour(kWest);
    QCOMPARE(rig.told(), Told{});
  }

  void a_region_that_drifts_is_told_once_and_no_node_of_it() {
    BookRig rig;
    const std::map<std::string, double> moved{{"a", 0.5}, {"b", 0.5}, {"c", 0.5}};
    for (int hour = 0; hour < 10; ++hour) {
      rig.hour(kEast, {}, "us-east");
      rig.hour(kWest, moved);
      QCOMPARE(rig.told(), hour < 2 ? Told{} : Told{"region eu-west"});
    }
    QCOMPARE(rig.ask(ofRegion("us-east")).at(0).verdict, DriftVerdict::Steady);
    const auto west = rig.ask(ofRegion());
    QCOMPARE(west.size(), std::size_t{1});
    QCOMPARE(west[0].driftedNodes, 3U);
    QCOMPARE(QString::fromStdString(west[0].features[0].feature), QString("a"));
    QCOMPARE(training(west[0], "b").verdict, DriftVerdict::Steady);
  }

  void a_node_that_is_the_first_of_its_region_to_drift_is_not_taken_for_a_sick_one() {
    BookRig rig;
    const std::map<std::string, double> moved{{"a", 1}, {"b", 1}, {"c", 1}};
    for (int hour = 0; hour < 2; ++hour) rig.hour(kWest, moved);
    rig.window("a", 1);
    rig.book->judge(rig.now);
    QCOMPARE(rig.told(), Told{});
    rig.window("b", 1);
    rig.window("c", 1);
    rig.book->judge(rig.now);
    QCOMPARE(rig.told(), Told{"region eu-west"});
  }

  // Together they see what none of them can be sure of.
  void a_small_drift_is_seen_in_the_region_and_by_no_node() {
    BookRig rig;
    std::vector<std::string> nodes;
    std::map<std::string, double> moved;
    for (char c = 'a'; c < 'm'; ++c) nodes.emplace_back(1, c), moved[nodes.back()] = 0.13;
    for (int hour = 0; hour < 4; ++hour) rig.hour(nodes, moved);
    QCOMPARE(rig.told(), Told{"region eu-west"});
    QVERIFY(rig.ask(ofRegion())[0].driftedNodes < 6);
  }

  void two_sick_sensors_of_six_are_two_nodes() {
    BookRig rig;
    const std::vector<std::string> six{"a", "b", "c", "d", "e", "f"};
    for (int hour = 0; hour < 6; ++hour) rig.hour(six, {{"b", -3}, {"e", 2}});
    QCOMPARE(rig.told(), (Told{"sensor b", "sensor e"}));
  }

  void the_only_node_of_a_region_is_a_node() {
    BookRig rig;
    for (int hour = 0; hour < 5; ++hour) rig.hour({"a"}, {{"a", 1}});
    QCOMPARE(rig.told(), Told{"sensor a"});
  }

  void a_node_that_is_gone_does_not_hold_up_its_region() {
    BookRig rig;
    rig.hour(kWest);
    for (int hour = 0; hour < 8; ++hour) rig.hour({"a", "b"}, {{"a", 1}, {"b", 1}});
    QCOMPARE(rig.told(), Told{"region eu-west"});
  }

  void a_node_is_compared_with_its_own_beginning_as_well() {
    DriftConfig config;
    config.learning.span = 8h;
    BookRig rig(config);
    for (int hour = 0; hour < 10; ++hour) rig.hour(kWest, {{"b", 1}});  // b was always so
    DriftBook::Scope scope;
    scope.nodes = {"id-b"};
    auto standing = rig.ask(scope).at(0);
    const auto find = [](const DriftStanding& s, const char* name) {
      return *std::find_if(s.features.begin(), s.features.end(), [&](const auto& f) { return f.feature == name; });
    };
    QVERIFY(standing.learnt);
    QCOMPARE(find(standing, "a").training->verdict, DriftVerdict::Drifted);
    QCOMPARE(find(standing, "a").own->verdict, DriftVerdict::Steady);
    QCOMPARE(find(standing, "confidence").own->verdict, DriftVerdict::Steady);
    QVERIFY(!find(standing, "confidence").training);
    for (int hour = 0; hour < 4; ++hour) rig.hour(kWest, {{"b", 2}});
    standing = rig.ask(scope).at(0);
    QCOMPARE(find(standing, "a").training->verdict, DriftVerdict::Drifted);
    QCOMPARE(find(standing, "a").own->verdict, DriftVerdict::Drifted);
    // Repaired, it is as the training was, and begins anew.
    for (int hour = 0; hour < 4; ++hour) rig.hour(kWest);
    QCOMPARE(rig.told(), Told{});
    standing = rig.ask(scope).at(0);
    QVERIFY(!standing.learnt);
    QCOMPARE(find(standing, "a").training->verdict, DriftVerdict::Steady);
  }

  void too_few_inputs_are_gathered_until_they_are_enough() {
    BookRig rig;
    DriftBook::Scope scope;
    scope.nodes = {"id-a"};
    for (int i = 0; i < 3; ++i) rig.window("a", 3, 60);
    QVERIFY(rig.ask(scope).empty());
    rig.window("a", 3, 60);
    QCOMPARE(rig.ask(scope).at(0).records, std::uint64_t{240});
  }

  void a_restart_forgets_nothing() {
    BookRig rig;
    for (int hour = 0; hour < 3; ++hour) rig.hour(kWest, {{"b", -3}});
    QCOMPARE(rig.told(), Told{"sensor b"});
    const auto before = rig.ask(ofRegion());
    rig.open();
    rig.book->judge(rig.now);
    QCOMPARE(rig.told(), Told{"sensor b"});
    const auto after = rig.ask(ofRegion());
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
      QVERIFY(after[i].since == before[i].since && after[i].cause == before[i].cause);
      QCOMPARE(after[i].verdict, before[i].verdict);
      QCOMPARE(after[i].records, before[i].records);
      // Moments are kept as they travel, in float32; counts and what follows from them are the same.
      QCOMPARE(training(after[i], "a").psi, training(before[i], "a").psi);
      QCOMPARE(training(after[i], "a").inRow, training(before[i], "a").inRow);
    }
  }

  void a_full_disk_loses_nothing_but_time() {
    BookRig rig;
    rig.store.full = true;
    for (int hour = 0; hour < 3; ++hour) rig.hour(kWest, {{"b", -3}});
    QCOMPARE(rig.failed, 3);
    QCOMPARE(rig.told(), Told{"sensor b"});
    rig.store.full = false;
    rig.hour(kWest, {{"b", -3}});
    rig.open();
    rig.book->judge(rig.now);
    QCOMPARE(rig.told(), Told{"sensor b"});
  }

  void hours_are_kept_and_shown_and_go_when_they_are_old() {
    BookRig rig;
    for (int hour = 0; hour < 3; ++hour) rig.hour(kWest);
    DriftBook::Scope scope;
    scope.nodes = {"id-a"};
    scope.histograms = true;
    scope.toHour = std::chrono::floor<std::chrono::hours>(rig.now).time_since_epoch().count();
    scope.fromHour = scope.toHour - 24;
    const auto sum = [](const DriftStanding& s) {
      std::uint64_t out = 0;
      for (const std::uint64_t count : s.features.at(0).histogram->counts) out += count;
      return out;
    };
    QCOMPARE(sum(rig.ask(scope).at(0)), std::uint64_t{3000});
    scope.fromHour = 0;
    QCOMPARE(sum(rig.ask(scope).at(0)), std::uint64_t{1000});
    QCOMPARE(rig.store.hours.size(), std::size_t{3 * 4});  // three nodes and the region
    rig.now += 24h * 8;
    rig.hour({"b"});
    QCOMPARE(rig.store.hours.size(), std::size_t{3 + 2});
    QVERIFY(rig.ask(scope).empty());
  }

  void without_a_profile_the_confidence_is_compared_with_its_beginning() {
    DriftConfig config;
    config.learning.span = 4h;
    BookRig rig(config);
    for (int hour = 0; hour < 20; ++hour) {
      for (const std::string& node : kWest) {
        WindowCounter counter({}, {}, {}, true, 0);
        std::mt19937_64 random(static_cast<std::uint64_t>(hour) * 1000 + static_cast<std::uint64_t>(node.front()));
        std::normal_distribution<float> normal(node == "b" && hour > 12 ? 0.6F : 0.9F, 0.05F);
        for (int i = 0; i < 1000; ++i) counter.add(nullptr, std::clamp(normal(random), 0.0F, 1.0F));
        (void)counter.full(SteadyPoint{});
        rig.take(node, counter.take(SteadyPoint{} + 1h, rig.now));
      }
      rig.book->judge(rig.now);
      rig.now += 1h;
    }
    QCOMPARE(rig.told(), Told{"sensor b"});
    QVERIFY(!rig.book->findings()[0].profiled);
  }

  void a_site_is_its_nodes_together() {
    BookRig rig;
    for (int hour = 0; hour < 3; ++hour) rig.hour(kWest, {{"b", -3}});
    DriftBook::Scope scope;
    scope.site = SiteName("site-of-b");
    const auto standings = rig.ask(scope);
    QCOMPARE(standings.size(), std::size_t{1});
    QCOMPARE(standings[0].driftedNodes, 1U);
    QCOMPARE(training(standings[0], "a").verdict, DriftVerdict::Suspected);
  }

  void damage_and_strangers_are_left_alone() {
    BookRig rig;
    rig.book->take({NodeId("id-a"), "a", RegionName("eu-west"), SiteName("s")}, ++rig.report,
                   {{WorkloadName("reader"), Arm::Stable, Version{1, 0, 0}, "nonsense"},
                    {WorkloadName("reader"), Arm::Candidate, Version{1, 0, 0}, {}}},
                   rig.now);
    rig.digest = Digest{};  // what the windows name is not there
    for (int hour = 0; hour < 3; ++hour) rig.hour(kWest);
    QVERIFY(rig.ask(ofRegion()).at(0).features.size() == 3);
    QCOMPARE(rig.told(), Told{});
    for (std::uint32_t version = 0; version < 200; ++version) {
      WindowCounter counter({}, {}, {}, true, 0);
      counter.add(nullptr, 1);
      rig.book->take({NodeId("id-a"), "a", RegionName("eu-west"), SiteName("s")}, ++rig.report,
                     {{WorkloadName("reader"), Arm::Stable, Version{2, 0, version},
                       encodeWindow(counter.take(SteadyPoint{}, rig.now))}},
                     rig.now);
    }
    QVERIFY(rig.book->flush(rig.now));
    QVERIFY(rig.store.hours.size() < 150);
  }

  // A control plane that died after it wrote windows, and before the node heard of it, gets their report again.
  void windows_of_a_report_that_comes_again_count_once() {
    BookRig rig;
    const auto told = [&](const char* node) {
      std::uint64_t records = 0;
      for (const auto& [place, row] : rig.store.hours)
        if (place.first.node == node) records += decodeWindow(row.window)->records;
      return records;
    };
    WindowCounter counter({}, {}, {}, true, 0);
    for (int i = 0; i < 100; ++i) counter.add(nullptr, 0.9F);
    (void)counter.full(SteadyPoint{});
    const InputWindow window = counter.take(SteadyPoint{} + 1h, rig.now);
    rig.take("a", 7, window);
    rig.take("a", 7, window);
    rig.take("b", 7, window);  // numbers are a node's own
    rig.store.full = true;
    QVERIFY(!rig.book->flush(rig.now));
    rig.take("a", 7, window);  // over another session, while the disk is full
    rig.store.full = false;
    QVERIFY(rig.book->flush(rig.now));
    QCOMPARE(told("id-a"), 100U);
    QCOMPARE(told(""), 200U);
    rig.open();
    rig.take("a", 7, window);
    rig.take("a", 8, window);
    QVERIFY(rig.book->flush(rig.now));
    QCOMPARE(told("id-a"), 200U);
    QCOMPARE(told("id-b"), 100U);
    QCOMPARE(told(""), 300U);
  }

  void windows_that_were_not_written_count_when_they_come_again() {
    BookRig rig;
    WindowCounter counter({}, {}, {}, true, 0);
    for (int i = 0; i < 100; ++i) counter.add(nullptr, 0.9F);
    (void)counter.full(SteadyPoint{});
    const InputWindow window = counter.take(SteadyPoint{} + 1h, rig.now);
    rig.take("a", 7, window);
    rig.open();  // it died
    rig.take("a", 7, window);
    QVERIFY(rig.book->flush(rig.now));
    QCOMPARE(decodeWindow(rig.store.hours.begin()->second.window)->records, 100U);
  }

  void who_is_silent_is_told_no_more() {
    BookRig rig;
    for (int hour = 0; hour < 3; ++hour) rig.hour(kWest, {{"b", -3}});
    QCOMPARE(rig.told(), Told{"sensor b"});
    for (int hour = 0; hour < 5; ++hour) rig.hour({"a", "c"});
    QCOMPARE(rig.told(), Told{});
    rig.hour(kWest, {{"b", -3}});
    QCOMPARE(rig.told(), Told{"sensor b"});
  }

  void alerts_name_the_place_and_the_features() {
    BookRig rig;
    for (int hour = 0; hour < 3; ++hour) {
      rig.hour(kWest, {{"b", -3}});
      rig.hour(kEast, {{"x", 1}, {"y", 1}, {"z", 1}}, "us-east");
    }
    const auto alerts = driftAlerts(rig.book->findings());
    QCOMPARE(alerts.size(), std::size_t{2});
    QCOMPARE(alerts[0].labels.at("alertname"), std::string("RegionDrift"));
    QCOMPARE(alerts[0].labels.at("region"), std::string("us-east"));
    QVERIFY(!alerts[0].labels.contains("node"));
    QCOMPARE(alerts[1].labels.at("alertname"), std::string("SensorDrift"));
    QCOMPARE(alerts[1].labels.at("node"), std::string("b"));
    QCOMPARE(alerts[1].labels.at("version"), std::string("1.0.0"));
    QCOMPARE(alerts[1].labels.at("severity"), std::string("ticket"));
    const std::string& why = alerts[1].annotations.at("summary");
    QVERIFY2(why.find("look at its sensor; farthest: a by ") != std::string::npos, why.c_str());
  }
};

QTEST_GUILESS_MAIN(TstDriftBook)
#include "tst_drift_book.moc"
