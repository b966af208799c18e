// Cells of papers from what may not be known. Thread: pure functions.
#pragma once

#include <optional>
#include <string>

#include "models/domain/ids.h"
#include "models/domain/paper.h"

namespace flotilla::controlplane {

inline PaperCell momentCell(TimePoint at) {
  return at == TimePoint{} ? PaperCell() : PaperCell(at);
}

inline PaperCell lengthCell(const std::optional<Duration>& length) {
  return length ? PaperCell(*length) : PaperCell();
}

inline PaperCell shareCell(const std::optional<double>& share) {
  return share ? PaperCell(Share{*share}) : PaperCell();
}

inline std::string placeName(const RegionName& region) {
  return region.empty() ? "the fleet" : region.value;
}

}  // namespace flotilla::controlplane
