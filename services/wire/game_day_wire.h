// Game days of the operator API, and faults of the agents' session, to protobuf and back; see operator_wire.h. Thread:
// values.
#pragma once

#include "models/domain/game_day_api.h"
#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/proto/flotilla/v1/game_day.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::wire {

v1::GameDay toProto(const GameDay& gameDay);
Result<GameDay> fromProto(const v1::GameDay& gameDay);
v1::NewGameDay toProto(const NewGameDay& wanted);
Result<NewGameDay> fromProto(const v1::NewGameDay& wanted);
v1::GameDayPreview toProto(const GameDayPreview& preview);
Result<GameDayPreview> fromProto(const v1::GameDayPreview& preview);
v1::GetGameDayResponse toProto(const GameDayDetail& detail);
Result<GameDayDetail> fromProto(const v1::GetGameDayResponse& detail);

v1::FaultOrder toProto(const FaultOrder& order);
Result<FaultOrder> fromProto(const v1::FaultOrder& order);
v1::FaultNews toProto(const FaultNews& news);
Result<FaultNews> fromProto(const v1::FaultNews& news);

}  // namespace flotilla::wire
