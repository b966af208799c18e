// Thresholds of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/threshold_api.h"
#include "services/proto/flotilla/v1/fleet.pb.h"

namespace flotilla::wire {

v1::PrepareThresholdRequest prepareRequest(const NewThreshold& threshold);
v1::SetThresholdRequest setRequest(const NewThreshold& threshold);
// Errors: Invalid/"bad_threshold" of what is not from 0 to 1.
Result<NewThreshold> fromProto(const v1::PrepareThresholdRequest& request);
Result<NewThreshold> fromProto(const v1::SetThresholdRequest& request);

}  // namespace flotilla::wire
