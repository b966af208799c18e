#include "models/view/objectives_model.h"

#include <algorithm>
#include <limits>
#include <map>

#include "models/view/objective_text.h"
#include "models/view/rollout_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::uint32_t kMostStandings = 1'000;

// What is not known is no problem yet, so it comes after everything of which something is left.
double leftOf(const ObjectiveStanding& standing) {
  return standing.budgetLeft.value_or(std::numeric_limits<double>::max());
}

// The fleet first.
std::vector<RegionName> rowsOf(const Objectives& told, bool byName) {
  std::map<RegionName, double> least;
  for (const ObjectiveStanding& standing : told.standings.items) {
    const auto [at, fresh] = least.emplace(standing.region, leftOf(standing));
    if (!fresh) at->second = std::min(at->second, leftOf(standing));
  }
  std::vector<RegionName> rows;
  for (const auto& [region, left] : least) rows.push_back(region);
  std::stable_sort(rows.begin(), rows.end(), [&](const RegionName& a, const RegionName& b) {
    if (a.empty() != b.empty()) return a.empty();
    return !byName && least[a] < least[b];
  });
  return rows;
}

bool sameColumns(const Objectives& a, const Objectives& b) {
  return std::equal(a.objectives.begin(), a.objectives.end(), b.objectives.begin(), b.objectives.end(),
                    [](const Objective& x, const Objective& y) { return x.name == y.name; });
}

}  // namespace

ObjectivesModel::ObjectivesModel(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : PolledTable(api, mirror, kEvery, parent) {}

int ObjectivesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int ObjectivesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || told_.objectives.empty() ? 0 : static_cast<int>(told_.objectives.size()) + 1;
}

QHash<int, QByteArray> ObjectivesModel::roleNames() const {
  return {{Qt::DisplayRole, "display"},
          {StatusRole, "status"},
          {BurnRole, "burn"},
          {DoubtRole, "doubt"},
          {BurningRole, "burning"}};
}

const Objective* ObjectivesModel::objective(const ObjectiveName& name) const {
  const auto found = std::find_if(told_.objectives.begin(), told_.objectives.end(),
                                  [&](const Objective& objective) { return objective.name == name; });
  return found == told_.objectives.end() ? nullptr : &*found;
}

const ObjectiveStanding* ObjectivesModel::standing(const ObjectiveName& name, const RegionName& region) const {
  const auto& all = told_.standings.items;
  const auto found = std::find_if(all.begin(), all.end(), [&](const ObjectiveStanding& standing) {
    return standing.objective == name && standing.region == region;
  });
  return found == all.end() ? nullptr : &*found;
}

const ObjectiveStanding* ObjectivesModel::at(int row, int column) const {
  return standing(told_.objectives[static_cast<std::size_t>(column - 1)].name, rows_[static_cast<std::size_t>(row)]);
}

QVariant ObjectivesModel::nameData(const RegionName& region, int role) const {
  return role == Qt::DisplayRole ? QVariant(placeText(region)) : QVariant(QString());
}

QVariant ObjectivesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  if (role != Qt::DisplayRole && role < StatusRole) return {};
  if (index.column() == 0) return nameData(rows_[static_cast<std::size_t>(index.row())], role);
  const ObjectiveStanding* standing = at(index.row(), index.column());
  // An objective of a workload that does not run there is no problem, and not unknown either.
  if (standing == nullptr) return role == Qt::DisplayRole ? text(kNothing) : QString();
  switch (role) {
    case Qt::DisplayRole:
      return leftText(standing->budgetLeft);
    case StatusRole:
      return statusOf(standing->state);
    case BurnRole:
      return standing->tiers.empty() || !standing->budgetLeft ? QString() : burnText(standing->tiers.front().longBurn);
    case DoubtRole:
      return doubtOf(*standing);
    case BurningRole:
      return burningOf(*standing);
    default:
      return {};
  }
}

void ObjectivesModel::setByName(bool byName) {
  if (byName == byName_) return;
  byName_ = byName;
  beginResetModel();
  arrange();
  endResetModel();
  emit changed();
}

void ObjectivesModel::ask() {
  ListQuery query;
  query.pageSize = kMostStandings;
  api_.listObjectives(query, answer<Objectives>([this](Objectives told) { take(std::move(told)); }));
}

void ObjectivesModel::take(Objectives told) {
  if (sameColumns(told, told_) && rowsOf(told, byName_) == rows_) {
    told_ = std::move(told);
    tellRows();
    return;
  }
  beginResetModel();
  told_ = std::move(told);
  arrange();
  endResetModel();
}

void ObjectivesModel::arrange() {
  rows_ = rowsOf(told_, byName_);
}

QVariantList ObjectivesModel::objectives() const {
  QVariantList out;
  for (const Objective& objective : told_.objectives)
    out << QVariantMap{{"name", text(objective.name.value)},
                       {"title", text(objective.title.empty() ? objective.name.value : objective.title)},
                       {"target", text(targetText(objective.target))}};
  return out;
}

int ObjectivesModel::regions() const {
  return static_cast<int>(
      std::count_if(rows_.begin(), rows_.end(), [](const RegionName& region) { return !region.empty(); }));
}

QString ObjectivesModel::counted() const {
  return told_.at ? shortTime(*told_.at, mirror_.now()) : QString();
}

int ObjectivesModel::unsent() const {
  const std::size_t sent = told_.standings.items.size();
  return told_.standings.total > sent ? static_cast<int>(told_.standings.total - sent) : 0;
}

QString ObjectivesModel::cellAt(int row, int column) const {
  if (row < 0 || row >= rowCount() || column < 1 || column >= columnCount()) return {};
  const RegionName& region = rows_[static_cast<std::size_t>(row)];
  const QString name = text(told_.objectives[static_cast<std::size_t>(column - 1)].name.value);
  return region.empty() ? name : text(region.value) + QLatin1Char('/') + name;
}

int ObjectivesModel::rowOf(const QString& cell) const {
  const RegionName region(cell.section(QLatin1Char('/'), 0, -2).toStdString());
  const auto found = std::find(rows_.begin(), rows_.end(), region);
  return cell.isEmpty() || found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int ObjectivesModel::columnOf(const QString& cell) const {
  const ObjectiveName name(cell.section(QLatin1Char('/'), -1).toStdString());
  for (std::size_t i = 0; i < told_.objectives.size(); ++i)
    if (told_.objectives[i].name == name) return static_cast<int>(i) + 1;
  return -1;
}

QString ObjectivesModel::worstCell() const {
  int row = -1, column = -1;
  double least = std::numeric_limits<double>::infinity();
  for (int r = 0; r < rowCount(); ++r)
    for (int c = 1; c < columnCount(); ++c) {
      const ObjectiveStanding* standing = at(r, c);
      if (standing == nullptr || leftOf(*standing) >= least) continue;
      least = leftOf(*standing);
      row = r;
      column = c;
    }
  return cellAt(row, column);
}

}  // namespace flotilla::view
