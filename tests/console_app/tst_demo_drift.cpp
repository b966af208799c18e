// Drift in the demonstration fleet: every verdict is there to be looked at, and what is told adds up.
#include <QtTest>
#include <numeric>
#include <set>

#include "models/domain/alert_fields.h"
#include "tests/console_app/demo_support.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;

class TestDemoDrift : public QObject {
  Q_OBJECT

  StoppedClock clock_;
  DemoFleet fleet_{{2'000, 1, std::nullopt}, clock_};

  Result<std::vector<DriftStanding>> ask(const DriftQuery& query) {
    return answerOf<std::vector<DriftStanding>>([&](auto done) { fleet_.drift(query, done); });
  }
  std::vector<DriftStanding> all() { return ask({}).value(); }

 private slots:
  void a_region_a_sensor_and_a_place_with_too_little_data_are_there_and_the_rest_is_steady() {
    std::set<DriftVerdict> verdicts;
    std::map<DriftCause, int> causes;
    for (const DriftStanding& standing : all()) {
      verdicts.insert(standing.verdict);
      ++causes[standing.cause];
      QVERIFY(standing.features.size() <= 3 && !standing.features.front().histogram);
      QCOMPARE(standing.verdict == DriftVerdict::Drifted, standing.cause != DriftCause::None);
      if (standing.verdict == DriftVerdict::NotEnoughData) QVERIFY(standing.records < kLeastDriftValues);
    }
    QCOMPARE(verdicts.size(), kDriftVerdictNames.size());
    QVERIFY(causes[DriftCause::Region] >= 1);
    QCOMPARE(causes[DriftCause::Sensor], 1);
    QVERIFY(causes[DriftCause::None] > 10);
  }

  void a_region_tells_all_of_its_inputs_with_histograms_that_add_up() {
    DriftQuery query;
    query.region = RegionName("ap-south");
    query.workload = WorkloadName("checkout-vision");
    query.histograms = true;
    const auto told = ask(query);
    QVERIFY(told.ok() && !told->empty());
    for (const DriftStanding& standing : *told) {
      QCOMPARE(standing.features.size(), std::size_t{6});
      for (const FeatureDrift& feature : standing.features) {
        const FeatureHistogram& h = *feature.histogram;
        QCOMPARE(h.counts.size(), kBins);
        QCOMPARE(std::accumulate(h.counts.begin(), h.counts.end(), std::uint64_t{0}), feature.training->n);
        QVERIFY(std::abs(std::accumulate(h.training.begin(), h.training.end(), 0.0) - 1) < 1e-6);
        QVERIFY(feature.training->js >= 0 && feature.training->js <= 1);
        QVERIFY(feature.training->effective <= static_cast<double>(feature.training->n));
      }
      QVERIFY(std::any_of(standing.features.begin(), standing.features.end(), [](const FeatureDrift& feature) {
        return feature.feature == "brightness" && feature.verdict() == DriftVerdict::Drifted;
      }));
      QVERIFY(standing.features.front().training->psi > standing.features.front().training->threshold);
    }
    QVERIFY(ask(query).value() == *told);  // nothing moves between two looks
  }

  void the_broken_sensor_is_told_by_its_node_by_its_region_and_by_an_alert() {
    DriftStanding sensor;
    for (const DriftStanding& standing : all())
      if (standing.cause == DriftCause::Sensor) sensor = standing;
    DriftQuery query;
    query.node = sensor.node;
    const auto own = ask(query);
    QVERIFY(own.ok() && std::any_of(own->begin(), own->end(), [&](const DriftStanding& s) {
              return s.workload == sensor.workload && s.cause == DriftCause::Sensor;
            }));
    ListQuery alerts;
    for (const std::string& filter :
         {"alertname:SensorDrift node:" + sensor.node + " label.version:" + sensor.version,
          std::string("alertname:RegionDrift region:ap-south label.workload:checkout-vision")}) {
      alerts.filter = filter;
      const auto page = answerOf<Page<AlertStatus>>([&](auto done) { fleet_.listAlertStatus(alerts, done); });
      QVERIFY2(page.ok() && !page->items.empty(), filter.c_str());
    }
  }

  void a_place_that_is_not_there_is_an_error_that_names_it() {
    DriftQuery query;
    query.region = RegionName("atlantis");
    QCOMPARE(ask(query).error().field, std::string("region"));
    query.region = {};
    query.node = "nowhere-1";
    QCOMPARE(ask(query).error().reason, std::string("no_node"));
    query.region = RegionName("eu-west");
    QCOMPARE(ask(query).error().reason, std::string("conflicting_places"));
    query = {};
    query.site = SiteName("lyon");
    QVERIFY(ask(query).ok());
    query.workload = WorkloadName("nothing");
    QCOMPARE(ask(query).error().reason, std::string("no_workload"));
  }

  void a_fleet_without_nodes_has_nothing_to_tell() {
    DemoFleet empty{{0, 1, std::nullopt}, clock_};
    QVERIFY(answerOf<std::vector<DriftStanding>>([&](auto done) { empty.drift({}, done); })->empty());
  }
};

QTEST_GUILESS_MAIN(TestDemoDrift)
#include "tst_demo_drift.moc"
