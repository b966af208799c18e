#include "models/view/drift_model.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "models/view/drift_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

const FeatureDrift* farthestOf(const DriftStanding& standing) {
  return standing.features.empty() ? nullptr : &standing.features.front();
}

const DriftMeasure* measureOf(const DriftStanding& standing) {
  const FeatureDrift* feature = farthestOf(standing);
  return feature == nullptr ? nullptr : leadingOf(*feature).measure;
}

// Too little data is no problem, so it comes after everything that is judged.
int urgency(const DriftStanding& standing) {
  return standing.verdict == DriftVerdict::NotEnoughData ? 0 : static_cast<int>(standing.verdict);
}

double farAway(const DriftStanding& standing) {
  return standing.features.empty() ? 0 : distanceOf(standing.features.front());
}

bool worse(const DriftStanding& a, const DriftStanding& b) {
  if (urgency(a) != urgency(b)) return urgency(a) > urgency(b);
  return farAway(a) > farAway(b);
}

double valueIn(const DriftStanding& standing, int column) {
  const DriftMeasure* m = measureOf(standing);
  switch (column) {
    case DriftModel::VerdictColumn:
      return urgency(standing) * 1e6 + farAway(standing);
    case DriftModel::PsiColumn:
      return m == nullptr ? 0 : m->psi;
    case DriftModel::LimitColumn:
      return m == nullptr ? 0 : m->threshold;
    case DriftModel::CountColumn:
      return static_cast<double>(standing.records);
    case DriftModel::EffectiveColumn:
      return m == nullptr ? 0 : m->effective;
    default:
      return static_cast<double>(standing.nodes);
  }
}

QString textIn(const DriftStanding& standing, int column) {
  const FeatureDrift* feature = farthestOf(standing);
  const DriftMeasure* m = measureOf(standing);
  switch (column) {
    case DriftModel::VerdictColumn:
      return wordOf(standing.verdict);
    case DriftModel::PlaceColumn:
      return placeOf(standing);
    case DriftModel::WorkloadColumn:
      return text(standing.workload.value);
    case DriftModel::VersionColumn:
      return text(standing.version);
    case DriftModel::FarthestColumn:
      return feature == nullptr ? text(kNothing) : text(feature->feature);
    case DriftModel::PsiColumn:
      return m == nullptr || m->bins == 0 ? text(kNothing) : statisticText(m->psi, 3);
    case DriftModel::LimitColumn:
      return m == nullptr ? text(kNothing) : limitOf(*m);
    case DriftModel::CountColumn:
      return count(standing.records);
    case DriftModel::EffectiveColumn:
      return m == nullptr ? text(kNothing) : count(static_cast<std::uint64_t>(m->effective));
    default:
      return standing.node.empty() ? QStringLiteral("%1 of %2").arg(count(standing.driftedNodes), count(standing.nodes))
                                   : text(kNothing);
  }
}

bool isText(int column) {
  return column >= DriftModel::PlaceColumn && column <= DriftModel::FarthestColumn;
}

}  // namespace

DriftModel::DriftModel(OperatorApi& api, FleetMirror& mirror, QObject* parent)
    : PolledTable(api, mirror, kEvery, parent) {}

int DriftModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int DriftModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : Columns;
}

QHash<int, QByteArray> DriftModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"}, {EdgeRole, "edge"}};
}

QVariant DriftModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const DriftStanding& standing = at(index.row());
  const bool quiet = standing.verdict == DriftVerdict::NotEnoughData;
  switch (role) {
    case Qt::DisplayRole:
      return textIn(standing, index.column());
    case StatusRole:
      return statusOf(standing.verdict);
    case ToneRole:
      if (index.column() > FarthestColumn && quiet) return QStringLiteral("quiet");
      return index.column() == PsiColumn && standing.verdict == DriftVerdict::Drifted ? QStringLiteral("strong")
                                                                                      : QString();
    case EdgeRole:
      return standing.verdict == DriftVerdict::Drifted ? statusOf(standing.verdict) : QString();
    default:
      return {};
  }
}

