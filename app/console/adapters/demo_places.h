// Where the demonstration fleet stands: 8 regions and 50 sites in real cities. Thread: any; constant.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace flotilla::console {

struct DemoRegion {
  std::string_view name;
  std::string_view title;
};

struct DemoSite {
  std::string_view name;
  std::size_t region;  // index into demoRegions()
  std::string_view title;
  double latitude;   // degrees
  double longitude;  // degrees
  unsigned weight;   // its share of the fleet, in nodes of 10,000
  bool lostUplink;   // all of its nodes are offline
};

std::span<const DemoRegion> demoRegions();
// In the order of their regions.
std::span<const DemoSite> demoSites();

}  // namespace flotilla::console
