// What a deployment itself counts, such as orders or checkouts: what there is, and what machines of it report. Thread:
// values.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

using BusinessName = Id<struct BusinessTag>;  // checkName

// How the values within a time, and of the places within a place, become one. The order is that of the stored numbers.
enum class BusinessAggregation {
  Sum,   // events that happened
  Mean,  // shares and rates: every value weighs the same
  Last,  // levels: the newest; of several places the mean of their newest
};
inline constexpr std::array<std::string_view, 3> kBusinessAggregationNames{"sum", "mean", "last"};
constexpr std::string_view toText(BusinessAggregation aggregation) {
  return kBusinessAggregationNames[static_cast<std::size_t>(aggregation)];
}

struct BusinessIndicator {
  BusinessName name;
  std::string title;                // for people, 1 to 80 characters
  std::string unit = {};            // at most 20 characters
  bool lessIsBetter = false;        // of cost, of waiting
  std::optional<double> goal = {};  // of what is shown for a day
  BusinessAggregation aggregation = BusinessAggregation::Sum;
  friend bool operator==(const BusinessIndicator&, const BusinessIndicator&) = default;
};

struct BusinessPoint {
  BusinessName indicator;
  RegionName region = {};  // empty = the fleet
  SiteName site = {};      // empty = the region, or the fleet
  TimePoint at{};          // whole seconds count
  double value = 0;        // finite
  friend bool operator==(const BusinessPoint&, const BusinessPoint&) = default;
};

inline constexpr std::size_t kMaxBusinessIndicators = 64;
inline constexpr std::size_t kMaxBusinessPoints = 1000;                   // of one report
inline constexpr Duration kBusinessOldest = std::chrono::hours(24 * 90);  // of a point, when it comes
inline constexpr Duration kBusinessAhead = std::chrono::minutes(5);       // likewise
inline constexpr Duration kBusinessKept = std::chrono::hours(24 * 190);   // two of the longest summaries
inline constexpr std::size_t kMaxBusinessSteps = 1000;                    // of one answer

}  // namespace flotilla
