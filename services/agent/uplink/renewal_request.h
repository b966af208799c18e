// What a node asks the enrolment port when it has no session. Pure. Thread: any.
#pragma once

#include <string>

#include "services/agent/uplink/identity_store.h"
#include "services/proto/flotilla/v1/agent.pb.h"

namespace flotilla::agent {

// For a certificate for the key of `requestPem`, signed by the old key, at our time; without a request only whether the
// identity is welcome.
v1::RenewExpiredRequest renewalRequest(const Identity& old, const std::string& requestPem, TimePoint now);

}  // namespace flotilla::agent
