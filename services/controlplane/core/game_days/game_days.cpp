#include "services/controlplane/core/game_days/game_days.h"

#include <algorithm>
#include <utility>

#include "models/domain/utf8.h"
#include "services/controlplane/core/fleet/numbered.h"
#include "services/controlplane/core/game_days/game_day_rails.h"
#include "services/crypto/hash.h"
#include "services/documents/secret_text.h"
#include "services/runtime/bytes.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kGameDayPrefix = "GAME-";
constexpr std::size_t kMostTitle = 200, kMostNote = 4000, kMostReason = 500;  // bytes

bool isText(const std::string& text, std::size_t least, std::size_t most, bool lines) {
  const auto bad = [lines](char c) { return c >= 0 && c < ' ' && !(lines && c == '\n'); };
  return text.size() >= least && text.size() <= most && std::none_of(text.begin(), text.end(), bad);
}

Status checkLimits(const BlastLimits& limits) {
  const auto tooMuch = [](const char* field, const std::string& most) {
    return invalid("beyond_limits", std::string("no game day has more than ") + most, field, "choose less");
  };
  if (limits.nodes > kMostGameDayLimits.nodes) return tooMuch("most_nodes", "100 nodes");
  if (limits.regions > kMostGameDayLimits.regions) return tooMuch("most_regions", "10 regions");
  if (limits.traffic && !(*limits.traffic >= 0 && *limits.traffic <= 1)) return tooMuch("most_traffic", "all traffic");
  return okStatus();
}

Status checkWanted(const NewGameDay& wanted) {
  if (!isText(wanted.title, 1, kMostTitle, false))
    return invalid("bad_title", "a title is one line of 1 to 200 bytes", "title", "say in a few words what it is");
  if (!isText(wanted.note, 0, kMostNote, true))
    return invalid("bad_note", "a note has at most 4000 bytes", "note", "write less");
  if (wanted.faults.empty())
    return invalid("no_faults", "a game day needs a fault", "faults",
                   "for example: kill-worker for=30s where=name:rotterdam-1");
  if (wanted.faults.size() > kMaxFaults)
    return invalid("too_many_faults", "a game day has at most 20 faults", "faults", "make two of it");
  for (std::size_t i = 0; i < wanted.faults.size(); ++i) {
    const Status good = checkFault(wanted.faults[i]);
    if (good) continue;
    Error why = good.error();
    why.field = "faults[" + std::to_string(i) + "]." + why.field;
    return why;
  }
  return checkLimits(wanted.limits);
}

// Of what would be done and to whom; what nodes do meanwhile changes nothing.
Digest digestOf(const NewGameDay& wanted, const GameDayPreview& preview) {
  ByteWriter out;
  for (const Fault& fault : wanted.faults) out.text(faultText(fault));
  for (const PlannedFault& planned : preview.nodes) {
    out.number(planned.fault);
    out.text(planned.node.value);
    out.number(static_cast<std::uint32_t>(planned.consent));
  }
  return sha256(out.bytes());
}

struct Planned {
  GameDayPreview preview;
  std::vector<Error> problems;
};

Result<Planned> plan(const GameDayRoom& room, const NewGameDay& wanted, const Caller& caller) {
  FLOTILLA_CHECK(checkWanted(wanted));
  Planned out;
  FLOTILLA_TRY(out.preview, chooseNodes(room, wanted, caller));
  out.problems = problemsOf(room, wanted, out.preview, caller);
  for (const Error& problem : out.problems) out.preview.problems.push_back(problem.message);
  out.preview.digest = digestOf(wanted, out.preview);
  return out;
}

std::string faultsText(const std::vector<Fault>& faults) {
  std::string out;
  for (const Fault& fault : faults) out += (out.empty() ? "" : "; ") + faultInWords(fault) + " where " + fault.where;
  return out;
}

}  // namespace

