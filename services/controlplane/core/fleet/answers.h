// Idempotency of changes: the same request id gets the same answer, whatever was lost on the way. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// What a change will be remembered as; the answer itself is filled in when it is known. Kept for 24 hours.
AnswerRecord newAnswer(std::string requestId, std::string actor, std::string_view request, std::string method,
                       bool secret, TimePoint now);

// Nothing if this request id is new. Otherwise the answer given then; Conflict/"request_id_reused" if it was for
// something else, or Conflict/"already_answered" if that answer was shown once and not kept. Invalid/"bad_request_id"
// for 15 or fewer, or 65 or more characters.
std::optional<Result<std::string>> earlierAnswer(const FleetState& state, const AnswerRecord& request);

}  // namespace flotilla::controlplane
