#include <algorithm>

#include "models/domain/game_day_fields.h"
#include "services/controlplane/core/game_days/game_day_desk.h"
#include "services/controlplane/rpc/handlers.h"
#include "services/controlplane/rpc/paging.h"

namespace flotilla::controlplane {
namespace {

std::vector<GameDay> seenGameDays(const FleetState& state, const Caller& caller) {
  std::vector<GameDay> out;
  for (const auto& [id, gameDay] : state.gameDays)
    if (maySeeGameDay(gameDay, caller)) out.push_back(gameDay);
  std::stable_sort(out.begin(), out.end(), [](const GameDay& a, const GameDay& b) {
    return isOpen(a.state) != isOpen(b.state) ? isOpen(a.state) : a.startedAt > b.startedAt;
  });
  return out;
}

Result<Decision<v1::GameDay>> gameDayAnswer(Result<Decision<GameDay>> decided) {
  FLOTILLA_TRY(Decision<GameDay> decision, std::move(decided));
  return Decision<v1::GameDay>{wire::toProto(decision.answer), std::move(decision.mutation), std::move(decision.fact)};
}

}  // namespace

void registerGameDayHandlers(Dispatcher& dispatcher, ControlPlane& plane) {
  dispatcher.read<v1::ListGameDaysRequest, v1::ListGameDaysResponse>(
      "flotilla.v1.GameDayService/ListGameDays",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::ListGameDaysResponse> {
        FLOTILLA_TRY(auto page, pageOf(seenGameDays(plane.fleet.state(), caller), request.options(), gameDayFields()));
        v1::ListGameDaysResponse response;
        return fillPage(std::move(page), plane, response, [](auto& r) { return r.add_game_days(); });
      });
  dispatcher.read<v1::GetGameDayRequest, v1::GetGameDayResponse>(
      "flotilla.v1.GameDayService/GetGameDay",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::GetGameDayResponse> {
        FLOTILLA_TRY(const GameDayDetail detail, plane.gameDays->detail(GameDayId(request.game_day()), caller));
        v1::GetGameDayResponse response = wire::toProto(detail);
        response.set_revision(plane.fleet.state().revision);
        return response;
      });
  dispatcher.read<v1::PrepareGameDayRequest, v1::GameDayPreview>(
      "flotilla.v1.GameDayService/PrepareGameDay",
      [&plane](const auto& request, const Caller& caller) -> Result<v1::GameDayPreview> {
        FLOTILLA_TRY(const NewGameDay wanted, wire::fromProto(request.wanted()));
        FLOTILLA_TRY(const GameDayPreview preview, plane.gameDays->prepare(wanted, caller));
        return wire::toProto(preview);
      });
  dispatcher.change<v1::StartGameDayRequest, v1::GameDay>(
      "flotilla.v1.GameDayService/StartGameDay",
      [&plane](const auto& request, const Caller& caller) -> Result<Decision<v1::GameDay>> {
        FLOTILLA_TRY(const NewGameDay wanted, wire::fromProto(request.wanted()));
        auto digest = parseDigest(request.digest());
        if (!digest)
          return invalid("bad_digest", "the digest of the preview is missing, or is none", "digest",
                         "read the preview first: PrepareGameDay");
        return gameDayAnswer(plane.gameDays->start(wanted, *digest, caller));
      });
  dispatcher.change<v1::AbortGameDayRequest, v1::GameDay>(
      "flotilla.v1.GameDayService/AbortGameDay", [&plane](const auto& request, const Caller& caller) {
        return gameDayAnswer(plane.gameDays->abort(GameDayId(request.game_day()), request.reason(), caller));
      });
}

}  // namespace flotilla::controlplane
