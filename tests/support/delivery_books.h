// Compares what an agent logged with what the control plane says it has of it: nothing lost, nothing twice, nothing
// missing without a word. Thread: the caller's, blocking. Lifetime: the cluster's.
#pragma once

#include <QJsonDocument>
#include <QMap>

#include "tests/support/cluster.h"

namespace flotilla::test {

class DeliveryBooks {
 public:
  // Of node `index` of the cluster, which the control plane calls `name`.
  DeliveryBooks(Cluster& cluster, int index, QString name) : cluster_(cluster), index_(index), name_(std::move(name)) {}

  // An objective over what is delivered, once the fleet is declared.
  bool declareObjective() {
    QByteArray fleet = readFile(cluster_.path("fleet.yaml"));
    if (!fleet.contains("objectives:")) fleet += "objectives:\n";
    fleet += "  - {name: delivered, title: Records that arrive, indicator: delivery, target: 0.95, period: 1h}\n";
    return writeFile(cluster_.path("fleet.yaml"), fleet) &&
           cluster_.ctl({"apply", "-f", cluster_.path("fleet.yaml")}).ok();
  }

  QJsonObject telemetry() { return cluster_.node(name_)["telemetry"].toObject(); }
  // Of the region: all of its nodes.
  QJsonObject delivery() {
    for (const QJsonValue& value : cluster_.ctl({"objectives", "list"}).json["standings"].toArray())
      if (value["objective"] == "delivered" && value["region"] == "eu-west") return value["tally"].toObject();
    return {};
  }

  // Of this node alone: every event that the agent logged is there once, and no number is missing without a word.
  QString differenceOfNode() {
    QMap<QString, int> stored;
    for (const QJsonValue event : cluster_.ctl({"nodes", "events", name_, "--limit", "1000"}).json["events"].toArray())
      ++stored[eventKey(event.toObject())];
    int logged = 0;
    for (const QString& line : cluster_.agent(index_).log().split('\n')) {
      const QJsonObject entry = QJsonDocument::fromJson(line.toUtf8()).object();
      if (entry["msg"].toString() != "install event") continue;
      ++logged;
      if (stored.value(eventKey(entry)) != 1)
        return QString("%1 is there %2 times").arg(eventKey(entry)).arg(stored.value(eventKey(entry)));
    }
    if (logged == 0) return "the agent logged no event";
    const QJsonObject now = telemetry();
    const qint64 dropped = number(now["dropped_metrics"]) + number(now["dropped_events"]) + number(now["lost"]);
    if (number(now["undeclared_missing"]) != 0) return "records are missing without a word";
    // What was on its way when the node dropped it may have come all the same.
    if (missing() > dropped) return QString("%1 dropped, %2 missing").arg(dropped).arg(missing());
    return number(now["queues_lost"]) == 0 ? QString() : "a queue was lost";
  }
  // Likewise, and the objective says the same, of a region that has no other node.
  QString difference() {
    if (const QString why = differenceOfNode(); !why.isEmpty()) return why;
    const QJsonObject tally = delivery();
    if (number(tally["total"]) == 0) return "no record was counted";
    if (number(tally["bad"]) == missing()) return {};
    return QString("%1 missing, %2 bad of delivery").arg(missing()).arg(number(tally["bad"]));
  }
  // Records that the node said will never come.
  qint64 missing() { return number(telemetry()["declared_missing"]); }

  // How many reports the agent gave up, by its log.
  qint64 gaveUp() {
    qint64 all = 0;
    for (const QString& line : cluster_.agent(index_).log().split('\n')) {
      const QJsonObject entry = QJsonDocument::fromJson(line.toUtf8()).object();
      if (entry["msg"].toString().startsWith("telemetry is full")) all = number(entry["all"]);
    }
    return all;
  }

 private:
  static QString eventKey(const QJsonObject& event) {
    return QString::number(QDateTime::fromString(event["at"].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch()) + " " +
           event["state"].toString().remove("INSTALL_STATE_").toLower() + " " + event["generation"].toString();
  }

  Cluster& cluster_;
  int index_;
  QString name_;
};

}  // namespace flotilla::test
