// Waves that wait for somebody to agree, those that wait longest first. Thread: GUI. Lifetime: the mirror outlives it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QVariantMap>
#include <vector>

#include "models/view/fleet_mirror.h"

namespace flotilla::view {

class ApprovalsModel : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int count READ rowCount NOTIFY countChanged)

 public:
  enum Role { IdRole = Qt::UserRole, TitleRole, WaveRole, GivenRole, AgeRole, AuthorRole };

  explicit ApprovalsModel(FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  Q_INVOKABLE QString idAt(int row) const;  // of the rollout; empty outside
  Q_INVOKABLE int rowOf(const QString& rollout) const;
  // The six questions: {id, wave, place, digest, author, title, what, where, evidence, evidenceStatus, risk, ifNot,
  // who, count (nodes)}; empty if it does not wait. Depends on countChanged and on time.
  Q_INVOKABLE QVariantMap describe(const QString& rollout) const;

 signals:
  void countChanged();
  void toldAnew();  // what describe() says may have changed

 private:
  void rebuild();
  const Rollout& at(int row) const;
  QString whereOf(const Rollout& rollout, const RolloutWave& wave) const;

  FleetMirror& mirror_;
  std::vector<RolloutId> order_;
};

}  // namespace flotilla::view
