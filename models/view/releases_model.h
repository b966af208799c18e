// Published releases, newest first, with what is signed and where it runs. Thread: GUI. Lifetime: the mirror outlives
// it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <QVariantMap>
#include <vector>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class ReleasesModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ rowCount NOTIFY countChanged)

 public:
  enum Column { Artifact, Version, Kind, Size, Counter, InUse, Published, Expires, ColumnCount };
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole, DigestRole };

  explicit ReleasesModel(FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  // {artifact, version, facts: [{name, value, mono}], variants: [{hardware, digest, size}],
  //  usedBy: [{region, proven, wanted}], workloads: [name]}
  Q_INVOKABLE QVariantMap describe(int row) const;
  Q_INVOKABLE int rowOf(const QString& digest) const;
  Q_INVOKABLE QString digestAt(int row) const;  // empty outside
  // Names of workloads, those that something is published for first, and the versions published for the artifact of
  // one, newest first; for the deploy sheet.
  Q_INVOKABLE QStringList workloads() const;
  Q_INVOKABLE QStringList versionsFor(const QString& workload) const;

 signals:
  void countChanged();

 private:
  void rebuild();
  const ReleaseSummary& at(int row) const;
  int provenOn(const ReleaseSummary& release) const;

  FleetMirror& mirror_;
  std::vector<Digest> order_;
};

}  // namespace flotilla::view
