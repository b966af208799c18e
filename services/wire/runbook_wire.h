// Runbooks of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/runbook_api.h"
#include "services/proto/flotilla/v1/runbook.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::Runbook toProto(const RunbookSummary& runbook);
Result<RunbookSummary> fromProto(const v1::Runbook& runbook);
v1::GetRunbookResponse toProto(const RunbookDocument& document);
Result<RunbookDocument> fromProto(const v1::GetRunbookResponse& document);
v1::ApplyRunbookResponse toProto(const RunbookApplied& applied);
Result<RunbookApplied> fromProto(const v1::ApplyRunbookResponse& applied);

}  // namespace flotilla::wire
