#include "models/view/releases_model.h"

#include <algorithm>
#include <map>

#include "models/view/text.h"

namespace flotilla::view {
namespace {

constexpr qsizetype kDateLength = 10;  // "2026-01-31"; the detail has the time

QString kindText(ArtifactKind kind) {
  const std::string_view name = toText(kind);
  return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

std::uint64_t largest(const Release& release) {
  std::uint64_t bytes = 0;
  for (const Variant& variant : release.variants) bytes = std::max(bytes, variant.bytes);
  return bytes;
}

bool isOf(const Release& release, const NodeWorkload& workload) {
  return workload.proven && workload.artifact == release.artifact && workload.version == release.version;
}

}  // namespace

ReleasesModel::ReleasesModel(FleetMirror& mirror, QObject* parent) : QAbstractTableModel(parent), mirror_(mirror) {
  connect(&mirror_, &FleetMirror::releasesChanged, this, &ReleasesModel::rebuild);
  connect(&mirror_, &FleetMirror::restarted, this, &ReleasesModel::rebuild);
  connect(&mirror_, &FleetMirror::nodesChanged, this, [this] {
    if (!order_.empty()) emit dataChanged(index(0, InUse), index(rowCount() - 1, InUse), {Qt::DisplayRole});
  });
  rebuild();
}

int ReleasesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}
int ReleasesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(ColumnCount);
}
QHash<int, QByteArray> ReleasesModel::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {StatusRole, "status"}, {ToneRole, "tone"},
          {ValueRole, "value"},         {EdgeRole, "edge"},     {DigestRole, "digest"}};
}

const ReleaseSummary& ReleasesModel::at(int row) const {
  return mirror_.releases().at(order_[static_cast<std::size_t>(row)]);
}

void ReleasesModel::rebuild() {
  beginResetModel();
  order_.clear();
  for (const auto& [digest, release] : mirror_.releases()) order_.push_back(digest);
  std::stable_sort(order_.begin(), order_.end(), [&](const Digest& a, const Digest& b) {
    return mirror_.releases().at(a).publishedAt > mirror_.releases().at(b).publishedAt;
  });
  endResetModel();
  emit countChanged();
}

int ReleasesModel::provenOn(const ReleaseSummary& release) const {
  const auto runs = [&](const Node& node) {
    return std::any_of(node.workloads.begin(), node.workloads.end(),
                       [&](const NodeWorkload& workload) { return isOf(release.release, workload); });
  };
  return static_cast<int>(std::count_if(mirror_.nodes().begin(), mirror_.nodes().end(), runs));
}

QVariant ReleasesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
  const ReleaseSummary& item = at(index.row());
  const bool expired = item.release.expires != TimePoint{} && item.release.expires <= mirror_.now();
  if (role == DigestRole) return text(item.digest.toString());
  if (role == EdgeRole) return expired ? QStringLiteral("degraded") : QString();
  if (role == ToneRole)
    return index.column() == Expires && expired                       ? QStringLiteral("degraded")
           : index.column() == Published || index.column() == Expires ? QStringLiteral("quiet")
                                                                      : QString();
  if (role != Qt::DisplayRole) return {};
  switch (index.column()) {
    case Artifact:
      return text(item.release.artifact.value);
    case Version:
      return text(item.release.version.toString());
    case Kind:
      return kindText(item.release.kind);
    case Size:
      return bytes(largest(item.release));
    case Counter:
      return count(item.release.releaseCounter);
    case InUse:
      return count(static_cast<std::uint64_t>(provenOn(item)));
    case Published:
      return dateTime(item.publishedAt).left(kDateLength);
    case Expires:
      return expired ? QStringLiteral("expired") : dateTime(item.release.expires).left(kDateLength);
    default:
      return {};
  }
}

int ReleasesModel::rowOf(const QString& digest) const {
  const auto parsed = parseDigest(digest.toStdString());
  if (!parsed) return -1;
  const auto found = std::find(order_.begin(), order_.end(), *parsed);
  return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

QString ReleasesModel::digestAt(int row) const {
  return row < 0 || row >= rowCount() ? QString() : text(at(row).digest.toString());
}

QVariantMap ReleasesModel::describe(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  const ReleaseSummary& item = at(row);
  const Release& release = item.release;
  QVariantList variants;
  for (const Variant& variant : release.variants)
    variants << QVariantMap{{"hardware", text(variant.hardware)},
                            {"digest", text(variant.digest.toString())},
                            {"size", bytes(variant.bytes)}};
  std::map<RegionName, std::pair<int, int>> use;  // proven, wanted
  for (const Node& node : mirror_.nodes())
    for (const NodeWorkload& workload : node.workloads) {
      const auto& declared = mirror_.workloads().find(workload.workload);
      const bool ours = declared != mirror_.workloads().end() && declared->second.artifact == release.artifact;
      use[node.region].first += isOf(release, workload) ? 1 : 0;
      use[node.region].second += ours && workload.desired == release.version ? 1 : 0;
    }
  QVariantList usedBy;
  for (const auto& [region, counts] : use)
    if (counts.first > 0 || counts.second > 0)
      usedBy << QVariantMap{{"region", text(region.value)}, {"proven", counts.first}, {"wanted", counts.second}};
  QStringList names;
  for (const auto& [name, workload] : mirror_.workloads())
    if (workload.artifact == release.artifact) names << text(name.value);
  return {{"artifact", text(release.artifact.value)},
          {"version", text(release.version.toString())},
          {"facts",
           QVariantList{fact("Kind", kindText(release.kind)), fact("Release counter", count(release.releaseCounter)),
                        fact("Floor", count(release.floor)), fact("Needs agent", version(release.minAgent), true),
                        fact("Signed envelope", text(item.digest.toString()), true),
                        fact("Published", dateTime(item.publishedAt)),
                        fact("Signature expires", dateTime(release.expires))}},
          {"variants", variants},
          {"usedBy", usedBy},
          {"workloads", names}};
}

QStringList ReleasesModel::workloads() const {
  QStringList out;
  for (const auto& [name, workload] : mirror_.workloads()) out << text(name.value);
  std::stable_partition(out.begin(), out.end(), [&](const QString& name) { return !versionsFor(name).isEmpty(); });
  return out;
}

QStringList ReleasesModel::versionsFor(const QString& workload) const {
  const auto declared = mirror_.workloads().find(WorkloadName(workload.toStdString()));
  if (declared == mirror_.workloads().end()) return {};
  std::vector<flotilla::Version> versions;
  for (const auto& [digest, item] : mirror_.releases())
    if (item.release.artifact == declared->second.artifact) versions.push_back(item.release.version);
  std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return b < a; });
  QStringList out;
  for (const auto& version : versions) out << text(version.toString());
  return out;
}

}  // namespace flotilla::view
