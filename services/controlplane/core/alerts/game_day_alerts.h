// Which alerts are about the nodes of a game day. Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/alert.h"
#include "models/domain/game_day.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// An alert that begins so long after a fault was over may still be because of it.
inline constexpr Duration kEchoes = std::chrono::minutes(10);

// About one of its nodes, or a workload or everything of a region in which all active nodes are its own.
bool isAboutNodesOf(const FleetState& state, const GameDay& gameDay, const Labels& labels);
// Likewise, or about a region or workload of one of the nodes of this fault, which has others as well.
bool mayDetect(const FleetState& state, const GameDay& gameDay, std::uint32_t fault, const Labels& labels);

// Whether an alert that begins now is practice: about nothing but nodes on which a game day lets things break, or did
// until a moment ago.
bool isOfGameDay(const FleetState& state, const Labels& labels, TimePoint began);

}  // namespace flotilla::controlplane
