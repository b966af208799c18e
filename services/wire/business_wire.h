// Business indicators of the operator API to protobuf and back; see operator_wire.h. Thread: values.
#pragma once

#include "models/domain/business_api.h"
#include "services/proto/flotilla/v1/business.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::BusinessIndicator toProto(const BusinessIndicator& indicator);
Result<BusinessIndicator> fromProto(const v1::BusinessIndicator& indicator);
v1::BusinessPoint toProto(const BusinessPoint& point);
BusinessPoint fromProto(const v1::BusinessPoint& point);
v1::ApplyBusinessIndicatorsResponse toProto(const BusinessDiff& diff);
BusinessDiff fromProto(const v1::ApplyBusinessIndicatorsResponse& diff);
v1::ReportBusinessResponse toProto(const BusinessStored& stored);
BusinessStored fromProto(const v1::ReportBusinessResponse& stored);
v1::BusinessStanding toProto(const BusinessStanding& standing);
Result<BusinessStanding> fromProto(const v1::BusinessStanding& standing);
v1::GetBusinessHistoryRequest toProto(const BusinessSpan& span);
BusinessSpan fromProto(const v1::GetBusinessHistoryRequest& request);
v1::GetBusinessHistoryResponse toProto(const BusinessHistory& history);
Result<BusinessHistory> fromProto(const v1::GetBusinessHistoryResponse& history);

}  // namespace flotilla::wire
