// How the first person gets in: as long as nobody has a password, each start of the program invites an administrator.
// Pure but for the randomness given. Thread: any.
#pragma once

#include <optional>

#include "models/domain/account.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

// The operator "admin", who is made if there is none, with a new invitation; those before are void. Nothing if somebody
// has a password, or if "admin" is somebody who is no administrator.
std::optional<Decision<Invitation>> inviteFirstAdministrator(const FleetState& state, TimePoint now, Random& random);

}  // namespace flotilla::controlplane
