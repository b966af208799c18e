// Whether inputs of models drift, where: a row per place, workload and version, the farthest first. What a row says is
// of its farthest feature. Asked anew while somebody looks; what was known stays when the server is away. Thread: GUI.
// Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QStringList>
#include <vector>

#include "models/view/polled_table.h"

namespace flotilla::view {

class DriftModel : public flotilla::view::PolledTable {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  // "" for all regions and broken sensors, "eu-west" for one, "eu-west/lyon" for the nodes of a site together
  Q_PROPERTY(QString scope READ scope WRITE setScope NOTIFY changed)
  Q_PROPERTY(QString view READ view WRITE setView NOTIFY changed)              // all, drifting, quiet (too little data)
  Q_PROPERTY(QString workload READ workload WRITE setWorkload NOTIFY changed)  // empty = all
  Q_PROPERTY(QStringList workloads READ workloads NOTIFY changed)              // of which something is told
  Q_PROPERTY(int total READ total NOTIFY changed)
  Q_PROPERTY(int drifting READ drifting NOTIFY changed)
  Q_PROPERTY(int suspected READ suspected NOTIFY changed)
  Q_PROPERTY(int quiet READ quiet NOTIFY changed)  // of which too little is known
  Q_PROPERTY(int sortColumn READ sortColumn NOTIFY changed)
  Q_PROPERTY(bool sortDescending READ sortDescending NOTIFY changed)

 public:
  static constexpr std::chrono::seconds kEvery{15};
  enum Column {
    VerdictColumn,
    PlaceColumn,
    WorkloadColumn,
    VersionColumn,
    FarthestColumn,
    PsiColumn,
    LimitColumn,
    CountColumn,
    EffectiveColumn,
    NodesColumn,
    Columns
  };
  // As DataTable takes them.
  enum Role { StatusRole = Qt::UserRole, ToneRole, EdgeRole };

  DriftModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString scope() const { return scope_; }
  void setScope(const QString& scope);
  QString view() const { return view_; }
  void setView(const QString& view);
  QString workload() const { return workload_; }
  void setWorkload(const QString& workload);
  QStringList workloads() const;
  int total() const { return static_cast<int>(told_.size()); }
  int drifting() const { return having(DriftVerdict::Drifted); }
  int suspected() const { return having(DriftVerdict::Suspected); }
  int quiet() const { return having(DriftVerdict::NotEnoughData); }
  int sortColumn() const { return sortColumn_; }
  bool sortDescending() const { return descending_; }

  Q_INVOKABLE void sortBy(int column, bool descending);
  // Rows as an address names them, see DriftKey.
  Q_INVOKABLE QString keyAt(int row) const;         // empty outside
  Q_INVOKABLE int rowOf(const QString& key) const;  // whatever feature it names; -1

 signals:
  void answered();

 private:
  void ask() override;
  void take(std::vector<DriftStanding> told);
  void rearrange();
  std::vector<std::size_t> arranged() const;
  bool shows(const DriftStanding& standing) const;
  int having(DriftVerdict verdict) const;
  const DriftStanding& at(int row) const { return told_[rows_[static_cast<std::size_t>(row)]]; }

  std::vector<DriftStanding> told_;
  std::vector<QString> keys_;      // of told_
  std::vector<std::size_t> rows_;  // positions in told_
  QString scope_, workload_;
  QString view_ = QStringLiteral("all");
  int sortColumn_ = -1;
  bool descending_ = false;
};

}  // namespace flotilla::view
