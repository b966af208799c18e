// Time as an argument: both cores take a Clock and never read the wall clock themselves.
// Thread: any. Lifetime: outlives whatever holds a reference.
#pragma once

#include <chrono>

#include "models/domain/time.h"

namespace flotilla {

// Only for deadlines and durations; not comparable between processes or reboots.
using SteadyPoint = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  virtual SteadyPoint steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  SteadyPoint steady() const override;
};

}  // namespace flotilla
