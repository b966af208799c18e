// The nodes of the fleet as a table: sorted, filtered by a selector, narrowed to a scope. The order stands still while
// somebody works in it. Thread: GUI. Lifetime: the mirror outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <QTimer>
#include <QVariantMap>
#include <optional>
#include <vector>

#include "models/view/fleet_mirror.h"
#include "models/view/list_filter.h"

namespace flotilla::view {

class NodesModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
  Q_PROPERTY(QString filterError READ filterError NOTIFY filterChanged)  // empty: the filter is in force
  Q_PROPERTY(QString scopeRegion READ scopeRegion NOTIFY scopeChanged)
  Q_PROPERTY(QString scopeSite READ scopeSite NOTIFY scopeChanged)
  Q_PROPERTY(int sortColumn READ sortColumn NOTIFY sortChanged)
  Q_PROPERTY(bool sortDescending READ sortDescending NOTIFY sortChanged)
  Q_PROPERTY(int count READ rowCount NOTIFY countChanged)  // rows shown
  Q_PROPERTY(int total READ total NOTIFY countChanged)     // nodes of the fleet
  Q_PROPERTY(bool frozen READ frozen WRITE setFrozen NOTIFY frozenChanged)

 public:
  enum Column { Status, Name, Site, Region, Actual, Desired, Drift, Seen, P95, Hardware, ColumnCount };
  Q_ENUM(Column)
  // Roles of DataTable, and the id of the row's node.
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole, IdRole };

  NodesModel(FleetMirror& mirror, PatternCompiler compile, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString filter() const { return filter_.text(); }
  QString filterError() const { return filter_.error(); }
  void setFilter(const QString& text);
  QString scopeRegion() const { return scopeRegion_; }
  QString scopeSite() const { return scopeSite_; }
  int sortColumn() const { return sortColumn_; }
  bool sortDescending() const { return sortDescending_; }
  int total() const { return static_cast<int>(mirror_.nodes().size()); }
  bool frozen() const { return frozen_; }
  void setFrozen(bool frozen);

  Q_INVOKABLE void setScope(const QString& region, const QString& site);
  Q_INVOKABLE void sortBy(int column, bool descending);
  Q_INVOKABLE QString idAt(int row) const;  // empty outside
  Q_INVOKABLE QString nameAt(int row) const;
  Q_INVOKABLE int rowOf(const QString& id) const;  // -1 if not shown
  // These two also know nodes that the filter leaves out.
  Q_INVOKABLE QString idOf(const QString& name) const;     // empty if there is none of that name
  Q_INVOKABLE QVariantMap about(const QString& id) const;  // {name, site, region, identity, fingerprint}
  Q_INVOKABLE QStringList idsAt(const QList<int>& rows) const;

 signals:
  void filterChanged();
  void scopeChanged();
  void sortChanged();
  void countChanged();
  void frozenChanged();

 private:
  bool shows(const Node& node) const;
  void rankNames();
  void rebuild();
  void onChanged(const std::vector<int>& rows);
  void onTicked();
  void emitRuns(std::vector<int> rows);
  std::vector<int> ordered() const;
  QString display(const Node& node, int column) const;
  QString tone(const Node& node, int column) const;

  FleetMirror& mirror_;
  std::vector<int> rows_;                 // of the mirror, in the order shown
  std::vector<int> places_;               // of each row of the mirror in rows_; -1 = not shown
  std::vector<std::uint32_t> nameRanks_;  // of each row of the mirror
  ListFilter filter_;
  QString scopeRegion_;
  QString scopeSite_;
  int sortColumn_ = Status;
  bool sortDescending_ = false;
  bool frozen_ = false;
  bool stale_ = false;  // order or membership may have changed
  QTimer settle_;
};

}  // namespace flotilla::view
