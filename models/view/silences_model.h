// Silences: those that hold on top, then those to come, then what is over. Asked anew while somebody looks. Thread:
// GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <vector>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

class SilencesModel : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY changed)  // somebody looks
  Q_PROPERTY(QString state READ state NOTIFY changed)                 // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(bool known READ known NOTIFY changed)
  Q_PROPERTY(int count READ rowCount NOTIFY changed)
  Q_PROPERTY(int holding READ holding NOTIFY changed)
  Q_PROPERTY(int total READ total NOTIFY changed)  // more than count if not all were sent
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)

 public:
  static constexpr std::chrono::seconds kEvery{5};
  // silence (id), status (shape), word (active, pending, expired), matchers, comment, by, when ("ends in 3 h 05 m")
  enum Role { IdRole = Qt::UserRole, StatusRole, WordRole, MatchersRole, CommentRole, ByRole, WhenRole };

  SilencesModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  bool active() const { return poll_.active(); }
  void setActive(bool active);
  QString state() const { return poll_.state(); }
  QString problem() const { return poll_.problem(); }
  bool known() const { return poll_.known(); }
  int holding() const;
  int total() const { return total_; }
  QString freshness() const { return poll_.freshness(mirror_.now()); }
  QString freshnessText() const { return poll_.freshnessText(mirror_.now()); }
  Q_INVOKABLE QString idAt(int row) const;                 // empty outside
  Q_INVOKABLE QVariantMap about(const QString& id) const;  // all roles by name; empty if there is none
  Q_INVOKABLE void reload();

  const SilenceStatus* find(const QString& id) const;

 signals:
  void changed();
  void ticked();

 private:
  void ask();
  void take(std::vector<SilenceStatus> all);

  OperatorApi& api_;
  FleetMirror& mirror_;
  std::vector<SilenceStatus> all_;
  int total_ = 0;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