Result<GameDayPreview> prepareGameDay(const GameDayRoom& room, const NewGameDay& wanted, const Caller& caller) {
  FLOTILLA_TRY(Planned planned, plan(room, wanted, caller));
  return std::move(planned.preview);
}

Result<Decision<GameDay>> startGameDay(const GameDayRoom& room, const NewGameDay& wanted, const Digest& digest,
                                       const Caller& caller) {
  FLOTILLA_TRY(const Planned planned, plan(room, wanted, caller));
  if (!planned.problems.empty()) return planned.problems.front();
  if (planned.preview.digest != digest)
    return Error{ErrorCode::Conflict, "targets_changed", "it would not do now what was previewed", "digest",
                 "read the preview again: flotillactl game-days preview"};
  GameDay gameDay;
  gameDay.id = nextId<GameDayId>(room.state.gameDays, kGameDayPrefix);
  gameDay.title = wanted.title;
  gameDay.note = wanted.note;
  redactSecrets(gameDay.title);
  redactSecrets(gameDay.note);
  gameDay.startedBy = caller.name;
  gameDay.startedAt = room.now;
  gameDay.endsBy = room.now + planned.preview.lasts + kAnswersTake;
  gameDay.faults = wanted.faults;
  Decision<GameDay> out;
  out.mutation.rows.emplace_back(gameDay);
  for (const PlannedFault& one : planned.preview.nodes) {
    NodeFault row{gameDay.id, one.fault, one.node, one.name, one.region, FaultState::Waiting, {}, {}, {}, {}};
    gameDay.nodes.push_back(row);
    out.mutation.rows.emplace_back(std::move(row));
  }
  out.fact.object = "game-day/" + gameDay.id.value;
  out.fact.detail = gameDay.title + ": " + faultsText(gameDay.faults);
  out.answer = std::move(gameDay);
  return out;
}

bool maySeeGameDay(const GameDay& gameDay, const Caller& caller) {
  return std::all_of(gameDay.nodes.begin(), gameDay.nodes.end(),
                     [&](const NodeFault& one) { return caller.mayIn(Role::Viewer, one.region); });
}

Result<GameDay> findGameDay(const FleetState& state, const GameDayId& id, const Caller& caller) {
  const auto at = state.gameDays.find(id);
  if (at != state.gameDays.end() && maySeeGameDay(at->second, caller)) return at->second;
  return notFound("no_game_day", "there is no game day " + excerpt(id.value, 64), "game_day",
                  "flotillactl game-days list shows them");
}

Result<Decision<GameDay>> abortGameDay(const GameDayRoom& room, const GameDayId& id, const std::string& reason,
                                       const Caller& caller) {
  FLOTILLA_TRY(GameDay gameDay, findGameDay(room.state, id, caller));
  for (const NodeFault& one : gameDay.nodes) FLOTILLA_CHECK(checkGameDayOperator(one.region, caller));
  if (!isOpen(gameDay.state))
    return precondition("game_day_over", id.value + " is " + std::string(toText(gameDay.state)), "game_day");
  if (!gameDay.abortedBy.empty())
    return precondition("aborted_already", id.value + " was aborted by " + gameDay.abortedBy, "game_day");
  if (!isText(reason, 1, kMostReason, false))
    return invalid("no_reason", "a reason is one line of 1 to 500 bytes", "reason", "say why it is ended");
  gameDay.state = GameDayState::Recovering;
  gameDay.abortedBy = caller.name;
  gameDay.reason = reason;
  redactSecrets(gameDay.reason);
  Decision<GameDay> out;
  out.mutation.rows.emplace_back(gameDay);
  for (NodeFault& one : gameDay.nodes) {
    if (one.state != FaultState::Waiting) continue;
    one.state = FaultState::Left;
    one.reason = "the game day was aborted before it began";
    out.mutation.rows.emplace_back(one);
  }
  out.fact.object = "game-day/" + id.value;
  out.fact.detail = gameDay.reason;
  out.answer = std::move(gameDay);
  return out;
}

}  // namespace flotilla::controlplane
