// What one look reads on each node: counters as they stand, so that the difference of two looks is what happened in
// between. Kept with every look as a compact record. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

namespace flotilla::controlplane {

struct Reading {
  std::uint32_t place = 0;    // of the node in the draw of its rollout
  bool canary = false;        // it has the new version; otherwise it is of the baseline
  bool reporting = false;     // it reported in the last two intervals
  std::uint32_t stratum = 0;  // hash of region and hardware: nodes are compared within it
  std::uint64_t requests = 0;
  std::uint64_t bad = 0;
  std::uint64_t slow = 0;
  std::uint64_t over = 0;      // answers above the plan's max_p95_ms
  std::uint32_t restarts = 0;  // of its worker since the agent started
  std::uint32_t memoryMb = 0;  // of its largest worker
  // Of a node with the new version: what it did under the version before, altogether.
  std::uint64_t pastRequests = 0;
  std::uint64_t pastBad = 0;
  std::uint64_t pastSlow = 0;
  friend bool operator==(const Reading&, const Reading&) = default;
};

// decode refuses what encode would not write ("bad_readings"), and reads records of versions that knew no past.
std::string encodeReadings(const std::vector<Reading>& readings);
Result<std::vector<Reading>> decodeReadings(std::string_view bytes);

}  // namespace flotilla::controlplane
