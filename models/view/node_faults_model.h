// The faults of one game day, node by node, as rows of a table; and how long each still takes, said anew every second.
// Thread: GUI.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>

#include "models/domain/game_day.h"

namespace flotilla::view {

class NodeFaultsModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ rowCount NOTIFY countChanged)

 public:
  enum Column {
    FaultColumn,
    NodeColumn,
    RegionColumn,
    StateColumn,
    LeftColumn,
    BeganColumn,
    EndedColumn,
    WhyColumn,
    Columns
  };
  // As DataTable takes them.
  enum Role { StatusRole = Qt::UserRole, ToneRole, EdgeRole };

  using QAbstractTableModel::QAbstractTableModel;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  void setGameDay(GameDay gameDay, TimePoint now);
  void tick(TimePoint now);
  Q_INVOKABLE QString nodeAt(int row) const;  // its name; empty outside
  Q_INVOKABLE QString whyAt(int row) const;   // in full

 signals:
  void countChanged();

 private:
  QString textIn(const NodeFault& one, int column) const;

  GameDay gameDay_;
  TimePoint now_{};
};

}  // namespace flotilla::view
