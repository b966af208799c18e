// Whether a game day is under way, whichever page of the console is open: what breaks meanwhile may be practice.
// Thread: GUI. Lifetime: the api and the mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <vector>

#include "models/domain/game_day_api.h"
#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

class PracticeWatch : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ count NOTIFY changed)          // game days that are under way
  Q_PROPERTY(QString gameDay READ gameDay NOTIFY changed)  // id of the newest; empty = none
  Q_PROPERTY(QString text READ text NOTIFY ticked)         // a sentence for a banner; empty = none

 public:
  static constexpr std::chrono::seconds kEvery{2};

  PracticeWatch(GameDayApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  void setActive(bool active);
  void reload() { poll_.anew(); }
  int count() const { return count_; }
  QString gameDay() const;
  QString text() const;

 signals:
  void changed();
  void ticked();

 private:
  void ask();

  GameDayApi& api_;
  FleetMirror& mirror_;
  int count_ = 0;
  std::vector<GameDay> open_;  // the first few
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
