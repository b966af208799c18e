// A rollout of the demonstration fleet that follows a plan, with what its looks saw. Thread: values.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "models/domain/rollout.h"
#include "models/domain/rollout_evidence.h"

namespace flotilla::console {

// Where a node of the rollout is found; its place is that of Rollout::nodes.
struct DemoSeat {
  std::uint32_t node = 0;  // index into DemoState::nodes
  std::uint8_t slot = 0;   // index into DemoNode::installs
  std::uint8_t from = 0;   // version before; kNone = nothing
};

// How the new version behaves in one wave.
struct DemoTruth {
  double answersPerSecond = 4;  // of one node
  double usualBad = 0.0017;     // share of bad answers of the version before
  double trueBad = 0.0017;      // of the new one
  std::uint64_t needed = 0;     // answers before the wave can pass
};

struct DemoPlanned {
  Rollout rollout;
  RolloutPlan plan;
  std::uint8_t workload = 0;  // index into demoWorkloads()
  std::uint8_t to = 0;        // index into its versions
  std::vector<DemoSeat> seats;
  std::vector<DemoTruth> truths;   // one per wave
  std::vector<RolloutLook> looks;  // of the wave that began last, the last 200
  TimePoint returnedAt{};          // when the next node goes back
  // Of a plan with stages: places by node; and when its stages were told last.
  std::unordered_map<std::uint32_t, std::uint32_t> placeOf = {};
  TimePoint stagesTold{};
};

}  // namespace flotilla::console
