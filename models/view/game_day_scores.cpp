#include "models/view/game_day_scores.h"

#include <algorithm>

#include "models/view/text.h"

namespace flotilla::view {

const GameDayMarks* GameDayScores::find(const GameDayId& id) const {
  const auto at = known_.find(id);
  return at == known_.end() ? nullptr : &at->second.marks;
}

void GameDayScores::want(const GameDay& gameDay, TimePoint now) {
  if (const auto at = known_.find(gameDay.id); at != known_.end()) {
    const bool old = now - at->second.askedAt >= kEvery;
    if (at->second.over || (isOpen(gameDay.state) && !old)) return;
  }
  if (asked_ == gameDay.id) return;
  const bool waits =
      std::any_of(waiting_.begin(), waiting_.end(), [&](const Wish& one) { return one.id == gameDay.id; });
  if (waits) return;
  waiting_.push_back({gameDay.id, now});
  if (waiting_.size() > kMostWaiting) waiting_.pop_front();
  next();
}

void GameDayScores::forget() {
  ++round_;
  asked_.reset();
  waiting_.clear();
  known_.clear();
}

void GameDayScores::next() {
  if (asked_ || waiting_.empty()) return;
  const Wish wish = waiting_.back();
  waiting_.pop_back();
  asked_ = wish.id;
  api_.getGameDay(wish.id, guard_.onGui<GameDayDetail>([this, wish, round = round_](Result<GameDayDetail> detail) {
    if (round == round_) take(wish, detail);
  }));
}

// What could not be told is asked for again when somebody looks at it again.
void GameDayScores::take(const Wish& wish, const Result<GameDayDetail>& detail) {
  asked_.reset();
  if (detail) {
    known_[wish.id] = {marksOf(*detail), !isOpen(detail->gameDay.state), wish.at};
    emit came(text(wish.id.value));
  }
  next();
}

}  // namespace flotilla::view
