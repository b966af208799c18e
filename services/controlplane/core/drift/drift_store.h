// What telemetry.db keeps of drift: one row per series, and windows merged by the hour. Thread: the telemetry loop.
// Lifetime: outlives the book.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla::controlplane::drift {

// Of one node or, with an empty node, of one region.
struct SeriesKey {
  RegionName region;
  std::string node;  // id
  WorkloadName workload;
  std::string version;
  friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};

struct SeriesRow {
  SeriesKey key;
  std::string site, name;  // of the node
  TimePoint ended{};       // its newest window
  std::string series;      // DriftSeries::encode
};

struct HourRow {
  SeriesKey key;
  std::int64_t hour = 0;
  std::string window;  // encodeWindow: all of the hour
};

class DriftStore {
 public:
  virtual ~DriftStore() = default;
  // In one transaction; what is there under the same key is replaced. `counted` is the newest report of each node whose
  // windows are in there, so that what a node sends again counts once.
  virtual Status write(const std::vector<SeriesRow>& series, const std::vector<HourRow>& hours,
                       const std::map<NodeId, std::uint64_t>& counted) = 0;
  virtual Result<std::map<NodeId, std::uint64_t>> counted() = 0;
  virtual Status eachSeries(const std::function<void(const SeriesRow&)>& take) = 0;
  // Hours of one series in [from, to], oldest first.
  virtual Status eachHour(const SeriesKey& key, std::int64_t from, std::int64_t to,
                          const std::function<void(const HourRow&)>& take) = 0;
  // Nothing is found under a key that was never written.
  virtual Result<std::string> hour(const SeriesKey& key, std::int64_t hour) = 0;
  // Nodes' before `nodesBefore`, regions' before `regionsBefore`; series whose newest window is older go as well.
  virtual Status remove(std::int64_t nodesBefore, std::int64_t regionsBefore) = 0;
};

}  // namespace flotilla::controlplane::drift
