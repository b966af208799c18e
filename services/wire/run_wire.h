// Runs of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/run_api.h"
#include "services/proto/flotilla/v1/run.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::RunFeedback toProto(const RunFeedback& feedback);
RunFeedback fromProto(const v1::RunFeedback& feedback);
v1::Run toProto(const Run& run);
Result<Run> fromProto(const v1::Run& run);
v1::GetRunResponse toProto(const RunDetail& detail);
Result<RunDetail> fromProto(const v1::GetRunResponse& detail);
v1::ActionPreview toProto(const ActionPreview& preview);
Result<ActionPreview> fromProto(const v1::ActionPreview& preview);
v1::StartRunRequest toProto(const NewRun& run);
NewRun fromProto(const v1::StartRunRequest& request);
v1::SignalRunRequest toProto(const RunSignal& signal);
Result<RunSignal> fromProto(const v1::SignalRunRequest& request);
v1::GiveRunFeedbackRequest toProto(const NewRunFeedback& feedback);
NewRunFeedback fromProto(const v1::GiveRunFeedbackRequest& request);
v1::ReviewRunRequest toProto(const RunReview& review);
Result<RunReview> fromProto(const v1::ReviewRunRequest& request);

}  // namespace flotilla::wire
