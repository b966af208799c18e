// Indicators of a place step by step, from the raw hours. Pure but for the store. Thread: that of the store.
#pragma once

#include <vector>

#include "models/domain/indicator_history.h"
#include "services/controlplane/core/objectives/readings.h"

namespace flotilla::controlplane {

struct HistoryScope {
  ReadingScope place;  // its hours are not used
  TimePoint from{};
  TimePoint to{};   // not in it
  Duration step{};  // where only whole hours are known any more, an hour is in the step that it begins in
};

// Oldest first; steps in which nothing was counted are left out. Errors: Invalid/"out_of_range" (field "step" or "to")
// for steps that are none or more than kMostHistorySteps; those of the store.
Result<std::vector<IndicatorStep>> readIndicatorHistory(TelemetryStore& store, const HistoryScope& scope);

}  // namespace flotilla::controlplane
