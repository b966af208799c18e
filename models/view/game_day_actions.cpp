#include "models/view/game_day_actions.h"

#include "models/view/rollout_actions.h"
#include "models/view/text.h"

namespace flotilla::view {

GameDayActions::GameDayActions(GameDayApi& api, GameDayWatch& day, QObject* parent)
    : QObject(parent), api_(api), day_(day) {
  connect(&day_, &GameDayWatch::changed, this, [this] {
    if (day_.gameDay() == about_) return;
    about_ = day_.gameDay();
    dismiss();
  });
}

void GameDayActions::dismiss() {
  if (refusal_.isEmpty()) return;
  refusal_.clear();
  emit refusalChanged();
}

void GameDayActions::abort(const QString& reason) {
  const QString asked = day_.gameDay();
  if (asked.isEmpty()) return;
  ++running_;
  emit runningChanged();
  api_.abortGameDay(
      GameDayId(asked.toStdString()), reason.trimmed().toStdString(),
      guard_.onGui<GameDay>([this, asked](Result<GameDay> gameDay) {
        --running_;
        emit runningChanged();
        // Somebody may look at another one by now.
        if (asked == day_.gameDay()) {
          refusal_ = gameDay ? QString() : QStringLiteral("Nothing was done: ") + problemOf(gameDay.error());
          emit refusalChanged();
          day_.reload();
        }
        if (gameDay)
          emit finished(QStringLiteral("healthy"), asked + QStringLiteral(" is being ended"),
                        QStringLiteral("its nodes are told that it is over"), QStringLiteral("game-days"), asked);
        emit gameDaysChanged();
      }));
}

QString GameDayActions::line(const QString& reason) const {
  const QString why = reason.trimmed().isEmpty() ? QStringLiteral("TEXT") : shellQuoted(reason.trimmed());
  return QStringLiteral("flotillactl game-days abort %1 --reason %2").arg(shellQuoted(day_.gameDay()), why);
}

}  // namespace flotilla::view
