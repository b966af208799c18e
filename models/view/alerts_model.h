// What fires and what has resolved lately: what fires on top, the newest first. Asked anew while somebody looks; what
// was known stays when the server is away. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <vector>

#include "models/view/async.h"
#include "models/view/fleet_mirror.h"
#include "models/view/poll.h"

namespace flotilla::view {

class AlertsModel : public QAbstractListModel {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(bool active READ active WRITE setActive NOTIFY changed)  // somebody looks
  Q_PROPERTY(QString state READ state NOTIFY changed)                 // idle, loading, ready, failed, denied
  Q_PROPERTY(QString problem READ problem NOTIFY changed)
  Q_PROPERTY(bool known READ known NOTIFY changed)  // an answer came, however old
  Q_PROPERTY(int count READ rowCount NOTIFY changed)
  Q_PROPERTY(int firing READ firing NOTIFY changed)
  Q_PROPERTY(int total READ total NOTIFY changed)  // more than count if not all were sent
  Q_PROPERTY(QString freshness READ freshness NOTIFY ticked)
  Q_PROPERTY(QString freshnessText READ freshnessText NOTIFY ticked)

 public:
  static constexpr std::chrono::seconds kEvery{5};
  // status (shape), word ("page", "ticket", "resolved"), title ("availability in eu-west"), since ("for 12 m 03 s", or
  // when it was over), why (a sentence), cell (as ObjectivesModel names it)
  enum Role { StatusRole = Qt::UserRole, WordRole, TitleRole, SinceRole, WhyRole, CellRole };

  AlertsModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  bool active() const { return poll_.active(); }
  void setActive(bool active);
  QString state() const { return poll_.state(); }
  QString problem() const { return poll_.problem(); }
  bool known() const { return poll_.known(); }
  int firing() const;
  int total() const { return total_; }
  QString freshness() const { return poll_.freshness(mirror_.now()); }
  QString freshnessText() const { return poll_.freshnessText(mirror_.now()); }
  Q_INVOKABLE QString cellAt(int row) const;  // empty outside
  Q_INVOKABLE void reload();
  // Those of one objective in one place, as they are listed.
  std::vector<ObjectiveAlert> about(const ObjectiveName& objective, const RegionName& region) const;

 signals:
  void changed();
  void ticked();

 private:
  void ask();
  void take(std::vector<ObjectiveAlert> alerts);

  OperatorApi& api_;
  FleetMirror& mirror_;
  std::vector<ObjectiveAlert> alerts_;
  int total_ = 0;
  Poll poll_;
  Guard guard_;
};

}  // namespace flotilla::view
