// Summaries of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/summary.h"
#include "services/proto/flotilla/v1/summary.pb.h"
#include "services/wire/business_wire.h"

namespace flotilla::wire {

v1::GetSummaryRequest toProto(const SummaryQuestion& question);
SummaryQuestion fromProto(const v1::GetSummaryRequest& request);
v1::Summary toProto(const Summary& summary);
Result<Summary> fromProto(const v1::Summary& summary);

}  // namespace flotilla::wire
