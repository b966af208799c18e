// What a node found of a candidate in the stage that it is in, or was in last. All counts are since that stage began,
// so the newest report says everything; another `startedAt` is another beginning. Thread: values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/stages.h"
#include "models/domain/time.h"

namespace flotilla {

// Classes of a matrix of flips; with more of them there is none.
inline constexpr std::uint32_t kMaxFlipClasses = 16;

struct StageReport {
  WorkloadName workload;
  std::uint64_t generation = 0;  // of the assignment with the stage
  StageKind stage = StageKind::Shadow;
  std::uint32_t percent = 0;    // of requests that the candidate answers; 0 in shadow
  TimePoint startedAt{};        // the stage, by the node's clock
  std::uint64_t compared = 0;   // answers of both versions to the same input
  std::uint64_t differ = 0;     // of those
  std::uint64_t errors = 0;     // copies or requests that the candidate did not answer, or with what is no number
  std::uint64_t drops = 0;      // inputs that were not copied, because too many copies were out
  double logE = 0;              // evidence that more differ than may, natural logarithm; adds up over nodes
  double logEErrors = 0;        // the same of errors
  double llr = 0;               // of the shadow's test: log-likelihood ratio, towards bad
  double meanShift = 0;         // of the confidence, candidate less stable
  double slower = 0;            // share of comparisons in which the candidate took over 1.1 times as long
  std::uint32_t peakRssKb = 0;  // of the candidate's worker
  std::uint32_t classes = 0;    // K of the flips, 0 to 16
  // K x K: stable said the row, the candidate the column. Decisions only; what is no number is in no place.
  std::vector<std::uint64_t> flips = {};
  friend bool operator==(const StageReport&, const StageReport&) = default;
};

}  // namespace flotilla
