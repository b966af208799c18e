#include "models/view/polled_list.h"

namespace flotilla::view {

PolledList::PolledList(OperatorApi& api, FleetMirror& mirror, int ageRole, QObject* parent)
    : QAbstractListModel(parent), api_(api), mirror_(mirror), poll_(kEvery, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, [this, ageRole] {
    if (active() && rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1), {ageRole});
    emit ticked();
  });
}

void PolledList::setActive(bool active) {
  if (active == poll_.active()) return;
  poll_.setActive(active);
  emit changed();
}

void PolledList::reload() {
  poll_.anew();
  emit changed();
}

void PolledList::tellRows() {
  if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
}

}  // namespace flotilla::view
