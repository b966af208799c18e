#include "services/client/lists.h"
#include "services/client/operator_client.h"
#include "services/client/transport.h"
#include "services/wire/game_day_wire.h"

namespace flotilla {
namespace {

constexpr auto kGameDayFromWire = [](const auto& message) { return wire::fromProto(message); };

}  // namespace

void OperatorClient::listGameDays(const ListQuery& query, Done<Page<GameDay>> done) {
  transport_->ask<v1::ListGameDaysResponse>(
      "GameDayService/ListGameDays", listRequest<v1::ListGameDaysRequest>(wire::toProto(query)), std::move(done),
      [](const v1::ListGameDaysResponse& answer) {
        return pageOf<GameDay>(answer.game_days(), answer.page(), kGameDayFromWire);
      });
}

void OperatorClient::getGameDay(const GameDayId& gameDay, Done<GameDayDetail> done) {
  v1::GetGameDayRequest request;
  request.set_game_day(gameDay.value);
  transport_->ask<v1::GetGameDayResponse>("GameDayService/GetGameDay", std::move(request), std::move(done),
                                          kGameDayFromWire);
}

void OperatorClient::prepareGameDay(const NewGameDay& wanted, Done<GameDayPreview> done) {
  v1::PrepareGameDayRequest request;
  *request.mutable_wanted() = wire::toProto(wanted);
  transport_->ask<v1::GameDayPreview>("GameDayService/PrepareGameDay", std::move(request), std::move(done),
                                      kGameDayFromWire);
}

void OperatorClient::startGameDay(const NewGameDay& wanted, const Digest& digest, Done<GameDay> done) {
  v1::StartGameDayRequest request;
  *request.mutable_wanted() = wire::toProto(wanted);
  request.set_digest(digest.toString());
  transport_->ask<v1::GameDay>("GameDayService/StartGameDay", std::move(request), std::move(done), kGameDayFromWire);
}

void OperatorClient::abortGameDay(const GameDayId& gameDay, const std::string& reason, Done<GameDay> done) {
  v1::AbortGameDayRequest request;
  request.set_game_day(gameDay.value);
  request.set_reason(reason);
  transport_->ask<v1::GameDay>("GameDayService/AbortGameDay", std::move(request), std::move(done), kGameDayFromWire);
}

}  // namespace flotilla
