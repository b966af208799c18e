// A rollout of the made-up fleet whose nodes go through shadow and traffic weights. Thread: pure functions.
#pragma once

#include "tests/console/pages/sample_fleet.h"

namespace flotilla::tests {

// What its nodes have come to: nothing yet; all of them somewhere on the way, one refused and one back; through all of
// it; together too many that differ.
enum class StageScene { Draft, UnderWay, Passed, Alarm };

// What a control plane would tell: the rollout, "gate-sensor-7", of so many nodes of the fleet, and those nodes.
std::vector<FleetThing> sampleStaged(const SampleFleet& fleet, std::size_t nodes, StageScene scene, TimePoint now);
Stages sampleStages();

}  // namespace flotilla::tests
