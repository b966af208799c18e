// The trace of a request as a line of the log, and back: one structured line, so that it is kept, searched and told as
// every other. Thread: values; logTrace() any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/install.h"
#include "models/domain/node_logs.h"
#include "models/domain/version.h"
#include "services/runtime/log.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::agent {

struct TracedArm {
  WorkloadName workload;
  Arm arm = Arm::Stable;
  Version version;
};
// Failures and slow requests at warn, the others at info.
void logTrace(const worker::Traced& trace, const TracedArm& arm);

// "name depth start_us length_us note;..."; what is no span is left out when it is read.
std::string spansText(const std::vector<TraceSpan>& spans);
std::vector<TraceSpan> parseSpans(std::string_view text);

// What was written to the log as a value: the known fields get their places.
LogLine lineOf(const log::Line& line);

}  // namespace flotilla::agent
