// Who gives way when the telemetry queue is full. Pure. Thread: values.
#pragma once

#include "services/agent/core/agent_state.h"

namespace flotilla::agent {

struct QueueQuota {
  std::uint64_t metricBytes = 32ULL << 20;
  std::uint64_t eventBytes = 8ULL << 20;
  std::uint64_t segmentBytes = 8ULL << 20;  // the most of one file
};

// Files of a class are at most this large: small enough that dropping one of them does not empty the queue.
std::uint64_t segmentLimit(const QueueQuota& quota, RecordClass recordClass);

struct QueueUse {
  std::uint64_t metricBytes = 0;
  std::uint64_t eventBytes = 0;
  bool metrics = false;    // there is a file of metrics to drop
  bool mergeable = false;  // there is one whose reports can be merged
};

enum class RoomStep {
  Write,   // there is room
  Merge,   // merge the reports of the oldest file that is not merged yet: counts stay, detail goes
  Drop,    // drop the oldest file of metrics, and count what was in it
  Refuse,  // no room: whoever produces it keeps it
};
// The next step towards room for `bytes`; asked again until it is Write or Refuse. Metrics keep to their quota and to
// what events leave of both. Events may take the space of metrics; a quarter of their own is for security events only.
RoomStep makeRoom(const QueueQuota& quota, const QueueUse& use, RecordClass recordClass, bool security,
                  std::uint64_t bytes);

}  // namespace flotilla::agent
