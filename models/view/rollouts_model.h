// Rollouts as a table: those that people care for first, narrowed by a selector. Thread: GUI. Lifetime: the mirror
// outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <QVariantList>
#include <optional>
#include <vector>

#include "models/view/fleet_mirror.h"
#include "models/view/list_filter.h"
#include "models/view/rollout_detail.h"

namespace flotilla::view {

class RolloutsModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ rowCount NOTIFY countChanged)  // rows shown
  Q_PROPERTY(int total READ total NOTIFY countChanged)
  Q_PROPERTY(int running READ running NOTIFY countChanged)  // begun and not ended
  Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
  Q_PROPERTY(QString filterError READ filterError NOTIFY filterChanged)  // empty: the filter is in force
  Q_PROPERTY(int sortColumn READ sortColumn NOTIFY sortChanged)
  Q_PROPERTY(bool sortDescending READ sortDescending NOTIFY sortChanged)
  // Those that have not ended: [{id, title, sub, progress (0..1), status, text, left}]
  Q_PROPERTY(QVariantList moving READ moving NOTIFY countChanged)

 public:
  enum Column { State, Id, Version, Wave, Verdict, Odds, Progress, Proven, Failed, Late, Author, Started, ColumnCount };
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole, IdRole };

  explicit RolloutsModel(FleetMirror& mirror, PatternCompiler compile = {}, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;
  int total() const { return static_cast<int>(mirror_.rollouts().size()); }
  int running() const;
  QString filter() const { return filter_.text(); }
  QString filterError() const { return filter_.error(); }
  void setFilter(const QString& text);
  int sortColumn() const { return sortColumn_; }
  bool sortDescending() const { return sortDescending_; }
  QVariantList moving() const;
  Q_INVOKABLE void sortBy(int column, bool descending);
  Q_INVOKABLE QString idAt(int row) const;
  Q_INVOKABLE int rowOf(const QString& id) const;

 signals:
  void countChanged();
  void filterChanged();
  void sortChanged();

 private:
  void rebuild();
  const Rollout& at(int row) const;
  QVariant display(const Rollout& rollout, int column) const;
  QVariant tone(const Rollout& rollout, int column) const;

  FleetMirror& mirror_;
  std::vector<RolloutId> order_;
  ListFilter filter_;
  int sortColumn_ = State;
  bool sortDescending_ = false;
};

}  // namespace flotilla::view
