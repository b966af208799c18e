// What game days are scored by, from times that were recorded, and which alerts are about their nodes. Pure. Thread:
// the fleet loop.
#pragma once

#include <span>
#include <vector>

#include "models/domain/alert_history.h"
#include "models/domain/audit.h"
#include "models/domain/game_day.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// One for each fault that began somewhere. `firings`: the alert history; `audit`: entries since the game day began.
std::vector<FaultScore> scoresOf(const FleetState& state, const GameDay& gameDay, std::span<const AlertFiring> firings,
                                 std::span<const AuditEntry> audit);

}  // namespace flotilla::controlplane
