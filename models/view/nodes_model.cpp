#include "models/view/nodes_model.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "models/domain/node_selector.h"
#include "models/view/node_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr auto kSettle = std::chrono::milliseconds(500);  // how long rows may be out of order
constexpr int kJoinedGap = 8;                             // rows between two changed ones that are told with them

// "node-2" before "node-10": runs of digits compare as numbers.
bool naturalLess(std::string_view a, std::string_view b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!digit(a[i]) || !digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
      continue;
    }
    const std::size_t startA = i;
    const std::size_t startB = j;
    while (i < a.size() && digit(a[i])) ++i;
    while (j < b.size() && digit(b[j])) ++j;
    if (i - startA != j - startB) return i - startA < j - startB;
    const int order = a.substr(startA, i - startA).compare(b.substr(startB, j - startB));
    if (order != 0) return order < 0;
  }
  return a.size() - i < b.size() - j;
}

// The place of each distinct value in their order; equal values share one.
template <class T, class Less>
std::vector<std::uint32_t> ranks(const std::vector<const T*>& values, Less less) {
  std::vector<std::uint32_t> order(values.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return less(*values[a], *values[b]); });
  std::vector<std::uint32_t> out(values.size());
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && less(*values[order[i - 1]], *values[order[i]])) ++rank;
    out[order[i]] = rank;
  }
  return out;
}

const Version& actualOf(const Node& node) {
  static const Version kNone{};
  const NodeWorkload* workload = leadingWorkload(node);
  return workload != nullptr && workload->proven ? workload->version : kNone;
}
const Version& desiredOf(const Node& node) {
  static const Version kNone{};
  const NodeWorkload* workload = leadingWorkload(node);
  return workload == nullptr ? kNone : workload->desired;
}
double p95Of(const Node& node) {
  const NodeWorkload* workload = leadingWorkload(node);
  const VersionTotals* totals = workload == nullptr ? nullptr : provenTotals(*workload);
  return totals == nullptr ? -1 : totals->p95Ms;
}

template <class T, class Get, class Less>
std::vector<std::uint32_t> ranksBy(const std::vector<Node>& nodes, const std::vector<int>& rows, Get get, Less less) {
  std::vector<const T*> values;
  values.reserve(rows.size());
  for (const int row : rows) values.push_back(&get(nodes[static_cast<std::size_t>(row)]));
  return ranks<T>(values, less);
}

std::vector<std::uint32_t> keysOf(const std::vector<Node>& nodes, const std::vector<int>& rows, int column) {
  const auto less = [](const auto& a, const auto& b) { return a < b; };
  switch (column) {
    case NodesModel::Site:
      return ranksBy<std::string>(
          nodes, rows, [](const Node& n) -> const std::string& { return n.site.value; }, less);
    case NodesModel::Region:
      return ranksBy<std::string>(
          nodes, rows, [](const Node& n) -> const std::string& { return n.region.value; }, less);
    case NodesModel::Hardware:
      return ranksBy<std::string>(
          nodes, rows, [](const Node& n) -> const std::string& { return n.hardware; }, less);
    case NodesModel::Actual:
      return ranksBy<Version>(nodes, rows, actualOf, less);
    case NodesModel::Desired:
      return ranksBy<Version>(nodes, rows, desiredOf, less);
    case NodesModel::Seen:
      return ranksBy<TimePoint>(
          nodes, rows, [](const Node& n) -> const TimePoint& { return n.lastSeen; },
          [](TimePoint a, TimePoint b) { return a > b; });
    default:
      break;
  }
  std::vector<std::uint32_t> keys;
  keys.reserve(rows.size());
  for (const int row : rows) {
    const Node& node = nodes[static_cast<std::size_t>(row)];
    if (column == NodesModel::P95)
      keys.push_back(static_cast<std::uint32_t>(std::clamp(p95Of(node) * 1000 + 1, 0.0, 4e9)));
    else if (column == NodesModel::Drift)
      keys.push_back(drifts(node) ? 0 : 1);
    else
      keys.push_back(static_cast<std::uint32_t>(urgencyRank(node.health)));
  }
  return keys;
}

}  // namespace

