// What was counted in a place and a time, whether an objective is about it or not. Thread: values.
#pragma once

#include <optional>
#include <string>

#include "models/domain/objective.h"

namespace flotilla {

// At most one of region, site and node; none: the fleet. Nodes and sites are known for a week.
struct IndicatorQuery {
  RegionName region = {};
  SiteName site = {};
  std::string node = {};       // name or id
  WorkloadName workload = {};  // only answers of this one
  std::string version = {};    // only answers of this version
  TimePoint from{};            // by whole hours
  TimePoint to{};
};

struct Spread {
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double mean = 0;
  friend bool operator==(const Spread&, const Spread&) = default;
};

struct IndicatorReading {
  Indicator indicator = Indicator::Success;
  WorkloadName workload = {};  // of those that are about answers
  std::string version = {};
  Tally tally = {};                   // without bad ones where a limit would say what is bad
  std::optional<Spread> spread = {};  // of latencies in ms, of lags and recoveries in s
  friend bool operator==(const IndicatorReading&, const IndicatorReading&) = default;
};

}  // namespace flotilla
