// How many incidents are open, whichever page of the console is open: what the navigation counts. Thread: GUI.
// Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

class OpenIncidents : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ count NOTIFY changed)

 public:
  static constexpr std::chrono::seconds kEvery{10};

  OpenIncidents(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  void setActive(bool active) { poll_.setActive(active); }
  void reload() { poll_.anew(); }
  int count() const { return count_; }

 signals:
  void changed();

 private:
  void ask();

  OperatorApi& api_;
  FleetMirror& mirror_;
  int count_ = 0;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
