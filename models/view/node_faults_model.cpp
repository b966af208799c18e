#include "models/view/node_faults_model.h"

#include <algorithm>

#include "models/view/game_day_text.h"
#include "models/view/text.h"

namespace flotilla::view {

int NodeFaultsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(gameDay_.nodes.size());
}
int NodeFaultsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : Columns;
}

QHash<int, QByteArray> NodeFaultsModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"}, {EdgeRole, "edge"}};
}

QVariant NodeFaultsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const NodeFault& one = gameDay_.nodes[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return textIn(one, index.column());
    case StatusRole:
      return one.state == FaultState::Over ? QStringLiteral("healthy") : statusOf(one.state);
    case ToneRole:
      if (index.column() == NodeColumn && one.state == FaultState::UnderWay) return QStringLiteral("strong");
      return isSettled(one.state) && index.column() != WhyColumn ? QStringLiteral("quiet") : QString();
    case EdgeRole:
      return QString();
    default:
      return {};
  }
}

QString NodeFaultsModel::textIn(const NodeFault& one, int column) const {
  const auto orNothing = [](const QString& value) { return value.isEmpty() ? text(kNothing) : value; };
  const auto clock = [](TimePoint at) { return at == TimePoint{} ? text(kNothing) : clockTime(at); };
  switch (column) {
    case FaultColumn: {
      const QString kind =
          one.fault < gameDay_.faults.size() ? text(toText(gameDay_.faults[one.fault].kind)) : QString();
      return QStringLiteral("%1 %2").arg(one.fault + 1).arg(kind);
    }
    case NodeColumn:
      return text(one.name);
    case RegionColumn:
      return text(one.region.value);
    case StateColumn:
      return wordOf(one.state);
    case LeftColumn:
      return orNothing(countdownOf(gameDay_, one, now_));
    case BeganColumn:
      return clock(one.began);
    case EndedColumn:
      return clock(one.ended);
    default:
      return orNothing(text(one.reason));
  }
}

void NodeFaultsModel::setGameDay(GameDay gameDay, TimePoint now) {
  now_ = now;
  const bool same =
      gameDay.id == gameDay_.id &&
      std::equal(gameDay.nodes.begin(), gameDay.nodes.end(), gameDay_.nodes.begin(), gameDay_.nodes.end(),
                 [](const NodeFault& a, const NodeFault& b) { return a.fault == b.fault && a.node == b.node; });
  if (!same) beginResetModel();
  gameDay_ = std::move(gameDay);
  if (!same) {
    endResetModel();
    emit countChanged();
  } else if (rowCount() > 0) {
    emit dataChanged(index(0, 0), index(rowCount() - 1, Columns - 1));
  }
}

void NodeFaultsModel::tick(TimePoint now) {
  now_ = now;
  if (rowCount() > 0) emit dataChanged(index(0, LeftColumn), index(rowCount() - 1, LeftColumn), {Qt::DisplayRole});
}

QString NodeFaultsModel::nodeAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(gameDay_.nodes[static_cast<std::size_t>(row)].name);
}

QString NodeFaultsModel::whyAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(gameDay_.nodes[static_cast<std::size_t>(row)].reason);
}

}  // namespace flotilla::view
