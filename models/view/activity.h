// What needs somebody, and what changed lately, newest first. Built from what this console saw and what rollouts tell.
// Thread: GUI. Lifetime: the mirror outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>
#include <deque>
#include <map>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class Activity : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  // [{status, title, detail, age, page, filter, id}]: `page` is where it leads ("nodes" with `filter`, "rollouts" with
  // `id`)
  Q_PROPERTY(QVariantList attention READ attention NOTIFY changed)
  Q_PROPERTY(QVariantList changes READ changes NOTIFY changed)  // [{time, status, title, detail, page, filter, id}]

 public:
  explicit Activity(FleetMirror& mirror, QObject* parent = nullptr);
  QVariantList attention() const;
  QVariantList changes() const;

 signals:
  void changed();

 private:
  void addWaiting(const Rollout& rollout, QVariantList& out) const;
  struct Change {
    TimePoint at{};
    QString status;
    QString title;
    QString detail;
    QString page;
    QString filter;
    QString id;
  };
  void noteTransitions(const std::vector<int>& rows);
  void noteRollouts();
  void add(Change change);

  FleetMirror& mirror_;
  std::deque<Change> changes_;
  std::map<std::string, NodeHealth> health_;         // as last noted, by node id
  std::map<RolloutId, RolloutState> rolloutStates_;  // likewise
};

}  // namespace flotilla::view
