// The fleet as FleetGrid takes it: groups of groups with a byte per node. Thread: GUI. Lifetime: the mirror outlives
// it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QByteArray>
#include <QObject>
#include <QTimer>
#include <QVariantList>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class Topology : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QVariantList groups READ groups NOTIFY groupsChanged)      // [{name, sites: [{name, count}]}]
  Q_PROPERTY(QByteArray statuses READ statuses NOTIFY statusesChanged)  // per node, in that order
  Q_PROPERTY(int paints READ paints NOTIFY painted)  // counts up whenever what describe() says may have changed
  Q_PROPERTY(QString groupBy READ groupBy WRITE setGroupBy NOTIFY groupsChanged)       // region, version, hardware
  Q_PROPERTY(QString colourBy READ colourBy WRITE setColourBy NOTIFY statusesChanged)  // status, drift

 public:
  explicit Topology(FleetMirror& mirror, QObject* parent = nullptr);

  QVariantList groups() const { return groups_; }
  QByteArray statuses() const { return statuses_; }
  int paints() const { return paints_; }
  QString groupBy() const { return groupBy_; }
  QString colourBy() const { return colourBy_; }
  void setGroupBy(const QString& by);
  void setColourBy(const QString& by);

  Q_INVOKABLE QString idAt(int place) const;  // empty outside
  Q_INVOKABLE int placeOf(const QString& id) const;
  // {name, status, site, region, desired, actual, seen}, for the card under the pointer
  Q_INVOKABLE QVariantMap describe(int place) const;

 signals:
  void groupsChanged();
  void statusesChanged();
  void painted();

 private:
  void arrange();
  void paint();

  FleetMirror& mirror_;
  QString groupBy_ = QStringLiteral("region");
  QString colourBy_ = QStringLiteral("status");
  QVariantList groups_;
  QByteArray statuses_;
  int paints_ = 0;
  std::vector<int> rows_;  // of the mirror, by place
  QTimer settle_;
};

}  // namespace flotilla::view
