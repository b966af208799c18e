#include "services/controlplane/core/game_days/game_day_turn.h"

#include <algorithm>
#include <utility>

#include "models/domain/utf8.h"
#include "services/controlplane/core/alerts/game_day_alerts.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/incidents/incident_words.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostSaid = 500;  // bytes of what a node says

// Lifetime: of one turn.
class Turn {
 public:
  Turn(const GameDayRoom& room, const GameDay& gameDay, const std::function<bool(const NodeId&)>& canTell)
      : room_(room), gameDay_(gameDay), canTell_(canTell) {}

  GameDayTurn take() {
    for (NodeFault& one : gameDay_.nodes) {
      if (one.state == FaultState::Waiting) lookAtWaiting(one);
      if (mayGoOn(one.state)) lookAtTold(one);
    }
    lookAtState();
    return std::move(out_);
  }

 private:
  void put(const NodeFault& one) { out_.mutation.rows.emplace_back(one); }

  void lookAtWaiting(NodeFault& one) {
    const Fault& fault = gameDay_.faults[one.fault];
    const Duration left = std::min(fault.lasts, Duration(gameDay_.endsBy - room_.now));
    if (left < kShortestFault || !gameDay_.abortedBy.empty()) {
      one.state = FaultState::Left;
      one.reason = "the node was not there in time, or its agent takes no faults";
      return put(one);
    }
    if (room_.now < gameDay_.startedAt + fault.after || !canTell_(one.node)) return;
    one.state = FaultState::Told;
    one.told = room_.now;
    put(one);
    out_.telling.push_back(
        {one.node, {faultIdOf(gameDay_.id, one.fault), fault.kind, left, fault.amount, fault.workload}});
    out_.facts.push_back(
        {"engine", "GiveFault", "node/" + one.name, gameDay_.id.value + ": " + faultInWords(fault), {}, {}});
  }

  // By then it is over: a node ends it by itself.
  void lookAtTold(NodeFault& one) {
    const TimePoint begun = one.state == FaultState::UnderWay ? one.began : one.told;
    if (room_.now <= begun + gameDay_.faults[one.fault].lasts + kConfirmPatience) return;
    one.reason = one.state == FaultState::UnderWay ? "it began, and the node has not said that it ended"
                                                   : "it was told, and the node has never confirmed it";
    one.state = FaultState::Unknown;
    put(one);
  }

  void lookAtState() {
    const auto& nodes = gameDay_.nodes;
    const bool settled =
        std::all_of(nodes.begin(), nodes.end(), [](const NodeFault& one) { return isSettled(one.state); });
    if (!settled) return;
    std::string missing = whatHasNotRecovered();
    TimePoint last{};
    for (const NodeFault& one : nodes) last = std::max({last, one.ended, one.told});
    const bool patient = room_.now < std::max(last, gameDay_.startedAt) + kRecoveryPatience;
    if (!missing.empty() && patient) {
      if (gameDay_.state == GameDayState::Running) become(GameDayState::Recovering);
      return;
    }
    if (!missing.empty() && gameDay_.reason.empty()) gameDay_.reason = "not recovered: " + missing;
    gameDay_.endedAt = room_.now;
    become(gameDay_.abortedBy.empty() ? GameDayState::Ended : GameDayState::Aborted);
  }

  void become(GameDayState next) {
    gameDay_.state = next;
    out_.mutation.rows.emplace_back(gameDay_);
  }

  // A node that is not live, or the first alert about one that fires; empty if nothing is missing.
  std::string whatHasNotRecovered() const {
    for (const NodeFault& one : gameDay_.nodes) {
      const auto at = room_.state.nodes.find(one.node);
      if (one.told == TimePoint{} || at == room_.state.nodes.end()) continue;
      const bool stays = at->second.record.identity == NodeIdentity::Active;
      const Liveness liveness = nodeLiveness(room_.state, at->second, room_.now, room_.reportInterval);
      if (stays && liveness != Liveness::Live) return one.name + " is " + std::string(toText(liveness));
    }
    for (const auto& [id, firing] : room_.state.firings)
      if (firing.began >= gameDay_.startedAt && isAboutNodesOf(room_.state, gameDay_, firing.labels))
        return titleOf(firing.labels) + " fires";
    return {};
  }

  const GameDayRoom& room_;
  GameDay gameDay_;
  const std::function<bool(const NodeId&)>& canTell_;
  GameDayTurn out_;
};

// What the agent that runs now was never told of has no effect any more.
void forgotten(const Fault& fault, NodeFault& one, TimePoint now) {
  if (fault.kind == FaultKind::RestartAgent) {
    one.state = FaultState::Over;
    if (one.began == TimePoint{}) one.began = one.told;
    one.ended = now;
    one.reason = "the agent was started anew and is back";
  } else if (one.state == FaultState::UnderWay) {
    one.state = FaultState::Over;
    one.ended = now;
    one.reason = "the agent was started anew, and the fault ended with the one before";
  } else {
    one.state = FaultState::Unknown;
    one.reason = "it was told, and the agent that runs now knows nothing of it";
  }
}

// What a node says of itself is not believed to make sense.
TimePoint before(TimePoint now, Duration ago) {
  return now - std::clamp(ago, Duration(0), kLongestGameDay + kLongestFault);
}

void takeStatus(const FaultStatus& status, NodeFault& one, TimePoint now) {
  if (status.phase == FaultPhase::Refused) {
    one.state = FaultState::Refused;
    one.reason = excerpt(status.message.empty() ? status.reason : status.message, kMostSaid);
    return;
  }
  if (one.began == TimePoint{}) one.began = std::max(one.told, before(now, status.begunAgo));
  one.state = FaultState::UnderWay;
  if (status.phase != FaultPhase::Over) return;
  one.state = FaultState::Over;
  one.ended = std::max(one.began, before(now, status.endedAgo));
  one.reason = excerpt(status.message, kMostSaid);
}

}  // namespace

std::string faultPrefixOf(const GameDayId& gameDay) {
  return gameDay.value + "/";
}

std::string faultIdOf(const GameDayId& gameDay, std::uint32_t fault) {
  return faultPrefixOf(gameDay) + std::to_string(fault);
}

GameDayTurn advanceGameDay(const GameDayRoom& room, const GameDay& gameDay,
                           const std::function<bool(const NodeId&)>& canTell) {
  return Turn(room, gameDay, canTell).take();
}

Mutation takeFaultNews(const FleetState& state, const NodeId& node, const FaultNews& news, TimePoint now) {
  Mutation out;
  for (const auto& [id, gameDay] : state.gameDays)
    for (const NodeFault& known : gameDay.nodes) {
      const bool asked = mayGoOn(known.state) || known.state == FaultState::Unknown;
      if (known.node != node || !asked) continue;
      const std::string faultId = faultIdOf(id, known.fault);
      const auto said = std::find_if(news.faults.begin(), news.faults.end(),
                                     [&](const FaultStatus& status) { return status.id == faultId; });
      NodeFault next = known;
      if (said != news.faults.end())
        takeStatus(*said, next, now);
      else if (news.first && mayGoOn(known.state))
        forgotten(gameDay.faults[known.fault], next, now);
      if (!(next == known)) out.rows.emplace_back(std::move(next));
    }
  return out;
}

}  // namespace flotilla::controlplane
