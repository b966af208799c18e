// Whether a version on trial served well: a pure judgement over its counts. Thread: values.
#pragma once

#include "models/domain/workload.h"
#include "services/telemetry/arm_counts.h"

namespace flotilla::agent {

enum class HealthVerdict { Healthy, Unhealthy, Unknown };

struct HealthJudgement {
  HealthVerdict verdict = HealthVerdict::Unknown;
  Error why{};  // set when unhealthy
};

// `counts` since the trial began, `fed` whether requests were sent at all. Without requests the golden check, passed
// before, decides. Unknown: fed, and nothing was answered or failed yet.
HealthJudgement judgeHealth(const ArmCounts& counts, const WorkloadConfig& config, bool fed);

}  // namespace flotilla::agent
