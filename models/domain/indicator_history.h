// What was counted in a place, step by step: what charts of one node are drawn from. A step in which nothing came is
// not there, so that a gap stays a gap. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/domain/indicator_reading.h"

namespace flotilla {

inline constexpr std::size_t kMostHistorySteps = 500;

// Upper ends of the rows of a heat map of latencies in ms, six in a decade; what is above the last is in a row more.
inline constexpr std::array<double, 24> kLatencyRowsMs{0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1,   1.5, 2,   3,    5,    7,
                                                       10,  15,   20,  30,  50,  70,  100, 200, 500, 1000, 2000, 5000};

struct IndicatorHistoryQuery {
  IndicatorQuery place = {};  // from and to are kept to the step, not to hours
  Duration step{};
};

struct IndicatorStep {
  TimePoint at{};       // its beginning
  Tally answers = {};   // bad: failed
  Tally labelled = {};  // bad: wrong
  std::uint64_t held = 0;
  std::optional<Spread> latency = {};           // ms
  std::vector<std::uint64_t> latencyRows = {};  // as kLatencyRowsMs and one more; empty without answers
  Tally reachable = {};                         // looks at nodes; bad: offline
  Tally delivery = {};                          // records of telemetry; bad: those that will never come
  Tally saturation = {};                        // seconds measured; bad: a resource was over its threshold
  Tally traffic = {};                           // bytes of answers; bad: bytes that telling of them took
  friend bool operator==(const IndicatorStep&, const IndicatorStep&) = default;
};

}  // namespace flotilla
