// What a node found of a candidate: domain values to protobuf and back, for agents and for operators. Thread: values.
#pragma once

#include "models/domain/stage_summary.h"
#include "services/proto/flotilla/v1/node.pb.h"
#include "services/proto/flotilla/v1/rollout.pb.h"

namespace flotilla::wire {

v1::StageReport toProto(const StageReport& report);
// Errors: Invalid/"bad_report", field "stages.<name>": what has no meaning, such as more that differ than were
// compared.
Result<StageReport> fromProto(const v1::StageReport& report);

// Their sentences are for those who read the protocol alone, and are not read back.
v1::NodeStage toProto(const NodeStage& stage);
Result<NodeStage> fromProto(const v1::NodeStage& stage);
v1::Stages toProto(const Stages& stages);
Stages fromProto(const v1::Stages& stages);
v1::RolloutStages toProto(const RolloutStages& stages);
Result<RolloutStages> fromProto(const v1::RolloutStages& stages);

}  // namespace flotilla::wire
