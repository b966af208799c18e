// Game days of the demonstration fleet. A fault does to a node of it what it can: a cut link makes it fall silent, a
// killed worker and an agent that starts anew count as restarts. What is detected, and that a colleague looks after
// it, is made up, as its alerts are. Errors and their reasons are those of a real control plane, but for rollouts: some
// of the demonstration go on for ever, and would keep everybody from practising. Thread: pure functions over states of
// the loop.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "app/console/adapters/demo_response.h"
#include "models/domain/game_day.h"

namespace flotilla::console {

struct DemoGameDays {
  std::vector<GameDayDetail> all;  // newest first
  std::uint32_t last = 0;
  std::map<std::uint32_t, DemoContact> silenced;  // nodes whose link is cut, and how it was before
};

// Whether the owner of a node allows drills; about every eighth does.
DrillConsent demoConsent(const DemoState& state, std::uint32_t node);

// One that is under way, and some that are over: met well, missed, aborted.
DemoGameDays buildDemoGameDays(const DemoState& state);

// Errors: bad_title, bad_note, no_faults, too_many_faults, beyond_limits, those of checkFault() and of selectors.
Result<GameDayPreview> prepareDemoGameDay(const DemoState& state, const DemoGameDays& games,
                                          const DemoResponse& response, const NewGameDay& wanted);
// Errors: the problems of the preview; targets_changed.
Result<GameDay> startDemoGameDay(const DemoState& state, DemoGameDays& games, const DemoResponse& response,
                                 const NewGameDay& wanted, const Digest& digest);
// Errors: no_game_day, game_day_over, aborted_already, no_reason.
Result<GameDay> abortDemoGameDay(const DemoState& state, DemoGameDays& games, const GameDayId& id,
                                 const std::string& reason);
// Errors: no_game_day.
Result<GameDayDetail> demoGameDay(const DemoGameDays& games, const GameDayId& id);
// Until now; what it does to nodes is told in `changes`.
void advanceDemoGameDays(DemoState& state, DemoGameDays& games, DemoChanges& changes);

}  // namespace flotilla::console
