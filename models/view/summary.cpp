#include "models/view/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/view/node_text.h"
#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr std::size_t kSamples = 180;
constexpr auto kBetween = std::chrono::seconds(5);
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double seconds(Duration length) {
  return std::chrono::duration<double>(length).count();
}

// A counter that became smaller began anew: nothing is known of that time.
double difference(std::uint64_t before, std::uint64_t after) {
  return after < before ? kNan : static_cast<double>(after - before);
}

QVariant orGap(double value) {
  return std::isfinite(value) ? QVariant(value) : QVariant();
}

QString fixed(double value, int decimals) {
  return std::isfinite(value) ? QString::number(value, 'f', decimals) : QString::fromUtf8(kNothing);
}

// "4 failed, 9 offline": what is wrong, most urgent first.
QString problemText(const HealthCounts& counts) {
  QStringList parts;
  for (const NodeHealth health : kByUrgency)
    if (health != NodeHealth::Healthy && counts.of(health) > 0 && parts.size() < 2)
      parts << QStringLiteral("%1 %2").arg(count(static_cast<std::uint64_t>(counts.of(health))), text(toText(health)));
  return parts.join(QStringLiteral(", "));
}

void addNode(const Node& node, Throughput& sum) {
  for (const NodeWorkload& workload : node.workloads) {
    for (const VersionTotals& totals : workload.totals) {
      sum.requests += totals.requests;
      sum.errors += totals.errors;
      sum.labelled += totals.labelled;
      sum.correct += totals.correct;
    }
    const VersionTotals* proven = provenTotals(workload);
    if (proven != nullptr && node.liveness == Liveness::Live)
      sum.slowestP95Ms = std::max(sum.slowestP95Ms, proven->p95Ms);
  }
}

}  // namespace

Summary::Summary(FleetMirror& mirror, QObject* parent) : QObject(parent), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::countsChanged, this, [this] {
    emit changed();
    if (reporting() == 0) emit sampled();
  });
  connect(&mirror_, &FleetMirror::placesChanged, this, &Summary::changed);
  connect(&mirror_, &FleetMirror::completed, this, [this] {
    sample();
    emit changed();
  });
  connect(&mirror_, &FleetMirror::restarted, this, [this] {
    samples_.clear();
    emit changed();
    emit sampled();
  });
  connect(&mirror_, &FleetMirror::ticked, this, [this] {
    if (mirror_.complete() && (samples_.empty() || mirror_.now() - samples_.back().at >= kBetween)) sample();
  });
}

QString Summary::healthyPercent() const {
  const HealthCounts& counts = mirror_.counts();
  if (counts.total == 0) return QString::fromUtf8(kNothing);
  // Rounded down: a fleet with one sick node is never at 100.
  const double share = 100.0 * (counts.of(NodeHealth::Healthy) + counts.of(NodeHealth::Updating)) / counts.total;
  return share == 100 ? QStringLiteral("100") : QString::number(std::floor(share * 100) / 100, 'f', 2);
}

QVariantList Summary::problems() const {
  QVariantList out;
  for (const NodeHealth health : kByUrgency)
    if (health != NodeHealth::Healthy)
      out << QVariantMap{{"status", text(toText(health))}, {"count", mirror_.counts().of(health)}};
  return out;
}

int Summary::reporting() const {
  const HealthCounts& counts = mirror_.counts();
  return counts.of(NodeHealth::Healthy) + counts.of(NodeHealth::Updating) + counts.of(NodeHealth::Degraded) +
         counts.of(NodeHealth::Failed);
}

// Whether something is known of what the fleet does: without a fresh report the last figures say nothing of now.
bool Summary::tells() const {
  return samples_.size() >= 2 && reporting() > 0;
}

// Without a new report the counters stand still; that is no rate of zero, but nothing to tell yet.
void Summary::sample() {
  TimePoint newest{};
  for (const Node& node : mirror_.nodes()) newest = std::max(newest, node.lastSeen);
  if (!samples_.empty() && newest <= samples_.back().newestReport) return;
  Sample next;
  next.newestReport = newest;
  next.at = mirror_.now();
  slowestNode_.clear();
  rawBytes_ = upstreamBytes_ = 0;
  for (const Node& node : mirror_.nodes()) {
    const double before = next.all.slowestP95Ms;
    addNode(node, next.all);
    addNode(node, next.byRegion[node.region]);
    if (next.all.slowestP95Ms > before) slowestNode_ = text(node.name);
    rawBytes_ += node.rawBytes;
    upstreamBytes_ += node.upstreamBytes;
  }
  samples_.push_back(std::move(next));
  if (samples_.size() > kSamples) samples_.pop_front();
  emit sampled();
}

