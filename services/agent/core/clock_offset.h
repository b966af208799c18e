// How far this node's clock is from the control plane's, from messages that were answered. Pure. Thread: values.
// Formulas: RFC 5905 section 8 (offset and round trip from four timestamps), section 10 (of the newest eight samples
// the one with the smallest round trip is the best; an old sample is worse by 15 us per second).
#pragma once

#include <deque>
#include <optional>

#include "services/runtime/clock.h"
#include "services/telemetry/report.h"

namespace flotilla::agent {

// A message and its answer. The node's side is measured with its steady clock, so that setting its wall clock between
// the two, or at any time later, falsifies nothing.
struct ClockExchange {
  SteadyPoint sent{};      // T1
  TimePoint received{};    // T2, by the control plane
  TimePoint replied{};     // T3, likewise
  SteadyPoint answered{};  // T4
};

class ClockFilter {
 public:
  // Exchanges that cannot be (a negative round trip, an answer before its message) are ignored.
  void add(const ClockExchange& exchange);
  // What to add to `wall`, which the node's clock said when its steady clock said `steady`. Unknown without a sample.
  ClockReading read(TimePoint wall, Duration steady, SteadyPoint now) const;

 private:
  struct Sample {
    Duration ahead{};      // the control plane's clock less the steady one
    Duration roundTrip{};  // without the time that the answer took to be made
    SteadyPoint at{};
  };
  std::deque<Sample> samples_;  // newest last
};

Duration sinceEpoch(SteadyPoint at);

}  // namespace flotilla::agent
