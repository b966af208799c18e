#include "models/view/polled_list.h"

namespace flotilla::view {

PolledList::PolledList(OperatorApi& api, FleetMirror& mirror, int ageRole, QObject* parent)
    : PolledTable(api, mirror, kEvery, parent) {
  connect(&mirror_, &FleetMirror::ticked, this, [this, ageRole] {
    if (active() && rowCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, 0), {ageRole});
  });
}

int PolledList::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 1;
}

}  // namespace flotilla::view
