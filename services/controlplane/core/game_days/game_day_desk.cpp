#include "services/controlplane/core/game_days/game_day_desk.h"

#include <algorithm>

#include "services/controlplane/core/fleet/audit_tail.h"
#include "services/controlplane/core/game_days/game_day_score.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kSayAgain = std::chrono::seconds(5);  // that it is over, until the node confirms it

}  // namespace

GameDayRoom GameDayDesk::room() const {
  return {ports_.fleet.state(), ports_.clock.now(), ports_.reportInterval};
}

Result<GameDayPreview> GameDayDesk::prepare(const NewGameDay& wanted, const Caller& caller) const {
  return prepareGameDay(room(), wanted, caller);
}

Result<Decision<GameDay>> GameDayDesk::start(const NewGameDay& wanted, const Digest& digest,
                                             const Caller& caller) const {
  return startGameDay(room(), wanted, digest, caller);
}

Result<Decision<GameDay>> GameDayDesk::abort(const GameDayId& id, const std::string& reason,
                                             const Caller& caller) const {
  return abortGameDay(room(), id, reason, caller);
}

Result<GameDayDetail> GameDayDesk::detail(const GameDayId& id, const Caller& caller) const {
  FLOTILLA_TRY(GameDay gameDay, findGameDay(ports_.fleet.state(), id, caller));
  ports_.fleet.flush();  // what is about to be stored belongs to the history
  FLOTILLA_TRY(const auto firings, ports_.fleet.store().alertHistory());
  const auto audit = AuditTail::since(ports_.fleet, gameDay.startedAt);
  auto scores = scoresOf(ports_.fleet.state(), gameDay, firings, audit);
  return GameDayDetail{std::move(gameDay), std::move(scores)};
}

void GameDayDesk::onNews(const NodeId& node, const FaultNews& news) {
  Mutation mutation = takeFaultNews(ports_.fleet.state(), node, news, ports_.clock.now());
  if (mutation.empty()) return;
  for (const Row& row : mutation.rows)
    if (const auto* fault = std::get_if<NodeFault>(&row))
      log::info("a node told of a fault", {{"game_day", fault->gameDay.value},
                                           {"node", fault->name},
                                           {"state", std::string(toText(fault->state))},
                                           {"why", fault->reason}});
  ports_.fleet.submit(std::move(mutation), [](const Status& stored) {
    // The node says it all again in its next session.
    if (!stored) log::error("news of faults cannot be kept", {{"why", stored.error().message}});
  });
}

void GameDayDesk::tick() {
  const FleetState& state = ports_.fleet.state();
  std::vector<GameDayId> open;
  for (const auto& [id, gameDay] : state.gameDays)
    if (isOpen(gameDay.state)) open.push_back(id);
  if (open.empty()) endedAt_.clear();
  for (const GameDayId& id : open) {
    endOn(state.gameDays.at(id));
    if (!state.learning) advance(id);
  }
}

void GameDayDesk::advance(const GameDayId& id) {
  const FleetState& state = ports_.fleet.state();
  GameDayTurn turn = advanceGameDay(room(), state.gameDays.at(id), ports_.canTell);
  if (turn.mutation.empty()) return;
  std::uint64_t seq = state.auditSeq;
  Digest head = state.auditHead;
  for (const AuditFact& fact : turn.facts) {
    AuditEntry entry = chainEntry(fact, seq, head, ports_.clock.now());
    seq = entry.seq;
    head = entry.hash;
    turn.mutation.rows.emplace_back(std::move(entry));
  }
  const auto tell = [this, telling = std::move(turn.telling)](const Status& stored) {
    if (!stored) return log::error("a game day cannot be kept", {{"why", stored.error().message}});
    for (const FaultTelling& one : telling)
      if (ports_.canTell(one.node)) ports_.giveFault(one.node, one.order);
  };
  ports_.fleet.submit(std::move(turn.mutation), tell);
}

// Nodes end their faults in time by themselves; when a game day is aborted, or should be over, they are told to.
void GameDayDesk::endOn(const GameDay& gameDay) {
  if (gameDay.abortedBy.empty() && ports_.clock.now() < gameDay.endsBy) return;
  const SteadyPoint now = ports_.clock.steady();
  for (const NodeFault& one : gameDay.nodes) {
    if (!mayGoOn(one.state) || !ports_.canTell(one.node)) continue;
    SteadyPoint& at = endedAt_[{gameDay.id, one.node}];
    if (at != SteadyPoint{} && now - at < kSayAgain) continue;
    at = now;
    ports_.endFaults(one.node, faultPrefixOf(gameDay.id));
  }
}

}  // namespace flotilla::controlplane
