#include <QtTest>

#include <set>

#include "services/controlplane/core/rollouts/cohorts.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

std::vector<Candidate> fleetOf(const std::vector<std::pair<std::string, int>>& regions) {
  std::vector<Candidate> out;
  for (const auto& [region, count] : regions)
    for (int i = 0; i < count; ++i)
      out.push_back({NodeId(region + std::to_string(i)), RegionName(region), SiteName(region), "x86_64", true});
  return out;
}

std::vector<PlanWave> canaryOf(std::uint64_t count) {
  PlanWave canary, rest;
  canary.name = "canary";
  canary.size = {.kind = WaveSize::Kind::Count, .count = count};
  rest.name = "all";
  return {canary, rest};
}

std::map<std::string, int> canariesByRegion(const std::vector<Candidate>& nodes, std::uint64_t count,
                                            std::uint64_t seed) {
  const auto waves = drawWaves(nodes, canaryOf(count), seed, true);
  std::map<std::string, int> out;
  for (std::size_t i = 0; waves && i < nodes.size(); ++i)
    if ((*waves)[i] == 0) ++out[nodes[i].region.value];
  return out;
}

}  // namespace

class TstCohorts : public QObject {
  Q_OBJECT

 private slots:
  // What one region alone would show is seen before the last wave, whatever the lot says.
  void a_canary_that_is_large_enough_has_a_node_in_every_region() {
    const auto nodes = fleetOf({{"ap-south", 2}, {"eu-north", 2}, {"eu-west", 4}, {"us-east", 4}});
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const auto canaries = canariesByRegion(nodes, 4, seed);
      QCOMPARE(canaries.size(), std::size_t{4});
    }
  }

  void a_smaller_one_reaches_as_many_regions_as_it_has_nodes() {
    const auto nodes = fleetOf({{"ap-south", 2}, {"eu-north", 2}, {"eu-west", 4}, {"us-east", 4}});
    std::set<std::string> reached;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const auto canaries = canariesByRegion(nodes, 2, seed);
      QCOMPARE(canaries.size(), std::size_t{2});
      for (const auto& [region, count] : canaries) reached.insert(region);
    }
    QCOMPARE(reached.size(), std::size_t{2});  // the larger ones, in proportion
  }

  void a_region_that_has_no_node_left_takes_none_of_the_wave() {
    const auto nodes = fleetOf({{"eu-west", 30}, {"us-east", 1}});
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const auto canaries = canariesByRegion(nodes, 3, seed);
      int sum = 0;
      for (const auto& [region, count] : canaries) sum += count;
      QCOMPARE(sum, 3);
    }
  }

  void large_fleets_are_drawn_in_proportion() {
    const auto canaries = canariesByRegion(fleetOf({{"a", 600}, {"b", 300}, {"c", 100}}), 100, 7);
    QCOMPARE(canaries.at("a"), 60);
    QCOMPARE(canaries.at("b"), 30);
    QCOMPARE(canaries.at("c"), 10);
  }
};

QTEST_GUILESS_MAIN(TstCohorts)
#include "tst_cohorts.moc"
