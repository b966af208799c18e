// A PolledTable of one column, whose rows say how long ago something was. Subclasses write its name in full, from which
// QML's tools know it. Thread: GUI. Lifetime: api and mirror outlive it.
#pragma once

#include "models/view/polled_table.h"

namespace flotilla::view {

class PolledList : public flotilla::view::PolledTable {
  Q_OBJECT
  QML_ANONYMOUS

 public:
  static constexpr std::chrono::seconds kEvery{5};
  int columnCount(const QModelIndex& parent = {}) const override;

 protected:
  // `ageRole`: what a row says of it changes with time.
  PolledList(OperatorApi& api, FleetMirror& mirror, int ageRole, QObject* parent);
};

}  // namespace flotilla::view
