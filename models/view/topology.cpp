#include "models/view/topology.h"

#include <algorithm>
#include <map>

#include "models/view/node_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr auto kRepaint = std::chrono::milliseconds(200);

QString groupOf(const Node& node, const QString& by) {
  if (by == QStringLiteral("hardware")) return text(node.hardware);
  if (by == QStringLiteral("version")) {
    const NodeWorkload* workload = leadingWorkload(node);
    return workload != nullptr && workload->proven ? text(workload->version.toString())
                                                   : QStringLiteral("nothing proven");
  }
  return text(node.region.value);
}

// By name, "site-10" after "site-9".
void sortByName(std::vector<int>& rows, const std::vector<Node>& nodes) {
  const auto name = [&](int row) -> const std::string& { return nodes[static_cast<std::size_t>(row)].name; };
  std::sort(rows.begin(), rows.end(), [&](int a, int b) {
    return name(a).size() != name(b).size() ? name(a).size() < name(b).size() : name(a) < name(b);
  });
}

}  // namespace

Topology::Topology(FleetMirror& mirror, QObject* parent) : QObject(parent), mirror_(mirror) {
  settle_.setSingleShot(true);
  settle_.setInterval(kRepaint);
  connect(&settle_, &QTimer::timeout, this, &Topology::paint);
  connect(&mirror_, &FleetMirror::restarted, this, &Topology::arrange);
  connect(&mirror_, &FleetMirror::completed, this, &Topology::arrange);
  connect(&mirror_, &FleetMirror::nodesAppended, this, [this] {
    if (mirror_.complete()) arrange();
  });
  connect(&mirror_, &FleetMirror::nodesChanged, this, [this] {
    if (!settle_.isActive()) settle_.start();
  });
  arrange();
}

void Topology::setGroupBy(const QString& by) {
  if (by == groupBy_) return;
  groupBy_ = by;
  arrange();
}

void Topology::setColourBy(const QString& by) {
  if (by == colourBy_) return;
  colourBy_ = by;
  paint();
}

void Topology::arrange() {
  const auto& nodes = mirror_.nodes();
  std::map<QString, std::map<QString, std::vector<int>>> tree;
  for (std::size_t row = 0; row < nodes.size(); ++row)
    tree[groupOf(nodes[row], groupBy_)][text(nodes[row].site.value)].push_back(static_cast<int>(row));
  // The largest groups first: panels of like size share a row.
  std::vector<std::pair<std::size_t, QString>> order;
  for (const auto& [group, sites] : tree) {
    std::size_t size = 0;
    for (const auto& [site, rows] : sites) size += rows.size();
    order.emplace_back(size, group);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  groups_.clear();
  rows_.clear();
  for (const auto& [size, group] : order) {
    QVariantList list;
    for (auto& [site, rows] : tree[group]) {
      sortByName(rows, nodes);
      list << QVariantMap{{"name", site}, {"count", static_cast<int>(rows.size())}};
      rows_.insert(rows_.end(), rows.begin(), rows.end());
    }
    groups_ << QVariantMap{{"name", group}, {"sites", list}};
  }
  emit groupsChanged();
  paint();
}

void Topology::paint() {
  QByteArray next(static_cast<qsizetype>(rows_.size()), '\0');
  for (std::size_t place = 0; place < rows_.size(); ++place) {
    const Node& node = mirror_.nodes()[static_cast<std::size_t>(rows_[place])];
    NodeHealth shown = node.health;
    if (colourBy_ == QStringLiteral("drift") && node.liveness == Liveness::Live)
      shown = drifts(node) ? NodeHealth::Degraded : NodeHealth::Healthy;
    next[static_cast<qsizetype>(place)] = static_cast<char>(shown);
  }
  ++paints_;
  emit painted();
  if (next == statuses_) return;
  statuses_ = std::move(next);
  emit statusesChanged();
}

QString Topology::idAt(int place) const {
  if (place < 0 || place >= static_cast<int>(rows_.size())) return {};
  return text(mirror_.nodes()[static_cast<std::size_t>(rows_[static_cast<std::size_t>(place)])].id.value);
}

int Topology::placeOf(const QString& id) const {
  const int row = mirror_.rowOf(id.toStdString());
  for (std::size_t place = 0; place < rows_.size(); ++place)
    if (rows_[place] == row) return static_cast<int>(place);
  return -1;
}

QVariantMap Topology::describe(int place) const {
  if (place < 0 || place >= static_cast<int>(rows_.size())) return {};
  const Node& node = mirror_.nodes()[static_cast<std::size_t>(rows_[static_cast<std::size_t>(place)])];
  const NodeWorkload* workload = leadingWorkload(node);
  const QString name = workload == nullptr ? QString() : text(workload->workload.value) + QLatin1Char(' ');
  return {{"name", text(node.name)},
          {"status", text(toText(node.health))},
          {"site", text(node.site.value)},
          {"region", text(node.region.value)},
          {"desired", workload == nullptr ? text(kNothing) : name + version(workload->desired)},
          {"actual", workload == nullptr || !workload->proven ? text(kNothing) : version(workload->version)},
          {"seen", age(node.lastSeen, mirror_.now())}};
}

}  // namespace flotilla::view
