// Game days: what one would do, how it begins, and how somebody ends it early. Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/game_day_api.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kMaxOpenGameDays = 20;
inline constexpr Duration kAnswersTake = std::chrono::seconds(30);  // beyond the last fault, for nodes to say so

struct GameDayRoom {
  const FleetState& state;
  TimePoint now{};
  Duration reportInterval{};
};

// Which nodes it means, of those that the caller may see and that are active, and why it cannot be started: "no_nodes",
// "none_allow", "out_of_scope" (an operator of every region), "beyond_limits", "too_long", "twice" (one kind on one
// node at once), "game_day_there" (another one on one of the nodes), "incident_there" (a page that is no drill is open
// in one of the regions), "rollout_there" (one has not ended there), "too_many_game_days". Errors: Invalid/"bad_title",
// "bad_note", "no_faults", "too_many_faults", "beyond_limits", those of checkFault() and of selectors.
Result<GameDayPreview> prepareGameDay(const GameDayRoom& room, const NewGameDay& wanted, const Caller& caller);

// Nothing is told to any node yet: see advanceGameDay(). Errors: the problems of the preview, the first of them;
// Conflict/"targets_changed" if it would be another preview now.
Result<Decision<GameDay>> startGameDay(const GameDayRoom& room, const NewGameDay& wanted, const Digest& digest,
                                       const Caller& caller);

// Errors: NotFound/"no_game_day", Denied/"out_of_scope", Precondition/"game_day_over", "aborted_already",
// Invalid/"no_reason".
Result<Decision<GameDay>> abortGameDay(const GameDayRoom& room, const GameDayId& id, const std::string& reason,
                                       const Caller& caller);

// In all regions of its nodes.
bool maySeeGameDay(const GameDay& gameDay, const Caller& caller);
// One that the caller may see. Errors: NotFound/"no_game_day".
Result<GameDay> findGameDay(const FleetState& state, const GameDayId& id, const Caller& caller);

}  // namespace flotilla::controlplane
