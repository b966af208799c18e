// When the next request is due: absolute deadlines on the monotonic clock, so that slow requests do not lower the rate.
// Thread: values; time is an argument.
#pragma once

#include <chrono>
#include <optional>

#include "services/runtime/clock.h"

namespace flotilla::worker {

class Pacer {
 public:
  // Requests per second, finite and not negative; 0 pauses. The first request is due at once; the rate that already
  // holds changes nothing. Intervals are kept between a microsecond and a day.
  void setRate(double perSecond, SteadyPoint now);

  // Nothing while paused.
  std::optional<SteadyPoint> deadline() const { return deadline_; }
  bool due(SteadyPoint now) const { return deadline_ && *deadline_ <= now; }

  // After the due request was made. More than a second behind, the missed requests are given up instead of made in a
  // burst.
  void advance(SteadyPoint now);

 private:
  double perSecond_ = 0;
  std::chrono::nanoseconds interval_{0};
  std::optional<SteadyPoint> deadline_;
};

}  // namespace flotilla::worker
