// Which nodes are in which wave: drawn at random within region × hardware, so that the nodes with the new version and
// those without can be compared. The same nodes, waves and seed give the same draw. Pure. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/rollout_plan.h"

namespace flotilla::controlplane {

struct Candidate {
  NodeId node;
  RegionName region;
  SiteName site;
  std::string hardware;
  bool live = false;  // seen recently: such nodes are drawn first
};

// The wave of each candidate, in their order. With `keepBaseline` every wave but the last leaves a tenth of each region
// × hardware, at least one node if there are two, without the new version to compare with; those are of the last wave.
// A wave of places may be empty because earlier waves drew all its nodes.
// Errors: Precondition/"empty_wave" if a wave would have no node otherwise, "left_over" if a node would be in none.
Result<std::vector<std::uint32_t>> drawWaves(const std::vector<Candidate>& candidates,
                                             const std::vector<PlanWave>& waves, std::uint64_t seed, bool keepBaseline);

// Names region × hardware in few bits; equal for nodes that may be compared.
std::uint32_t stratumOf(const RegionName& region, const std::string& hardware);

}  // namespace flotilla::controlplane
