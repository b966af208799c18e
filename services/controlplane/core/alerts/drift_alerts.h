// Alerts of inputs that drift: one for a region, and one for each node whose sensor does alone. Pure. Thread: any.
#pragma once

#include <vector>

#include "models/domain/alert.h"
#include "models/domain/drift.h"

namespace flotilla::controlplane {

// Values of the label `alertname`.
inline constexpr std::string_view kRegionDrift = "RegionDrift";
inline constexpr std::string_view kSensorDrift = "SensorDrift";

// A ticket for each finding with a cause. Which features it is about is told and makes no other alert: a change of the
// light is one, however many pixels see it.
std::vector<Alert> driftAlerts(const std::vector<DriftStanding>& findings);

}  // namespace flotilla::controlplane