// What was told is about another place.
void DriftModel::setScope(const QString& scope) {
  if (scope == scope_) return;
  scope_ = scope;
  poll_.forget();
  beginResetModel();
  told_.clear();
  keys_.clear();
  rows_.clear();
  endResetModel();
  poll_.anew();
  emit changed();
}

void DriftModel::setView(const QString& view) {
  if (view == view_) return;
  view_ = view;
  rearrange();
}

void DriftModel::setWorkload(const QString& workload) {
  if (workload == workload_) return;
  workload_ = workload;
  rearrange();
}

void DriftModel::sortBy(int column, bool descending) {
  sortColumn_ = column;
  descending_ = descending;
  rearrange();
}

void DriftModel::ask() {
  DriftQuery query;
  const QString region = scope_.section(QLatin1Char('/'), 0, 0), site = scope_.section(QLatin1Char('/'), 1);
  if (!site.isEmpty())
    query.site = SiteName(site.toStdString());
  else
    query.region = RegionName(region.toStdString());
  api_.drift(query, answer<std::vector<DriftStanding>>([this](std::vector<DriftStanding> told) {
               take(std::move(told));
               emit answered();
             }));
}

void DriftModel::take(std::vector<DriftStanding> told) {
  std::vector<QString> keys;
  keys.reserve(told.size());
  for (const DriftStanding& standing : told) keys.push_back(driftKeyOf(standing).toText());
  // Rows show the findings by place: what views hold of them stays right only while the findings are the same ones.
  if (keys == keys_) {
    told_.swap(told);
    if (arranged() == rows_) {
      tellRows();
      return;
    }
    told_.swap(told);
  }
  beginResetModel();
  told_ = std::move(told);
  keys_ = std::move(keys);
  rows_ = arranged();
  endResetModel();
}

void DriftModel::rearrange() {
  beginResetModel();
  rows_ = arranged();
  endResetModel();
  emit changed();
}

bool DriftModel::shows(const DriftStanding& standing) const {
  if (!workload_.isEmpty() && text(standing.workload.value) != workload_) return false;
  if (view_ == QLatin1String("drifting"))
    return standing.verdict == DriftVerdict::Drifted || standing.verdict == DriftVerdict::Suspected;
  return view_ != QLatin1String("quiet") || standing.verdict == DriftVerdict::NotEnoughData;
}

std::vector<std::size_t> DriftModel::arranged() const {
  std::vector<std::size_t> rows(told_.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::erase_if(rows, [this](std::size_t i) { return !shows(told_[i]); });
  std::stable_sort(rows.begin(), rows.end(), [this](std::size_t a, std::size_t b) {
    if (sortColumn_ < 0) return worse(told_[a], told_[b]);
    const std::size_t first = descending_ ? b : a, second = descending_ ? a : b;
    if (isText(sortColumn_)) return textIn(told_[first], sortColumn_) < textIn(told_[second], sortColumn_);
    return valueIn(told_[first], sortColumn_) < valueIn(told_[second], sortColumn_);
  });
  return rows;
}

int DriftModel::having(DriftVerdict verdict) const {
  return static_cast<int>(
      std::count_if(told_.begin(), told_.end(), [&](const DriftStanding& s) { return s.verdict == verdict; }));
}

QStringList DriftModel::workloads() const {
  std::set<QString> names;
  for (const DriftStanding& standing : told_) names.insert(text(standing.workload.value));
  return {names.begin(), names.end()};
}

QString DriftModel::keyAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : keys_[rows_[static_cast<std::size_t>(row)]];
}

int DriftModel::rowOf(const QString& key) const {
  const DriftKey wanted = driftKeyOf(key);
  for (std::size_t row = 0; row < rows_.size(); ++row)
    if (driftKeyOf(keys_[rows_[row]]).samePlace(wanted)) return static_cast<int>(row);
  return -1;
}

}  // namespace flotilla::view
