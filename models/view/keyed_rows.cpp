#include "models/view/keyed_rows.h"

#include <algorithm>
#include <iterator>

namespace flotilla::view {

KeyedRows::KeyedRows(QList<QByteArray> roles, QObject* parent)
    : QAbstractListModel(parent), roles_(std::move(roles)), keyName_(QString::fromLatin1(roles_.front())) {}

int KeyedRows::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QHash<int, QByteArray> KeyedRows::roleNames() const {
  QHash<int, QByteArray> out;
  for (qsizetype i = 0; i < roles_.size(); ++i) out[Qt::UserRole + static_cast<int>(i)] = roles_[i];
  return out;
}

QVariant KeyedRows::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const QVariantMap& row = rows_[static_cast<std::size_t>(index.row())];
  if (role == Qt::DisplayRole) return keyOf(row);
  const int place = role - Qt::UserRole;
  if (place < 0 || place >= roles_.size()) return {};
  return row[QString::fromLatin1(roles_[place])];
}

void KeyedRows::setRows(std::vector<QVariantMap> rows) {
  std::size_t head = 0, tail = 0;
  const std::size_t common = std::min(rows.size(), rows_.size());
  while (head < common && keyOf(rows[head]) == keyOf(rows_[head])) ++head;
  while (tail < common - head && keyOf(rows[rows.size() - 1 - tail]) == keyOf(rows_[rows_.size() - 1 - tail])) ++tail;
  const std::size_t before = rows_.size(), last = rows_.size() - tail, come = rows.size() - head - tail;
  const auto at = [](auto& all, std::size_t place) { return all.begin() + static_cast<std::ptrdiff_t>(place); };
  if (last > head) {
    beginRemoveRows({}, static_cast<int>(head), static_cast<int>(last) - 1);
    rows_.erase(at(rows_, head), at(rows_, last));
    endRemoveRows();
  }
  if (come > 0) {
    beginInsertRows({}, static_cast<int>(head), static_cast<int>(head + come) - 1);
    rows_.insert(at(rows_, head), at(rows, head), at(rows, head + come));
    endInsertRows();
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] == rows_[i]) continue;
    rows_[i] = std::move(rows[i]);
    emit dataChanged(index(static_cast<int>(i)), index(static_cast<int>(i)));
  }
  if (before != rows_.size()) emit countChanged();
}

QString KeyedRows::keyAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : keyOf(rows_[static_cast<std::size_t>(row)]);
}

int KeyedRows::rowOf(const QString& key) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const QVariantMap& row) { return keyOf(row) == key; });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

QVariantMap KeyedRows::at(int row) const {
  return row < 0 || row >= rowCount() ? QVariantMap() : rows_[static_cast<std::size_t>(row)];
}

}  // namespace flotilla::view