QVariantList Summary::requestRates() const {
  QVariantList out;
  for (std::size_t i = 1; i < samples_.size(); ++i)
    out << orGap(difference(samples_[i - 1].all.requests, samples_[i].all.requests) /
                 seconds(samples_[i].at - samples_[i - 1].at));
  return out;
}

QString Summary::requestRate() const {
  if (!tells()) return QString::fromUtf8(kNothing);
  const Sample& from = samples_[samples_.size() > 6 ? samples_.size() - 6 : 0];
  const double rate =
      difference(from.all.requests, samples_.back().all.requests) / seconds(samples_.back().at - from.at);
  return std::isfinite(rate) ? count(static_cast<std::uint64_t>(std::llround(rate))) : QString::fromUtf8(kNothing);
}

QString Summary::successPercent() const {
  if (!tells()) return QString::fromUtf8(kNothing);
  const double requests = difference(samples_.front().all.requests, samples_.back().all.requests);
  const double errors = difference(samples_.front().all.errors, samples_.back().all.errors);
  return requests > 0 ? fixed(std::floor((1 - errors / requests) * 1e5) / 1e3, 3) : QString::fromUtf8(kNothing);
}

QVariantList Summary::successRatios() const {
  QVariantList out;
  for (std::size_t i = 1; i < samples_.size(); ++i) {
    const double requests = difference(samples_[i - 1].all.requests, samples_[i].all.requests);
    const double errors = difference(samples_[i - 1].all.errors, samples_[i].all.errors);
    out << orGap(requests > 0 ? 1 - errors / requests : kNan);
  }
  return out;
}

QString Summary::accuracyPercent() const {
  if (!tells()) return QString::fromUtf8(kNothing);
  const double labelled = difference(samples_.front().all.labelled, samples_.back().all.labelled);
  const double correct = difference(samples_.front().all.correct, samples_.back().all.correct);
  return labelled > 0 ? fixed(100 * correct / labelled, 1) : QString::fromUtf8(kNothing);
}

QString Summary::slowestP95() const {
  if (samples_.empty() || reporting() == 0 || samples_.back().all.slowestP95Ms < 0) return QString::fromUtf8(kNothing);
  const double value = samples_.back().all.slowestP95Ms;
  return fixed(value, value < 10 ? 2 : 1);
}

QString Summary::reduction() const {
  if (upstreamBytes_ == 0) return QString::fromUtf8(kNothing);
  return fixed(static_cast<double>(rawBytes_) / static_cast<double>(upstreamBytes_), 0);
}

QString Summary::window() const {
  if (samples_.size() < 2) return QStringLiteral("measuring");
  return QStringLiteral("last %1").arg(span(samples_.back().at - samples_.front().at));
}

std::pair<Throughput, Throughput> Summary::lastOf(const RegionName& region) const {
  if (!tells()) return {};
  const auto of = [&](const Sample& sample) {
    const auto at = sample.byRegion.find(region);
    return at == sample.byRegion.end() ? Throughput{} : at->second;
  };
  return {of(samples_[samples_.size() - 2]), of(samples_.back())};
}

double Summary::lastInterval() const {
  return !tells() ? 0 : seconds(samples_.back().at - samples_[samples_.size() - 2].at);
}

QVariantList Summary::sitesOnMap() const {
  QVariantList out;
  for (const auto& [name, site] : mirror_.sites()) {
    const HealthCounts counts = mirror_.countsAt(name);
    out << QVariantMap{{"name", text(name.value)},
                       {"title", text(site.title)},
                       {"region", text(site.region.value)},
                       {"latitude", site.latitude},
                       {"longitude", site.longitude},
                       {"nodes", counts.total},
                       {"status", counts.total == 0 ? QStringLiteral("unknown") : text(toText(counts.worst()))},
                       {"problems", problemText(counts)}};
  }
  return out;
}

