// A made-up fleet for looking at the console: regions, sites, nodes in every state, releases and rollouts. The same
// seed gives the same fleet. Thread: pure functions.
#pragma once

#include "models/domain/fleet_feed.h"

namespace flotilla::tests {

struct SampleFleet {
  std::vector<FleetThing> things;
  int nodes = 0;
};

// About `perSite` nodes at each of 24 sites in 8 regions, reporting at `now`.
SampleFleet sampleFleet(int perSite, TimePoint now);
// What the nodes that still report say a while later: their counters went on.
std::vector<FleetThing> laterReports(const SampleFleet& fleet, Duration later);

}  // namespace flotilla::tests
