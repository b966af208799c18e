// Game days as rows of a table, those that are under way first, with how each was met. Asked anew while somebody looks;
// narrowed by the control plane. Thread: GUI. Lifetime: the apis and the mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <vector>

#include "models/domain/game_day_api.h"
#include "models/view/game_day_scores.h"
#include "models/view/list_filter.h"
#include "models/view/polled_table.h"

namespace flotilla::view {

class GameDaysModel : public flotilla::view::PolledTable {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
  Q_PROPERTY(QString filterError READ filterError NOTIFY filterChanged)  // empty: the filter is in force
  Q_PROPERTY(int total READ total NOTIFY changed)                        // more than count if not all were sent
  Q_PROPERTY(int open READ open NOTIFY changed)                          // of those that were sent

 public:
  static constexpr std::chrono::seconds kEvery{2};
  static constexpr std::uint32_t kMost = 1'000;
  enum Column {
    StateColumn,
    IdColumn,
    TitleColumn,
    FaultsColumn,
    NodesColumn,
    RegionColumn,
    DetectColumn,
    AcknowledgeColumn,
    MitigateColumn,
    MissedColumn,
    ByColumn,
    SinceColumn,
    Columns
  };
  // As DataTable takes them.
  enum Role { StatusRole = Qt::UserRole, ToneRole, EdgeRole };

  GameDaysModel(OperatorApi& api, GameDayApi& gameDays, FleetMirror& mirror, PatternCompiler compile,
                QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString filter() const { return filter_.text(); }
  QString filterError() const { return filter_.error(); }
  void setFilter(const QString& text);
  int total() const { return total_; }
  int open() const;
  Q_INVOKABLE QString idAt(int row) const;         // empty outside
  Q_INVOKABLE int rowOf(const QString& id) const;  // -1

 signals:
  void filterChanged();
  void answered();

 private:
  void ask() override;
  void take(std::vector<GameDay> gameDays);
  QString textIn(const GameDay& gameDay, int column) const;
  QString markIn(const GameDay& gameDay, int column) const;
  QString toneIn(const GameDay& gameDay, int column) const;

  GameDayApi& gameDayApi_;
  ListFilter filter_;
  std::vector<GameDay> gameDays_;
  // Mutable: a score is asked for when its row is drawn, and a row is drawn by being read.
  mutable GameDayScores scores_;
  int total_ = 0;
};

}  // namespace flotilla::view
