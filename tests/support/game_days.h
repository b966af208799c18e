// Game days of a cluster, as an operator sees them. Thread: the caller's, blocking.
#pragma once

#include <QJsonArray>
#include <QJsonObject>

#include "tests/support/operator.h"

namespace flotilla::test {

class GameDays {
 public:
  explicit GameDays(Cluster& cluster) : cluster_(cluster) {}
  // As this operator, who comes over TLS.
  GameDays(Cluster& cluster, const OperatorAtWork& who) : cluster_(cluster), who_(&who) {}

  // Exit code and JSON of the preview.
  Answer preview(const QStringList& faults, const QStringList& more = {}) const {
    return ctl(QStringList{"game-days", "preview"} + words(faults) + more);
  }
  Answer start(const QStringList& faults, const QStringList& more = {}) const {
    const Answer read = preview(faults, more);
    const QStringList digest{"--digest", read.json["digest"].toString()};
    return ctl(QStringList{"game-days", "start"} + words(faults) + more + digest);
  }
  // Its id; empty if it was not started.
  QString begin(const QStringList& faults, const QStringList& more = {}) const {
    const Answer answer = start(faults, more);
    if (!answer.ok()) qWarning("%s", qPrintable(answer.err));
    return answer.json["game_day"].toObject()["id"].toString();
  }
  QJsonObject shown(const QString& id) const { return ctl({"game-days", "show", id}).json; }
  QString state(const QString& id) const { return shown(id)["game_day"].toObject()["state"].toString().mid(15); }
  QJsonObject fault(const QString& id, const QString& node, int place = 0) const {
    for (const QJsonValue one : shown(id)["game_day"].toObject()["nodes"].toArray())
      if (one["name"].toString() == node && one["fault"].toInt() == place) return one.toObject();
    return {};
  }
  QString faultState(const QString& id, const QString& node, int place = 0) const {
    return fault(id, node, place)["state"].toString().mid(12);
  }
  bool reaches(const QString& id, const QString& node, const QString& state, std::chrono::seconds limit,
               int place = 0) const {
    return cluster_.eventually(id + " on " + node + " is " + state, limit,
                               [&] { return faultState(id, node, place) == state; });
  }
  bool becomes(const QString& id, const QString& state, std::chrono::seconds limit) const {
    return cluster_.eventually(id + " is " + state, limit, [&] { return this->state(id) == state; });
  }

 private:
  Answer ctl(const QStringList& arguments) const {
    return who_ != nullptr ? who_->ctl(arguments) : cluster_.ctl(arguments);
  }
  static QStringList words(const QStringList& faults) {
    QStringList out{"practice", "--most-traffic", "100"};
    for (const QString& one : faults) out << "--fault" << one;
    return out;
  }
  Cluster& cluster_;
  const OperatorAtWork* who_ = nullptr;
};

}  // namespace flotilla::test
