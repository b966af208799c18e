// What a node found of a candidate: domain values to protobuf and back, for agents and for operators. Thread: values.
#pragma once

#include "models/domain/stage_report.h"
#include "services/proto/flotilla/v1/node.pb.h"

namespace flotilla::wire {

v1::StageReport toProto(const StageReport& report);
// Errors: Invalid/"bad_report", field "stages.<name>": what has no meaning, such as more that differ than were
// compared.
Result<StageReport> fromProto(const v1::StageReport& report);

}  // namespace flotilla::wire
