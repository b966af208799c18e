// The middle of several lengths of time. Thread: pure function.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "models/domain/time.h"

namespace flotilla {

// Of an even count the shorter one of the two in the middle. Nothing of none.
inline std::optional<Duration> medianOf(std::vector<Duration> lengths) {
  if (lengths.empty()) return std::nullopt;
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>((lengths.size() - 1) / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

}  // namespace flotilla
