// All that the console shows and does about game days, in one place. Thread: GUI. Lifetime: the apis and the mirror
// outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "models/view/game_day_actions.h"
#include "models/view/game_day_draft.h"
#include "models/view/game_day_watch.h"
#include "models/view/game_days_model.h"
#include "models/view/practice_watch.h"

namespace flotilla::view {

class GameDays : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(flotilla::view::GameDaysModel* list READ list CONSTANT)
  Q_PROPERTY(flotilla::view::GameDayWatch* day READ day CONSTANT)  // the one that is shown
  Q_PROPERTY(flotilla::view::GameDayActions* actions READ actions CONSTANT)
  Q_PROPERTY(flotilla::view::GameDayDraft* draft READ draft CONSTANT)  // of the sheet
  Q_PROPERTY(flotilla::view::PracticeWatch* practice READ practice CONSTANT)

 public:
  GameDays(OperatorApi& api, GameDayApi& gameDays, FleetMirror& mirror, const PatternCompiler& compile,
           QObject* parent = nullptr);

  GameDaysModel* list() { return &list_; }
  GameDayWatch* day() { return &day_; }
  GameDayActions* actions() { return &actions_; }
  GameDayDraft* draft() { return &draft_; }
  PracticeWatch* practice() { return &practice_; }

 signals:
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  GameDaysModel list_;
  GameDayWatch day_;
  GameDayActions actions_;
  GameDayDraft draft_;
  PracticeWatch practice_;
};

}  // namespace flotilla::view
