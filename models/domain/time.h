// Instants and durations. Instants are UTC with microseconds; deadlines use the monotonic clock
// (services/runtime/clock.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

using Duration = std::chrono::microseconds;
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

inline std::int64_t toMicros(TimePoint t) {
  return t.time_since_epoch().count();
}
inline TimePoint fromMicros(std::int64_t us) {
  return TimePoint(Duration(us));
}

// "2026-01-31T12:00:00.000000Z"; parsing takes 0 to 6 fraction digits and only 'Z'.
std::string toRfc3339(TimePoint t);
Result<TimePoint> parseRfc3339(std::string_view text);

// "250ms", "5s", "10m", "2h", "7d": a whole number and one unit; from 1 ms to 10 years.
Result<Duration> parseDuration(std::string_view text);
std::string toText(Duration d);

}  // namespace flotilla
