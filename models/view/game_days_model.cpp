#include "models/view/game_days_model.h"

#include <algorithm>

#include "models/domain/game_day_fields.h"
#include "models/view/response_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {

GameDaysModel::GameDaysModel(OperatorApi& api, GameDayApi& gameDays, FleetMirror& mirror, PatternCompiler compile,
                             QObject* parent)
    : PolledTable(api, mirror, kEvery, parent),
      gameDayApi_(gameDays),
      filter_(std::move(compile), gameDayFields()),
      scores_(gameDays) {
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (active() && rowCount() > 0)
      emit dataChanged(index(0, SinceColumn), index(rowCount() - 1, SinceColumn), {Qt::DisplayRole});
  });
  connect(&scores_, &GameDayScores::came, this, [this](const QString& id) {
    const int row = rowOf(id);
    if (row >= 0) emit dataChanged(index(row, DetectColumn), index(row, MissedColumn));
  });
}

int GameDaysModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(gameDays_.size());
}
int GameDaysModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : Columns;
}

QHash<int, QByteArray> GameDaysModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"}, {EdgeRole, "edge"}};
}

QVariant GameDaysModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const GameDay& gameDay = gameDays_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return textIn(gameDay, index.column());
    case StatusRole:
      // What is over is quiet in a list.
      return gameDay.state == GameDayState::Ended ? QStringLiteral("healthy") : statusOf(gameDay.state);
    case ToneRole:
      return toneIn(gameDay, index.column());
    case EdgeRole:
      return QString();
    default:
      return {};
  }
}

QString GameDaysModel::textIn(const GameDay& gameDay, int column) const {
  const TimePoint now = mirror_.now();
  switch (column) {
    case StateColumn:
      return text(toText(gameDay.state));
    case IdColumn:
      return text(gameDay.id.value);
    case TitleColumn:
      return text(gameDay.title);
    case FaultsColumn:
      return kindsText(gameDay.faults);
    case NodesColumn:
      return count(nodesOf(gameDay));
    case RegionColumn:
      return regionsText(gameDay);
    case ByColumn:
      return text(gameDay.startedBy);
    case SinceColumn:
      return isOpen(gameDay.state) ? age(gameDay.startedAt, now) : shortTime(gameDay.startedAt, now);
    default:
      return markIn(gameDay, column);
  }
}

QString GameDaysModel::markIn(const GameDay& gameDay, int column) const {
  if (active()) scores_.want(gameDay, mirror_.now());
  const GameDayMarks* marks = scores_.find(gameDay.id);
  if (marks == nullptr) return QStringLiteral("…");
  switch (column) {
    case DetectColumn:
      return lengthText(marks->detect);
    case AcknowledgeColumn:
      return lengthText(marks->acknowledge);
    case MitigateColumn:
      return lengthText(marks->mitigate);
    default:
      break;
  }
  if (marks->began == 0 || isOpen(gameDay.state)) return text(kNothing);
  if (marks->missed == 0) return QStringLiteral("none");
  return QStringLiteral("%1 of %2").arg(marks->missed).arg(marks->began);
}

QString GameDaysModel::toneIn(const GameDay& gameDay, int column) const {
  if (column == MissedColumn) {
    const GameDayMarks* marks = scores_.find(gameDay.id);
    if (marks != nullptr && marks->missed > 0) return QStringLiteral("warning");
  }
  if (!isOpen(gameDay.state)) return QStringLiteral("quiet");
  return column == TitleColumn ? QStringLiteral("strong") : QString();
}

void GameDaysModel::setFilter(const QString& wanted) {
  const ListFilter::Outcome outcome = filter_.set(wanted);
  if (outcome == ListFilter::Outcome::Same) return;
  if (outcome == ListFilter::Outcome::Taken) {
    poll_.forget();
    take({});
    reload();
  }
  emit filterChanged();
}

int GameDaysModel::open() const {
  return static_cast<int>(
      std::count_if(gameDays_.begin(), gameDays_.end(), [](const GameDay& one) { return isOpen(one.state); }));
}

QString GameDaysModel::idAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(gameDays_[static_cast<std::size_t>(row)].id.value);
}

int GameDaysModel::rowOf(const QString& id) const {
  const GameDayId wanted(id.toStdString());
  const auto found =
      std::find_if(gameDays_.begin(), gameDays_.end(), [&](const GameDay& one) { return one.id == wanted; });
  return found == gameDays_.end() ? -1 : static_cast<int>(found - gameDays_.begin());
}

void GameDaysModel::ask() {
  ListQuery query;
  query.filter = filter_.text().toStdString();
  query.pageSize = kMost;
  gameDayApi_.listGameDays(query, answer<Page<GameDay>>([this](Page<GameDay> page) {
                             total_ = static_cast<int>(page.total);
                             take(std::move(page.items));
                             emit answered();
                           }));
}

void GameDaysModel::take(std::vector<GameDay> gameDays) {
  const bool same = std::equal(gameDays.begin(), gameDays.end(), gameDays_.begin(), gameDays_.end(),
                               [](const GameDay& a, const GameDay& b) { return a.id == b.id; });
  if (same) {
    gameDays_ = std::move(gameDays);
    return tellRows();
  }
  beginResetModel();
  gameDays_ = std::move(gameDays);
  endResetModel();
}

}  // namespace flotilla::view