NodesModel::NodesModel(FleetMirror& mirror, PatternCompiler compile, QObject* parent)
    : QAbstractTableModel(parent), mirror_(mirror), filter_(std::move(compile), nodeSelectorFields()) {
  settle_.setSingleShot(true);
  settle_.setInterval(kSettle);
  connect(&settle_, &QTimer::timeout, this, [this] {
    if (stale_ && !frozen_) rebuild();
  });
  connect(&mirror_, &FleetMirror::restarted, this, [this] {
    nameRanks_.clear();
    rebuild();
  });
  connect(&mirror_, &FleetMirror::nodesAppended, this, [this] {
    stale_ = true;
    if (mirror_.complete() || rows_.empty()) return settle_.start();
    if (!settle_.isActive()) settle_.start();
  });
  connect(&mirror_, &FleetMirror::completed, this, &NodesModel::rebuild);
  connect(&mirror_, &FleetMirror::nodesChanged, this, &NodesModel::onChanged);
  connect(&mirror_, &FleetMirror::ticked, this, &NodesModel::onTicked);
  rebuild();
}

int NodesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}
int NodesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}

QHash<int, QByteArray> NodesModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"},
          {ValueRole, "value"},         {EdgeRole, "edge"},     {IdRole, "nodeId"}};
}

QString NodesModel::display(const Node& node, int column) const {
  switch (column) {
    case Status:
      return text(toText(node.health));
    case Name:
      return text(node.name);
    case Site:
      return text(node.site.value);
    case Region:
      return text(node.region.value);
    case Actual:
      return version(actualOf(node));
    case Desired:
      return version(desiredOf(node));
    case Drift:
      return driftText(node);
    case Seen:
      return age(node.lastSeen, mirror_.now());
    case P95:
      return p95Of(node) < 0 ? text(kNothing) : milliseconds(p95Of(node));
    case Hardware:
      return text(node.hardware);
    default:
      return {};
  }
}

QString NodesModel::tone(const Node& node, int column) const {
  const bool fresh = node.liveness == Liveness::Live;
  switch (column) {
    case Name:
      return {};
    case Drift:
      return fresh && drifts(node) ? QStringLiteral("strong") : QStringLiteral("quiet");
    case Seen:
      return fresh ? QStringLiteral("quiet") : QStringLiteral("strong");
    case Actual:
    case P95:
      return fresh ? QString() : QStringLiteral("quiet");
    default:
      return {};
  }
}

QVariant NodesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const Node& node = mirror_.nodes()[static_cast<std::size_t>(rows_[static_cast<std::size_t>(index.row())])];
  switch (role) {
    case Qt::DisplayRole:
      return display(node, index.column());
    case StatusRole:
      return text(toText(node.health));
    case ToneRole:
      return tone(node, index.column());
    case EdgeRole:
      return node.health == NodeHealth::Healthy || node.health == NodeHealth::Updating ? QString()
                                                                                       : text(toText(node.health));
    case IdRole:
      return text(node.id.value);
    default:
      return {};
  }
}

void NodesModel::setFilter(const QString& wanted) {
  const ListFilter::Outcome outcome = filter_.set(wanted);
  if (outcome == ListFilter::Outcome::Same) return;
  if (outcome == ListFilter::Outcome::Taken) rebuild();
  emit filterChanged();
}

void NodesModel::setScope(const QString& region, const QString& site) {
  if (region == scopeRegion_ && site == scopeSite_) return;
  scopeRegion_ = region;
  scopeSite_ = site;
  rebuild();
  emit scopeChanged();
}

void NodesModel::sortBy(int column, bool descending) {
  if (column < 0 || column >= ColumnCount || (column == sortColumn_ && descending == sortDescending_)) return;
  sortColumn_ = column;
  sortDescending_ = descending;
  rebuild();
  emit sortChanged();
}

void NodesModel::setFrozen(bool frozen) {
  if (frozen == frozen_) return;
  frozen_ = frozen;
  if (!frozen_ && stale_) rebuild();
  emit frozenChanged();
}

