// One rollout in full: its state in words, its waves, who agreed, what happened, and what became of each node. Thread:
// GUI. Lifetime: the mirror outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractTableModel>
#include <QVariantList>
#include <QVariantMap>
#include <vector>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

// What became of each node of one rollout. `rollout` chooses it.
class RolloutDetail : public QAbstractTableModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(QString rollout READ rollout WRITE setRollout NOTIFY rolloutChanged)
  Q_PROPERTY(bool found READ found NOTIFY changed)
  Q_PROPERTY(bool planned READ planned NOTIFY changed)  // it follows a plan, in waves
  Q_PROPERTY(bool ended READ ended NOTIFY changed)
  Q_PROPERTY(bool begun READ begun NOTIFY changed)       // a node has got something
  Q_PROPERTY(QString title READ title NOTIFY changed)    // "meter-reader 2.0.0"
  Q_PROPERTY(QString origin READ origin NOTIFY changed)  // "from 1.0.0, meter-reader-4 by operator-1, started 14:05"
  Q_PROPERTY(QString author READ author NOTIFY changed)  // who wrote it
  Q_PROPERTY(QString status READ status NOTIFY changed)  // status word for shape and colour
  Q_PROPERTY(QString state READ state NOTIFY changed)    // "rolling back"
  Q_PROPERTY(QString sentence READ sentence NOTIFY changed)      // the whole in one line
  Q_PROPERTY(QVariantMap headline READ headline NOTIFY changed)  // what matters now: {status, strong, text}
  Q_PROPERTY(double progress READ progress NOTIFY changed)
  Q_PROPERTY(QVariantList outcomes READ outcomes NOTIFY changed)  // [{word, status, count}] that occur
  Q_PROPERTY(QVariantList causes READ causes NOTIFY changed)  // failures by cause: [{reason, message, count, nodes}]
  Q_PROPERTY(QVariantList facts READ facts NOTIFY changed)    // [{name, value, mono}]
  // [{place, name, nodes, proven, status, state, note, progress (0..1), current, verdict, verdictStatus, approvals}]
  Q_PROPERTY(QVariantList waves READ waves NOTIFY changed)
  Q_PROPERTY(int currentWave READ currentWave NOTIFY changed)  // place of the first that is not over; -1 = none
  // {needed, given, wave, place, title, text, people: [{who, status, text}], digest}
  Q_PROPERTY(QVariantMap approval READ approval NOTIFY changed)
  Q_PROPERTY(QString digest READ digest NOTIFY changed)       // of the plan, whole; empty without
  Q_PROPERTY(QVariantList events READ events NOTIFY changed)  // newest first: [{time, status, title, detail}]
  // Why it cannot be said to it now, by verb (start, pause, resume, promote, skip, abort, rollback, approve, reject,
  // edit); empty if it can.
  Q_PROPERTY(QVariantMap whyNot READ whyNot NOTIFY changed)
  Q_PROPERTY(bool staged READ staged NOTIFY changed)                        // its nodes go through shadow or weights
  Q_PROPERTY(QVariantList plannedStages READ plannedStages NOTIFY changed)  // [{name, text}]
  // How many nodes are where: [{name, nodes, text, share, kind}]; what was found in each stage. See stage_text.h.
  Q_PROPERTY(QVariantList stages READ stages NOTIFY changed)
  Q_PROPERTY(QVariantList findings READ findings NOTIFY changed)
  Q_PROPERTY(QString wayBack READ wayBack NOTIFY changed)  // why it cannot be rolled back; empty if it can

 public:
  enum Column { Outcome, NodeName, From, Now, Stage, Differ, Reason, Message, ColumnCount };
  enum Role { StatusRole = Qt::UserRole, ToneRole, ValueRole, EdgeRole, IdRole };

  explicit RolloutDetail(FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  QString rollout() const { return QString::fromStdString(id_.value); }
  void setRollout(const QString& id);
  bool found() const { return current() != nullptr; }
  bool planned() const { return current() != nullptr && !current()->waves.empty(); }
  bool ended() const { return current() != nullptr && hasEnded(current()->state); }
  bool begun() const { return current() != nullptr && current()->judgedWave() != nullptr; }
  QString title() const;
  QString origin() const;
  QString author() const;
  QString status() const;
  QString state() const;
  QString sentence() const;
  QVariantMap headline() const;
  double progress() const;
  QVariantList outcomes() const;
  QVariantList causes() const;
  QVariantList facts() const;
  QVariantList waves() const;
  int currentWave() const;
  QVariantMap approval() const;
  QString digest() const;
  QVariantList events() const;
  QVariantMap whyNot() const;
  bool staged() const { return current() != nullptr && !current()->stages.planned.empty(); }
  QVariantList plannedStages() const;
  QVariantList stages() const;
  QVariantList findings() const;
  QString wayBack() const;
  Q_INVOKABLE QString idAt(int row) const;
  // Nodes of the wave; of all waves from there on if `onward`.
  Q_INVOKABLE int nodesIn(int place, bool onward = false) const;
  Q_INVOKABLE QString waveName(int place) const;  // empty outside

 signals:
  void rolloutChanged();
  void changed();

 private:
  const Rollout* current() const;
  const Rollout* overtaker(const Rollout& rollout) const;
  const Node* nodeOf(const RolloutNode& row) const;  // nullptr if it is not known
  void rebuild();
  void tick();

  FleetMirror& mirror_;
  RolloutId id_;
  std::vector<RolloutNode> rows_;
};

}  // namespace flotilla::view
