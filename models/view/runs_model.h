// Runs of runbooks as rows of a table, those that are under way first; all of them, or those for one incident. Asked
// anew while somebody looks. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <vector>

#include "models/view/keyed_rows.h"
#include "models/view/polled_table.h"

namespace flotilla::view {

class RunsModel : public flotilla::view::PolledTable {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString incident READ incident WRITE setIncident NOTIFY changed)  // only those for it; empty = all
  Q_PROPERTY(int total READ total NOTIFY changed)                              // more than count if not all were sent
  Q_PROPERTY(int open READ open NOTIFY changed)                                // of those that were sent

  // The first of them as {run (id), line ("Uplink loss, running, m.keller")}, for where there is no room for a table.
  Q_PROPERTY(flotilla::view::KeyedRows* few READ few CONSTANT)
 public:
  static constexpr std::chrono::seconds kEvery{2};
  static constexpr std::uint32_t kMost = 1'000;
  enum Column {
    StateColumn,
    IdColumn,
    RunbookColumn,
    IncidentColumn,
    RegionColumn,
    OwnerColumn,
    StepColumn,
    SinceColumn,
    Columns
  };
  // As DataTable takes them.
  enum Role { StatusRole = Qt::UserRole, ToneRole, EdgeRole };
  static constexpr std::size_t kFew = 8;

  RunsModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString incident() const { return incident_; }
  void setIncident(const QString& id);
  int total() const { return total_; }
  int open() const;
  KeyedRows* few() { return &few_; }
  Q_INVOKABLE QString idAt(int row) const;         // empty outside
  Q_INVOKABLE int rowOf(const QString& id) const;  // -1

 signals:
  void answered();

 private:
  void ask() override;
  void take(std::vector<Run> runs);

  QString incident_;
  std::vector<Run> runs_;
  KeyedRows few_{{"run", "line"}};
  int total_ = 0;
};

}  // namespace flotilla::view