QString NodesModel::idAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  return text(mirror_.nodes()[static_cast<std::size_t>(rows_[static_cast<std::size_t>(row)])].id.value);
}
QString NodesModel::nameAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  return text(mirror_.nodes()[static_cast<std::size_t>(rows_[static_cast<std::size_t>(row)])].name);
}
int NodesModel::rowOf(const QString& id) const {
  const int row = mirror_.rowOf(id.toStdString());
  return row < 0 || row >= static_cast<int>(places_.size()) ? -1 : places_[static_cast<std::size_t>(row)];
}
QString NodesModel::idOf(const QString& name) const {
  const int row = mirror_.rowOfName(name.toStdString());
  return row < 0 ? QString() : text(mirror_.nodes()[static_cast<std::size_t>(row)].id.value);
}
QVariantMap NodesModel::about(const QString& id) const {
  const int row = mirror_.rowOf(id.toStdString());
  if (row < 0) return {};
  const Node& node = mirror_.nodes()[static_cast<std::size_t>(row)];
  return {{"name", text(node.name)},
          {"site", text(node.site.value)},
          {"region", text(node.region.value)},
          {"identity", text(toText(node.identity))},
          {"fingerprint", text(node.fingerprint)}};
}
QStringList NodesModel::idsAt(const QList<int>& rows) const {
  QStringList out;
  for (const int row : rows) out << idAt(row);
  return out;
}

bool NodesModel::shows(const Node& node) const {
  if (!scopeRegion_.isEmpty() && text(node.region.value) != scopeRegion_) return false;
  if (!scopeSite_.isEmpty() && text(node.site.value) != scopeSite_) return false;
  return filter_.takes(nodeSelectorValues(node, mirror_.now()));
}

std::vector<int> NodesModel::ordered() const {
  const auto& nodes = mirror_.nodes();
  std::vector<int> rows;
  for (int row = 0; row < static_cast<int>(nodes.size()); ++row)
    if (shows(nodes[static_cast<std::size_t>(row)])) rows.push_back(row);
  std::vector<std::uint32_t> names;
  names.reserve(rows.size());
  for (const int row : rows) names.push_back(nameRanks_[static_cast<std::size_t>(row)]);
  const auto primary = sortColumn_ == Name ? names : keysOf(nodes, rows, sortColumn_);
  std::vector<std::pair<std::uint64_t, int>> keyed;
  keyed.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t high = sortDescending_ ? ~primary[i] & 0xFFFFFFFFU : primary[i];
    keyed.emplace_back(high << 32 | names[i], rows[i]);
  }
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].second;
  return rows;
}

// Names never change, so their order is found once and again only when nodes join.
void NodesModel::rankNames() {
  const auto& nodes = mirror_.nodes();
  if (nameRanks_.size() == nodes.size()) return;
  std::vector<const std::string*> names;
  names.reserve(nodes.size());
  for (const Node& node : nodes) names.push_back(&node.name);
  nameRanks_ = ranks<std::string>(names, naturalLess);
}

void NodesModel::rebuild() {
  rankNames();
  std::vector<int> rows = ordered();
  stale_ = false;
  if (rows != rows_) {
    const bool counted = rows.size() != rows_.size();
    beginResetModel();
    rows_ = std::move(rows);
    places_.assign(mirror_.nodes().size(), -1);
    for (std::size_t place = 0; place < rows_.size(); ++place)
      places_[static_cast<std::size_t>(rows_[place])] = static_cast<int>(place);
    endResetModel();
    if (!counted) return;
  } else {
    places_.resize(mirror_.nodes().size(), -1);
  }
  emit countChanged();
}

void NodesModel::onChanged(const std::vector<int>& rows) {
  std::vector<int> shown;
  for (const int row : rows)
    if (row < static_cast<int>(places_.size()) && places_[static_cast<std::size_t>(row)] >= 0)
      shown.push_back(places_[static_cast<std::size_t>(row)]);
  std::sort(shown.begin(), shown.end());
  emitRuns(std::move(shown));
  stale_ = true;
  if (!settle_.isActive() && !frozen_) settle_.start();
}

void NodesModel::emitRuns(std::vector<int> rows) {
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i;
    while (end + 1 < rows.size() && rows[end + 1] - rows[end] <= kJoinedGap) ++end;
    emit dataChanged(index(rows[i], 0), index(rows[end], ColumnCount - 1),
                     {Qt::DisplayRole, StatusRole, ToneRole, EdgeRole});
    i = end + 1;
  }
}

// Ages count on also where nothing else happens.
void NodesModel::onTicked() {
  if (rows_.empty()) return;
  emit dataChanged(index(0, Seen), index(rowCount() - 1, Seen), {Qt::DisplayRole, ToneRole});
}

}  // namespace flotilla::view
