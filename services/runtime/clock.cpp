#include "services/runtime/clock.h"

namespace flotilla {

TimePoint SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

SteadyPoint SystemClock::steady() const {
  return std::chrono::steady_clock::now();
}

}  // namespace flotilla
