// Reports between node and control plane: domain values to protobuf and back. Reading refuses what has no meaning, with
// the field's name. Thread: values.
#pragma once

#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/telemetry/report.h"

namespace flotilla::wire {

// `packed`: the control plane reads latencies in fewer bytes (Welcome.reads_packed).
v1::NodeReport toProto(const NodeReport& report, bool packed = false);
Result<NodeReport> fromProto(const v1::NodeReport& report);

v1::NodeOrders toProto(const NodeOrders& orders);
NodeOrders fromProto(const v1::NodeOrders& orders);

// Bytes of a report that carry news: the whole message without what only says that the node lives (domain.md rule 11).
std::uint64_t newsBytes(const v1::NodeReport& report);

}  // namespace flotilla::wire
