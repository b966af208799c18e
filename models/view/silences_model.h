// Silences: those that hold on top, then those to come, then what is over. Asked anew while somebody looks. Thread:
// GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <vector>

#include "models/view/polled_list.h"

namespace flotilla::view {

class SilencesModel : public flotilla::view::PolledList {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int holding READ holding NOTIFY changed)
  Q_PROPERTY(int total READ total NOTIFY changed)  // more than count if not all were sent

 public:
  // silence (id), status (shape), word (active, pending, expired), matchers, comment, by, when ("ends in 3 h 05 m")
  enum Role { IdRole = Qt::UserRole, StatusRole, WordRole, MatchersRole, CommentRole, ByRole, WhenRole };

  SilencesModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  int holding() const;
  int total() const { return total_; }
  Q_INVOKABLE QString idAt(int row) const;                 // empty outside
  Q_INVOKABLE QVariantMap about(const QString& id) const;  // all roles by name; empty if there is none

  const SilenceStatus* find(const QString& id) const;

 private:
  void ask() override;
  void take(std::vector<SilenceStatus> all);

  std::vector<SilenceStatus> all_;
  int total_ = 0;
};

}  // namespace flotilla::view
