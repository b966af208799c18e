// Why a wave was judged as it was: counts, odds and limits, as they were stored with each look. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/rollout.h"
#include "models/domain/time.h"

namespace flotilla {

// What a look saw, summed since the wave's first look. Odds are natural logarithms: ln 100 fails at alpha 0.01.
struct Evidence {
  Verdict verdict = Verdict::Unknown;
  std::string reason;                // code of the gate that decided
  std::string why;                   // the sentence
  std::uint64_t canaryNodes = 0;     // that have proven the new version and are warm
  std::uint64_t reportingNodes = 0;  // of those, with a report in the last two intervals
  std::uint64_t baselineNodes = 0;   // that still run the version before
  std::uint64_t canaryRequests = 0;
  std::uint64_t canaryBad = 0;
  std::uint64_t canarySlow = 0;
  std::uint64_t baselineRequests = 0;
  std::uint64_t baselineBad = 0;
  std::uint64_t baselineSlow = 0;
  std::uint64_t requestsNeeded = 0;  // on nodes with the new version before the wave can pass
  double dispersion = 1;             // how much more the nodes differ than chance explains
  double badLogOdds = 0;
  double slowLogOdds = 0;
  double permutationP = 1;
  bool canPermute = false;       // enough nodes for a comparison of nodes to reject
  std::uint64_t canaryOver = 0;  // answers above max_p95_ms
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct RolloutLook {
  RolloutId rollout;
  std::uint32_t wave = 0;
  std::uint64_t number = 0;  // from 1 in each wave
  TimePoint at{};
  Evidence evidence;
};

struct NodeTally {
  std::string node;  // name
  bool canary = false;
  std::uint64_t requests = 0;
  std::uint64_t bad = 0;
  std::uint64_t slow = 0;
  friend bool operator==(const NodeTally&, const NodeTally&) = default;
};

struct RolloutExplanation {
  std::string sentence;
  std::vector<RolloutLook> looks;  // of the wave that decided, oldest first, the last 200
  std::uint64_t lookCount = 0;
  std::vector<NodeTally> nodes;  // at its last look, the first 2000
  bool replayed = false;
  std::uint64_t differences = 0;  // looks whose replay gave other numbers than were stored
  std::string firstDifference;
};

}  // namespace flotilla
