#include "models/view/game_days.h"

namespace flotilla::view {

// What somebody said about game days shows at once, wherever they are shown.
GameDays::GameDays(OperatorApi& api, GameDayApi& gameDays, FleetMirror& mirror, const PatternCompiler& compile,
                   QObject* parent)
    : QObject(parent),
      list_(api, gameDays, mirror, compile),
      day_(gameDays, mirror),
      actions_(gameDays, day_),
      draft_(gameDays, mirror, compile),
      practice_(gameDays, mirror) {
  const auto anew = [this] {
    list_.reload();
    practice_.reload();
  };
  connect(&actions_, &GameDayActions::gameDaysChanged, this, anew);
  connect(&draft_, &GameDayDraft::started, this, anew);
  connect(&actions_, &GameDayActions::finished, this, &GameDays::finished);
  connect(&draft_, &GameDayDraft::finished, this, &GameDays::finished);
}

}  // namespace flotilla::view
