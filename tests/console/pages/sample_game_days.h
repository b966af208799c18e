// Game days for the pages. Thread: the test's.
#pragma once

#include "models/domain/game_day.h"
#include "models/domain/page.h"

namespace flotilla::tests {

// Some that are over; and as many more as wanted. None is under way: practice is told on every page.
Page<GameDay> sampleGameDays(TimePoint now, int many = 0);
// One of a list with a score: half of its faults were missed.
GameDayDetail sampleScored(const GameDay& gameDay);

// How GAME-7 stands. Begun: one fault is under way, one waits.
enum class GameDayScene { Begun, Recovering, Ended, Aborted };
GameDayDetail sampleGameDay(GameDayScene scene, TimePoint now);

// On three nodes, two of which allow it; with a problem if it cannot be started.
GameDayPreview sampleGameDayPreview(bool startable = true);

}  // namespace flotilla::tests
