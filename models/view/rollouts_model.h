// Rollouts, newest first, and one of them in detail. Thread: GUI. Lifetime: the mirror outlives them.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <QVariantList>
#include <vector>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class RolloutsModel : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ rowCount NOTIFY countChanged)
  Q_PROPERTY(int running READ running NOTIFY countChanged)
  // Those that have not ended: [{id, title, sub, progress (0..1), status, text, left}]
  Q_PROPERTY(QVariantList moving READ moving NOTIFY countChanged)

 public:
  enum Column { State, Id, Version, Progress, Proven, Failed, Late, Author, Started, ColumnCount };
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole, IdRole };

  explicit RolloutsModel(FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;
  int running() const;
  QVariantList moving() const;
  Q_INVOKABLE QString idAt(int row) const;
  Q_INVOKABLE int rowOf(const QString& id) const;

 signals:
  void countChanged();

 private:
  void rebuild();
  const Rollout& at(int row) const;

  FleetMirror& mirror_;
  std::vector<RolloutId> order_;
};

// What became of each node of one rollout. `id` chooses it.
class RolloutDetail : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString rollout READ rollout WRITE setRollout NOTIFY rolloutChanged)
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(QString title READ title NOTIFY changed)        // "meter-reader 2.0.0"
  Q_PROPERTY(QString status READ status NOTIFY changed)      // status word for shape and colour
  Q_PROPERTY(QString state READ state NOTIFY changed)        // "rolling back"
  Q_PROPERTY(QString sentence READ sentence NOTIFY changed)  // the whole in one line
  Q_PROPERTY(double progress READ progress NOTIFY changed)
  Q_PROPERTY(QVariantList outcomes READ outcomes NOTIFY changed)  // [{word, status, count}] that occur
  Q_PROPERTY(QVariantList causes READ causes NOTIFY changed)  // failures by cause: [{reason, message, count, nodes}]
  Q_PROPERTY(QVariantList facts READ facts NOTIFY changed)    // [{name, value, mono}]
  Q_PROPERTY(QString wayBack READ wayBack NOTIFY changed)     // why it cannot be rolled back; empty if it can

 public:
  enum Column { Outcome, NodeName, From, Now, Reason, Message, ColumnCount };
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole, IdRole };

  explicit RolloutDetail(FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString rollout() const { return QString::fromStdString(id_.value); }
  void setRollout(const QString& id);
  bool found() const { return current() != nullptr; }
  QString title() const;
  QString status() const;
  QString state() const;
  QString sentence() const;
  double progress() const;
  QVariantList outcomes() const;
  QVariantList causes() const;
  QVariantList facts() const;
  QString wayBack() const;
  Q_INVOKABLE QString idAt(int row) const;

 signals:
  void rolloutChanged();
  void changed();

 private:
  const Rollout* current() const;
  const Rollout* overtaker(const Rollout& rollout) const;
  void rebuild();

  FleetMirror& mirror_;
  RolloutId id_;
  std::vector<RolloutNode> rows_;
};

}  // namespace flotilla::view
