// The nodes of one wave of a rollout as small marks: what went wrong first. Thread: GUI. Lifetime: the mirror outlives
// it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QVariantList>
#include <vector>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class WaveNodes : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString rollout READ rollout WRITE setRollout NOTIFY changed)
  Q_PROPERTY(int chosen READ chosen WRITE setChosen NOTIFY changed)  // place of a wave; -1 = the one that began last
  Q_PROPERTY(int place READ place NOTIFY changed)                    // that is shown; -1 = none
  Q_PROPERTY(QString wave READ wave NOTIFY changed)
  Q_PROPERTY(int total READ total NOTIFY changed)             // nodes of the wave
  Q_PROPERTY(int left READ left NOTIFY changed)               // that are not shown
  Q_PROPERTY(QVariantList counts READ counts NOTIFY changed)  // [{status, word, count}] that occur

 public:
  enum Role { NameRole = Qt::UserRole, StatusRole, WordRole, NodeRole };
  static constexpr std::size_t kMost = 400;

  explicit WaveNodes(FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString rollout() const { return QString::fromStdString(id_.value); }
  void setRollout(const QString& id);
  int chosen() const { return chosen_; }
  void setChosen(int place);
  int place() const { return place_; }
  QString wave() const;
  int total() const { return total_; }
  int left() const { return total_ - rowCount(); }
  QVariantList counts() const;

 signals:
  void changed();

 private:
  void rebuild();

  FleetMirror& mirror_;
  RolloutId id_;
  int chosen_ = -1;
  int place_ = -1;
  int total_ = 0;
  std::array<int, kNodeOutcomeNames.size()> outcomes_{};
  std::vector<RolloutNode> rows_;
};

}  // namespace flotilla::view
