// Ending the game day that is shown before its time, and the same as a line for flotillactl. If that is refused,
// `refusal` says why, and the game day is asked for anew. Thread: GUI. Lifetime: api and day outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "models/view/game_day_watch.h"

namespace flotilla::view {

class GameDayActions : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int running READ running NOTIFY runningChanged)  // that wait for their answer
  // Why the last word was not followed, a sentence; empty once one was, or another game day is shown.
  Q_PROPERTY(QString refusal READ refusal NOTIFY refusalChanged)

 public:
  GameDayActions(GameDayApi& api, GameDayWatch& day, QObject* parent = nullptr);

  int running() const { return running_; }
  QString refusal() const { return refusal_; }
  Q_INVOKABLE void abort(const QString& reason);
  Q_INVOKABLE void dismiss();  // the refusal was read
  Q_INVOKABLE QString line(const QString& reason) const;

 signals:
  void runningChanged();
  void refusalChanged();
  void gameDaysChanged();  // what is shown of them is old
  // As Actions::finished.
  void finished(const QString& status, const QString& text, const QString& detail, const QString& page,
                const QString& id);

 private:
  GameDayApi& api_;
  GameDayWatch& day_;
  int running_ = 0;
  QString refusal_;
  QString about_;  // the game day that `refusal_` is about
  Guard guard_;
};

}  // namespace flotilla::view
