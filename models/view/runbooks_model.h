// Runbooks as rows of a table, by name, the newest version of each. Asked anew while somebody looks. Thread: GUI.
// Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <vector>

#include "models/view/polled_table.h"

namespace flotilla::view {

class RunbooksModel : public flotilla::view::PolledTable {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int total READ total NOTIFY changed)  // more than count if not all were sent

 public:
  static constexpr std::chrono::seconds kEvery{10};
  static constexpr std::uint32_t kMost = 1'000;
  enum Column {
    NameColumn,
    TitleColumn,
    VersionColumn,
    OwnerColumn,
    StepsColumn,
    FollowedColumn,
    StateColumn,
    Columns
  };
  // As DataTable takes them.
  enum Role { StatusRole = Qt::UserRole, ToneRole, EdgeRole };

  RunbooksModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  int total() const { return total_; }
  Q_INVOKABLE QString nameAt(int row) const;  // empty outside
  Q_INVOKABLE QString titleOf(const QString& name) const;
  Q_INVOKABLE bool isRetired(const QString& name) const;  // of one that is not known too

 private:
  void ask() override;
  void take(std::vector<RunbookSummary> runbooks);
  const RunbookSummary* find(const QString& name) const;

  std::vector<RunbookSummary> runbooks_;
  int total_ = 0;
};

}  // namespace flotilla::view
