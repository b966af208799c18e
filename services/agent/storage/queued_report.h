// A report as the payload of a record of the queue: the report, and by which clock it was made. Pure. Thread: values.
#pragma once

#include "services/agent/storage/queue_record.h"

namespace flotilla::agent {

QueueRecord toRecord(const NodeReport& report);
// Errors: Invalid/"bad_report".
Result<NodeReport> toReport(const QueueRecord& record);

// Whether the second may be merged into the first: neighbours in number, of one process, without events.
bool mayMerge(const NodeReport& older, const NodeReport& newer);

}  // namespace flotilla::agent
