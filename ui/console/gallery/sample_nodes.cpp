#include "ui/console/gallery/sample_nodes.h"

#include <array>

namespace flotilla::console::gallery {
namespace {

constexpr std::array kStatuses{"failed", "failed", "offline", "offline", "unknown", "degraded", "updating", "held"};
constexpr std::array kSites{"Rotterdam-3", "Lyon-2", "Ghent-1", "Antwerp-1", "Bremen-1", "Lille-4"};

QString statusOf(int row) {
  return row < static_cast<int>(kStatuses.size()) ? kStatuses[static_cast<std::size_t>(row)] : "healthy";
}

QString textOf(int row, int column) {
  const bool isBehind = row % 3 == 0;
  switch (column) {
    case 0:
      return statusOf(row);
    case 1:
      return QString("edge-037-%1").arg(401 + row * 7, 6, 10, QLatin1Char('0'));
    case 2:
      return kSites[static_cast<std::size_t>(row) % kSites.size()];
    case 3:
      return isBehind ? "2.13.2" : "2.14.0";
    case 4:
      return isBehind ? "1 behind" : "none";
    case 5:
      return row < 4 ? QString("6 m 0%1 s").arg(row) : QString("%1 s").arg(1 + row % 4);
    case 6:
      return QString("%1 ms").arg(38 + row * 13 % 80);
    case 7:
      return QString("%1 %").arg(100 - row * 17 % 70);
    default:
      return row < 4 ? "INC-204" : "";
  }
}

QString toneOf(int row, int column) {
  if (column == 4) return row % 3 == 0 ? "" : "quiet";
  if (column == 5) return row < 4 ? "strong" : "quiet";
  return {};
}

}  // namespace

void SampleNodes::setCount(int count) {
  beginResetModel();
  count_ = count;
  endResetModel();
  emit countChanged();
}

int SampleNodes::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : count_;
}

int SampleNodes::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 9;
}

QVariant SampleNodes::data(const QModelIndex& index, int role) const {
  const int row = index.row();
  const double budget = (100 - row * 17 % 70) / 100.0;
  switch (role) {
    case Qt::DisplayRole:
      return textOf(row, index.column());
    case Status:
      if (index.column() == 7) return budget < 0.5 ? "degraded" : "";
      return statusOf(row);
    case Tone:
      return toneOf(row, index.column());
    case Value:
      return budget;
    case Edge:
      return statusOf(row) == "healthy" || statusOf(row) == "updating" ? QString() : statusOf(row);
    default:
      return {};
  }
}

QHash<int, QByteArray> SampleNodes::roleNames() const {
  return {{Qt::DisplayRole, "display"}, {Status, "status"}, {Tone, "tone"}, {Value, "value"}, {Edge, "edge"}};
}

}  // namespace flotilla::console::gallery
