#include <QTest>

#include "ui/console/viz/fleet_layout.h"

using namespace flotilla::console::viz;

namespace {

std::vector<FleetRegion> fleetOf(int regions, int sites, int nodes) {
  std::vector<FleetRegion> fleet;
  for (int r = 0; r < regions; ++r) {
    FleetRegion region{QString("region-%1").arg(r), {}};
    for (int s = 0; s < sites; ++s) region.sites.push_back({QString("site-%1").arg(s), nodes - s});
    fleet.push_back(region);
  }
  return fleet;
}

}  // namespace

class TstFleetLayout : public QObject {
  Q_OBJECT

 private slots:
  void every_node_is_found_where_it_is_drawn() {
    const auto layout = layOutFleet(fleetOf(4, 7, 90), 1000);
    const int count = 4 * (7 * 90 - 21);
    for (int node = 0; node < count; ++node) QCOMPARE(layout.nodeAt(layout.centerOf(node)), node);
    QCOMPARE(layout.nodeAt({-1, -1}), -1);
    QCOMPARE(layout.siteOf(count), -1);
    QCOMPARE(layout.siteOf(-1), -1);
  }

  void panels_stay_inside_and_do_not_overlap() {
    const auto layout = layOutFleet(fleetOf(8, 6, 200), 1208);
    for (std::size_t a = 0; a < layout.regions.size(); ++a) {
      const QRectF panel = layout.regions[a].panel;
      QVERIFY(panel.left() >= 0 && panel.right() <= 1208 && panel.bottom() <= layout.height);
      for (std::size_t b = a + 1; b < layout.regions.size(); ++b) QVERIFY(!panel.intersects(layout.regions[b].panel));
    }
    for (const auto& site : layout.sites) {
      QVERIFY(layout.regions[static_cast<std::size_t>(site.region)].panel.contains(site.marks));
    }
  }

  void a_narrow_window_still_gets_a_layout() {
    const auto layout = layOutFleet(fleetOf(2, 3, 50), 80);
    QVERIFY(layout.height > 0);
    QCOMPARE(layout.nodeAt(layout.centerOf(149)), 149);
  }

  void a_small_fleet_gets_larger_marks() {
    QCOMPARE(layOutFleet({{"one", {{"site", 20}}}}, 1000).pitch, 14.0);
    QCOMPARE(layOutFleet({{"one", {{"site", 10'000}}}}, 1000).pitch, 6.0);
  }

  void a_site_is_as_wide_as_its_name_needs() {
    const auto layout = layOutFleet({{"one", {{"a", 1}, {"b", 1}}}}, 1000);
    QVERIFY(layout.sites[1].marks.x() - layout.sites[0].marks.x() >= 72 || layout.sites[1].marks.y() > layout.sites[0].marks.y());
  }

  void nothing_needs_no_room() {
    QCOMPARE(layOutFleet({}, 1000).height, 0.0);
    QCOMPARE(layOutFleet({{"empty", {}}}, 1000).nodeAt({10, 10}), -1);
  }
};

QTEST_APPLESS_MAIN(TstFleetLayout)
#include "tst_fleet_layout.moc"
