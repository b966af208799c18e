// Log lines of a made-up node, with the trace of a request that failed. Thread: pure functions.
#pragma once

#include "models/domain/node_logs.h"

namespace flotilla::tests {

NodeLogs sampleLogs(TimePoint now);
// As many lines as an excerpt can have.
NodeLogs fullLogs(TimePoint now);

}  // namespace flotilla::tests
