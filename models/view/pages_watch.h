// The pages that fire and that nobody looks after, whichever page of the console is open: what the navigation counts
// and the overview shows. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

class PagesWatch : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ count NOTIFY changed)
  Q_PROPERTY(QString key READ key NOTIFY changed)      // of the newest, as AlertBoard names it; empty if there is none
  Q_PROPERTY(QString title READ title NOTIFY changed)  // of the newest
  Q_PROPERTY(QString detail READ detail NOTIFY changed)  // where, since when and what, a sentence

 public:
  static constexpr std::chrono::seconds kEvery{10};

  PagesWatch(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);

  void setActive(bool active) { poll_.setActive(active); }
  void reload() { poll_.anew(); }
  int count() const { return count_; }
  QString key() const;
  QString title() const;
  QString detail() const;

 signals:
  void changed();

 private:
  void ask();

  OperatorApi& api_;
  FleetMirror& mirror_;
  int count_ = 0;
  std::optional<AlertStatus> newest_;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