// A region is drawn in the middle of its sites, on the sphere, so that the date line does not matter.
QVariantList Summary::regionsOnMap() const {
  struct Sum {
    double x = 0, y = 0, z = 0;
    bool any = false;
  };
  constexpr double kRadian = 3.14159265358979323846 / 180;
  std::map<RegionName, Sum> sums;
  for (const auto& [name, site] : mirror_.sites()) {
    Sum& sum = sums[site.region];
    const double latitude = site.latitude * kRadian;
    const double longitude = site.longitude * kRadian;
    sum.x += std::cos(latitude) * std::cos(longitude);
    sum.y += std::cos(latitude) * std::sin(longitude);
    sum.z += std::sin(latitude);
    sum.any = true;
  }
  QVariantList out;
  for (const auto& [name, region] : mirror_.regions()) {
    const Sum& sum = sums[name];
    if (!sum.any) continue;
    const HealthCounts counts = mirror_.countsIn(name);
    out << QVariantMap{{"name", text(name.value)},
                       {"title", text(region.title)},
                       {"latitude", std::atan2(sum.z, std::hypot(sum.x, sum.y)) / kRadian},
                       {"longitude", std::atan2(sum.y, sum.x) / kRadian},
                       {"nodes", counts.total},
                       {"status", counts.total == 0 ? QStringLiteral("unknown") : text(toText(counts.worst()))},
                       {"problems", problemText(counts)}};
  }
  return out;
}

RegionsModel::RegionsModel(FleetMirror& mirror, Summary& summary, QObject* parent)
    : QAbstractTableModel(parent), mirror_(mirror), summary_(summary) {
  connect(&summary_, &Summary::changed, this, &RegionsModel::rebuild);
  connect(&summary_, &Summary::sampled, this, [this] {
    if (!lines_.empty()) emit dataChanged(index(0, Rate), index(rowCount() - 1, ColumnCount - 1));
  });
  rebuild();
}

int RegionsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}
int RegionsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}
QHash<int, QByteArray> RegionsModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"},
          {ValueRole, "value"},         {EdgeRole, "edge"},     {NameRole, "name"}};
}

QString RegionsModel::nameAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(lines_[static_cast<std::size_t>(row)].name.value);
}

void RegionsModel::rebuild() {
  std::vector<RegionLine> lines;
  for (const auto& [name, region] : mirror_.regions()) lines.push_back({name, mirror_.countsIn(name)});
  const auto urgency = [](const RegionLine& line) {
    return line.counts.total == 0 ? static_cast<int>(kByUrgency.size()) : urgencyRank(line.counts.worst());
  };
  std::stable_sort(lines.begin(), lines.end(), [&](const RegionLine& a, const RegionLine& b) {
    if (urgency(a) != urgency(b)) return urgency(a) < urgency(b);
    return a.counts.of(a.counts.worst()) > b.counts.of(b.counts.worst());
  });
  const bool same = std::equal(lines.begin(), lines.end(), lines_.begin(), lines_.end(),
                               [](const RegionLine& a, const RegionLine& b) { return a.name == b.name; });
  if (same) {
    lines_ = std::move(lines);
    if (!lines_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    return;
  }
  beginResetModel();
  lines_ = std::move(lines);
  endResetModel();
}

QVariant RegionsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const RegionLine& line = lines_[static_cast<std::size_t>(index.row())];
  const NodeHealth worst = line.counts.worst();
  const bool empty = line.counts.total == 0;
  if (role == NameRole) return text(line.name.value);
  if (role == StatusRole) return empty ? QStringLiteral("unknown") : text(toText(worst));
  if (role == EdgeRole)
    return empty || worst == NodeHealth::Healthy || worst == NodeHealth::Updating ? QString() : text(toText(worst));
  if (role != Qt::DisplayRole) return {};
  const auto [before, after] = summary_.lastOf(line.name);
  const double requests = difference(before.requests, after.requests);
  switch (index.column()) {
    case Region:
      return text(line.name.value);
    case Status:
      if (empty) return QStringLiteral("no nodes");
      return problemText(line.counts).isEmpty() ? QStringLiteral("healthy") : problemText(line.counts);
    case Nodes:
      return count(static_cast<std::uint64_t>(line.counts.total));
    case Rate:
      return summary_.lastInterval() > 0 && std::isfinite(requests)
                 ? QStringLiteral("%1 /s").arg(fixed(requests / summary_.lastInterval(), 0))
                 : QString::fromUtf8(kNothing);
    case Errors:
      return requests > 0 ? percent(difference(before.errors, after.errors) / requests, 2)
                          : QString::fromUtf8(kNothing);
    case P95:
      return after.slowestP95Ms < 0 ? QString::fromUtf8(kNothing) : milliseconds(after.slowestP95Ms);
    default:
      return {};
  }
}

}  // namespace flotilla::view
