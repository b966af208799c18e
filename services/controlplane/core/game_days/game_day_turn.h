// How game days proceed: what nodes are told now, what they said, and when it is over. Pure. Thread: the fleet loop.
//
// A fault is told at most once: that it was told is stored before it is, and what is stored is never told again. If it
// did not arrive, it is not known what became of it, and it is never taken to have happened or not.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/controlplane/core/game_days/game_days.h"
#include "services/crypto/audit_chain.h"

namespace flotilla::controlplane {

inline constexpr Duration kConfirmPatience = std::chrono::minutes(2);  // beyond its time, for a node to say it is over
inline constexpr Duration kRecoveryPatience =
    std::chrono::minutes(10);  // then it ends, and says what has not recovered

struct FaultTelling {
  NodeId node;
  FaultOrder order;
};

struct GameDayTurn {
  Mutation mutation;
  std::vector<AuditFact> facts;
  std::vector<FaultTelling> telling;  // once the mutation is durable, and not if it is not
};

// `canTell`: the node is there, takes faults, and has said how its faults stand.
GameDayTurn advanceGameDay(const GameDayRoom& room, const GameDay& gameDay,
                           const std::function<bool(const NodeId&)>& canTell);

// What a node said of all its faults. Empty if nothing is new.
Mutation takeFaultNews(const FleetState& state, const NodeId& node, const FaultNews& news, TimePoint now);

// "GAME-3/1": of a fault, on every one of its nodes; "GAME-3/" begins those of a game day.
std::string faultIdOf(const GameDayId& gameDay, std::uint32_t fault);
std::string faultPrefixOf(const GameDayId& gameDay);

}  // namespace flotilla::controlplane
