// Ranges of a declared fleet, and the precision of WorkloadConfig: the same where people declare it and where it is
// signed (whole numbers of millionths). Private to services/documents. Thread: pure functions.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "models/domain/time.h"

namespace flotilla {

inline constexpr std::size_t kMaxDeclared = 20'000;  // regions, sites or workloads of one fleet
inline constexpr std::size_t kMaxTitleCharacters = 80;
inline constexpr std::size_t kMaxObjectives = 100;
inline constexpr double kMaxObjectiveLimit = 86'400'000;  // ms or s
inline constexpr double kLowestTarget = 0.5;
inline constexpr double kHighestTarget = 0.99999;
inline constexpr Duration kShortestPeriod = std::chrono::hours(1);
inline constexpr Duration kLongestPeriod = std::chrono::hours(24 * 400);
inline constexpr Duration kLongestSlotPeriod = std::chrono::hours(24 * 35);  // for as long as slots are kept
inline constexpr Duration kLongestLength = std::chrono::hours(24 * 3650);
inline constexpr double kMaxRatePerSecond = 10'000;
inline constexpr double kMaxPerturbation =
    1'000'000;  // of gain, offset and noise, either sign where a sign makes sense
inline constexpr double kMaxP95Milliseconds = 3'600'000;
inline constexpr std::uint64_t kMinMemoryMb = 32;
inline constexpr std::uint64_t kMaxMemoryMb = 65'536;
inline constexpr std::uint64_t kMaxCpuPercent = 6'400;
inline constexpr std::uint64_t kMaxProcesses = 32'768;
inline constexpr std::uint64_t kMinWindowMicros = 1'000;
inline constexpr std::uint64_t kMaxWindowMicros = std::uint64_t{3650} * 86'400'000'000;
inline constexpr double kMillion = 1e6;
inline constexpr double kThousand = 1e3;

// `value` in units of 1/scale. What is no number, or far outside every range above, becomes a number that all readers
// refuse.
inline std::int64_t scaled(double value, double scale) {
  constexpr double kFar = 9e15;
  return std::abs(value * scale) <= kFar ? std::llround(value * scale) : std::int64_t{1} << 53;
}

// The nearest value that the signed form can express, so that a declared and a signed configuration compare equal.
inline double roundedTo(double value, double scale) {
  return static_cast<double>(scaled(value, scale)) / scale;
}

}  // namespace flotilla
