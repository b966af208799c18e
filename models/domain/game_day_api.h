// What operators can ask and say about game days, in domain types. Thread and lifetime: as OperatorApi.
#pragma once

#include <string>

#include "models/domain/game_day.h"
#include "models/domain/page.h"

namespace flotilla {

class GameDayApi {
 public:
  virtual ~GameDayApi() = default;
  // Those that are under way first, the newest first of each.
  virtual void listGameDays(const ListQuery& query, Done<Page<GameDay>> done) = 0;
  virtual void getGameDay(const GameDayId& gameDay, Done<GameDayDetail> done) = 0;
  // What would happen now; nothing is changed.
  virtual void prepareGameDay(const NewGameDay& wanted, Done<GameDayPreview> done) = 0;
  // `digest`: of the preview that was read; if it would be another one now, nothing is done.
  virtual void startGameDay(const NewGameDay& wanted, const Digest& digest, Done<GameDay> done) = 0;
  // All of its faults end at once, where the nodes are there; they end by themselves anyway.
  virtual void abortGameDay(const GameDayId& gameDay, const std::string& reason, Done<GameDay> done) = 0;
};

}  // namespace flotilla
