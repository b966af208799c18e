// Which nodes a game day means, and what keeps it from being started. Pure. Thread: the fleet loop.
#pragma once

#include <vector>

#include "services/controlplane/core/game_days/game_days.h"

namespace flotilla::controlplane {

// The nodes and the blast radius, without problems and digest. Errors: those of selectors.
Result<GameDayPreview> chooseNodes(const GameDayRoom& room, const NewGameDay& wanted, const Caller& caller);

// See prepareGameDay().
std::vector<Error> problemsOf(const GameDayRoom& room, const NewGameDay& wanted, const GameDayPreview& preview,
                              const Caller& caller);

// Denied/"out_of_scope" of who is no operator there.
Status checkGameDayOperator(const RegionName& region, const Caller& caller);

}  // namespace flotilla::controlplane
