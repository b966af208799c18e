// Messages of a Watch stream to updates of the fleet. Thread: values.
#pragma once

#include "models/domain/fleet_feed.h"
#include "services/proto/flotilla/v1/watch.pb.h"

namespace flotilla::wire {

// Things of a kind that this program does not know yet are left out. A Resync has no update of its own: the stream ends
// after it. Errors: Invalid with the path of the field.
Result<FleetUpdate> fromProto(const v1::WatchResponse& response);

}  // namespace flotilla::wire
