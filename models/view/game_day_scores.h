// Scores of the game days of a list, asked for one after the other and only for those that somebody looks at: a list
// tells none. What was told of one that is over stays. Thread: GUI. Lifetime: the api outlives it.
#pragma once

#include <QObject>
#include <deque>
#include <map>

#include "models/domain/game_day_api.h"
#include "models/view/async.h"
#include "models/view/game_day_text.h"

namespace flotilla::view {

class GameDayScores : public QObject {
  Q_OBJECT

 public:
  static constexpr std::chrono::seconds kEvery{5};  // of one that is under way
  static constexpr std::size_t kMostWaiting = 64;   // who scrolls by does not wait for what passed

  explicit GameDayScores(GameDayApi& api, QObject* parent = nullptr) : QObject(parent), api_(api) {}

  const GameDayMarks* find(const GameDayId& id) const;  // null while it is not known
  // Asks for it, unless it is known well enough.
  void want(const GameDay& gameDay, TimePoint now);
  void forget();

 signals:
  void came(const QString& id);

 private:
  struct Known {
    GameDayMarks marks;
    bool over = false;  // as it was asked
    TimePoint askedAt{};
  };
  struct Wish {
    GameDayId id;
    TimePoint at{};
  };
  void next();
  void take(const Wish& wish, const Result<GameDayDetail>& detail);

  GameDayApi& api_;
  std::map<GameDayId, Known> known_;
  std::deque<Wish> waiting_;  // the newest is asked first
  std::optional<GameDayId> asked_;
  std::uint64_t round_ = 0;
  Guard guard_;
};

}  // namespace flotilla::view
