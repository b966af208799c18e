#include "models/view/polled_table.h"

namespace flotilla::view {

PolledTable::PolledTable(OperatorApi& api, FleetMirror& mirror, std::chrono::milliseconds every, QObject* parent)
    : QAbstractTableModel(parent), api_(api), mirror_(mirror), poll_(every, [this] { ask(); }) {
  connect(&mirror_, &FleetMirror::ticked, this, &PolledTable::ticked);
}

void PolledTable::setActive(bool active) {
  if (active == poll_.active()) return;
  poll_.setActive(active);
  emit changed();
}

void PolledTable::reload() {
  poll_.anew();
  emit changed();
}

void PolledTable::tellRows() {
  if (rowCount() > 0 && columnCount() > 0) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

}  // namespace flotilla::view
