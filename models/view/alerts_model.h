// What fires and what has resolved lately: what fires on top, the newest first. Asked anew while somebody looks; what
// was known stays when the server is away. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <vector>

#include "models/view/polled_list.h"

namespace flotilla::view {

class AlertsModel : public flotilla::view::PolledList {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the console")
  Q_PROPERTY(int firing READ firing NOTIFY changed)
  Q_PROPERTY(int total READ total NOTIFY changed)  // more than count if not all were sent

 public:
  // status (shape), word ("page", "ticket", "resolved"), title ("availability in eu-west"), since ("for 12 m 03 s", or
  // when it was over), why (a sentence), cell (as ObjectivesModel names it)
  enum Role { StatusRole = Qt::UserRole, WordRole, TitleRole, SinceRole, WhyRole, CellRole };

  AlertsModel(OperatorApi& api, FleetMirror& mirror, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QHash<int, QByteArray> roleNames() const override;

  int firing() const;
  int total() const { return total_; }
  Q_INVOKABLE QString cellAt(int row) const;  // empty outside
  // Those of one objective in one place, as they are listed.
  std::vector<ObjectiveAlert> about(const ObjectiveName& objective, const RegionName& region) const;

 private:
  void ask() override;
  void take(std::vector<ObjectiveAlert> alerts);

  std::vector<ObjectiveAlert> alerts_;
  int total_ = 0;
};

}  // namespace flotilla::view
