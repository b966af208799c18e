#include <QtTest>

#include <cmath>
#include <functional>
#include <limits>

#include "services/documents/fleet_check.h"

using namespace flotilla;

namespace {

FleetDeclaration good() {
  FleetDeclaration fleet;
  fleet.regions = {{RegionName("eu-west"), "Western Europe", std::chrono::seconds(30)}};
  fleet.sites = {{SiteName("rotterdam"), RegionName("eu-west"), "Rotterdam", 51.9, 4.5}};
  fleet.workloads = {{WorkloadName("meter-reader"), ArtifactName("meter-reader"), {}}};
  return fleet;
}

using Edit = std::function<void(FleetDeclaration&)>;

}  // namespace

Q_DECLARE_METATYPE(Edit)

class TstFleetCheck : public QObject {
  Q_OBJECT

 private slots:
  void takes_what_is_in_range_and_rounds_to_what_can_be_signed() {
    FleetDeclaration fleet = good();
    fleet.workloads[0].config.gain = 1.23456789;
    fleet.workloads[0].config.maxP95Ms = 12.34567;
    QVERIFY(checkFleet(fleet));
    QCOMPARE(fleet.workloads[0].config.gain, 1.234568);
    QCOMPARE(fleet.workloads[0].config.maxP95Ms, 12.346);
    FleetDeclaration nothing;
    QVERIFY(checkFleet(nothing));
  }

  void names_the_field_that_is_out_of_range_data() {
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* field, const Edit& edit) { QTest::newRow(field) << edit << QString(field); };
    const double nan = std::nan("");
    row("regions[0].name", [](auto& f) { f.regions[0].name = RegionName("EU West"); });
    row("regions[0].title", [](auto& f) { f.regions[0].title.clear(); });
    row("regions[0].offline_after", [](auto& f) { f.regions[0].offlineAfter = Duration(0); });
    row("sites[0].name", [](auto& f) { f.sites[0].name = SiteName("-"); });
    row("sites[0].title", [](auto& f) { f.sites[0].title = "two\nlines"; });
    row("sites[0].region", [](auto& f) { f.sites[0].region = RegionName("atlantis"); });
    row("sites[0].latitude", [](auto& f) { f.sites[0].latitude = 90.01; });
    row("sites[0].longitude", [](auto& f) { f.sites[0].longitude = std::numeric_limits<double>::infinity(); });
    row("workloads[0].name", [](auto& f) { f.workloads[0].name = WorkloadName(std::string(64, 'a')); });
    row("workloads[0].artifact", [](auto& f) { f.workloads[0].artifact = ArtifactName(); });
    row("workloads[0].config.runtime", [](auto& f) { f.workloads[0].config.runtime = "../evil"; });
    row("workloads[0].config.source", [](auto& f) { f.workloads[0].config.source = ""; });
    row("workloads[0].config.rate_per_second", [](auto& f) { f.workloads[0].config.ratePerSecond = 10'001; });
    row("workloads[0].config.gain", [=](auto& f) { f.workloads[0].config.gain = nan; });
    row("workloads[0].config.offset", [](auto& f) { f.workloads[0].config.offset = -1e7; });
    row("workloads[0].config.noise", [](auto& f) { f.workloads[0].config.noise = -0.1; });
    row("workloads[0].config.cpu_percent", [](auto& f) { f.workloads[0].config.cpuPercent = 6'401; });
    row("workloads[0].config.max_processes", [](auto& f) { f.workloads[0].config.maxProcesses = 32'769; });
    row("workloads[0].config.memory_mb", [](auto& f) { f.workloads[0].config.memoryMb = 31; });
    row("workloads[0].config.health_window", [](auto& f) { f.workloads[0].config.healthWindow = Duration(-1); });
    row("workloads[0].config.min_success_ratio", [](auto& f) { f.workloads[0].config.minSuccessRatio = 1.01; });
    row("workloads[0].config.max_p95_ms", [](auto& f) { f.workloads[0].config.maxP95Ms = 0; });
    row("workloads[0].config.min_confidence", [](auto& f) { f.workloads[0].config.minConfidence = 1.1; });
    row("sites", [](auto& f) { f.sites.assign(20'001, f.sites[0]); });
  }
  void names_the_field_that_is_out_of_range() {
    QFETCH(Edit, edit);
    QFETCH(QString, field);
    FleetDeclaration fleet = good();
    edit(fleet);
    const Status checked = checkFleet(fleet);
    QVERIFY(!checked);
    QCOMPARE(QString::fromStdString(checked.error().field), field);
    QVERIFY(checked.error().code == ErrorCode::Invalid);
    QVERIFY(!checked.error().message.empty());
  }
};

QTEST_GUILESS_MAIN(TstFleetCheck)
#include "tst_fleet_check.moc"
