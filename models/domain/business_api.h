// What is asked and said about business indicators, in domain types. Thread: values.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/domain/business.h"

namespace flotilla {

// What applying a document changes.
struct BusinessDiff {
  std::vector<BusinessName> created, updated, deleted;
  std::uint32_t unchanged = 0;
  bool empty() const { return created.empty() && updated.empty() && deleted.empty(); }
};

struct BusinessStored {
  std::uint32_t stored = 0;     // new, or other than before
  std::uint32_t unchanged = 0;  // there already
};

struct BusinessStanding {
  BusinessIndicator indicator;
  std::vector<RegionName> regions;  // that reported
  std::optional<TimePoint> lastPoint;
};

// Whole hours. A place has what was reported for itself, if anything was in this time; else what lies in it reported.
struct BusinessSpan {
  BusinessName indicator;
  RegionName region = {};  // empty = the fleet
  TimePoint from{}, to{};
  Duration step = std::chrono::hours(24);
};
struct BusinessHistory {
  BusinessIndicator indicator;
  std::vector<std::optional<double>> steps;  // nothing where nobody reported
};

}  // namespace flotilla
