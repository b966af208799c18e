#include "ui/console/controls/row_selection.h"

#include <algorithm>

namespace flotilla::console::controls {

void RowSelection::setRowCount(int count) {
  if (count == rowCount()) return;
  rows_.resize(std::max(0, count));
  finish();
}

bool RowSelection::contains(int row) const {
  return row >= 0 && row < rowCount() && rows_.testBit(row);
}

void RowSelection::toggle(int row) {
  if (row < 0 || row >= rowCount()) return;
  rows_.toggleBit(row);
  finish();
}

void RowSelection::add(int row) {
  addRange(row, row);
}

void RowSelection::addRange(int from, int to) {
  const int first = std::max(0, std::min(from, to));
  const int last = std::min(rowCount() - 1, std::max(from, to));
  if (first > last) return;
  rows_.fill(true, first, last + 1);
  finish();
}

void RowSelection::addAll() {
  rows_.fill(true);
  finish();
}

void RowSelection::clear() {
  rows_.fill(false);
  finish();
}

QList<int> RowSelection::rows() const {
  QList<int> rows;
  rows.reserve(count_);
  for (int row = 0; row < rowCount(); ++row) {
    if (rows_.testBit(row)) rows += row;
  }
  return rows;
}

void RowSelection::finish() {
  count_ = static_cast<int>(rows_.count(true));
  ++revision_;
  emit changed();
}

}  // namespace flotilla::console::controls
