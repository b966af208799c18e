// Indicators from the raw hours: of a region, of nodes, or of the fleet. Pure but for the store. Thread: that of the
// store.
#pragma once

#include <string>
#include <vector>

#include "models/domain/indicator_reading.h"
#include "services/controlplane/core/objectives/raw_hours.h"

namespace flotilla::controlplane {

// Whose records are added up.
struct ReadingScope {
  std::vector<std::string> regions = {};  // all of the fleet's: for the fleet
  std::vector<std::string> nodes = {};    // ids; if there are any, regions do not count
  bool fleet = false;                     // of what does not add up over regions, the fleet's own
  std::string workload = {};              // empty: each by itself
  std::string version = {};
  std::int64_t fromHour = 0;
  std::int64_t toHour = 0;  // the last one
};

// By workload and version what is about answers, then the rest; only what was counted at all, at most 1000. Errors:
// those of the store.
Result<std::vector<IndicatorReading>> readIndicators(TelemetryStore& store, const ReadingScope& scope);

}  // namespace flotilla::controlplane
