// What telemetry.db keeps of business indicators: the points of a place, packed by the hour. Thread: values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/business.h"

namespace flotilla::controlplane {

struct BusinessSeries {
  BusinessName indicator;
  RegionName region;  // empty = the fleet
  SiteName site;      // empty = the region, or the fleet
  friend auto operator<=>(const BusinessSeries&, const BusinessSeries&) = default;
};

struct BusinessHour {
  BusinessSeries series;
  std::int64_t hour = 0;                   // since the epoch
  std::map<std::uint16_t, double> points;  // by the second of the hour

  std::string encode() const;
  // Errors: Internal/"bad_hour".
  Status decode(std::string_view bytes);
};

// The durable side. Thread: the telemetry loop. Lifetime: outlives the book.
class BusinessStore {
 public:
  virtual ~BusinessStore() = default;
  // All of it in one transaction; what is there under the same key is replaced.
  virtual Status write(const std::vector<BusinessHour>& hours) = 0;
  // An hour without points if there is none.
  virtual Result<BusinessHour> read(const BusinessSeries& series, std::int64_t hour) = 0;
  virtual Status each(std::int64_t from, const std::function<void(const BusinessHour&)>& take) = 0;
  virtual Status remove(std::int64_t before) = 0;
};

}  // namespace flotilla::controlplane
