#include "ui/console/viz/fleet_grid_item.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/console/viz/status_stamps.h"

namespace flotilla::console::viz {
namespace {

constexpr qreal kSingle = 9;
constexpr qreal kDense = 6;
constexpr int kMostSingles = 9;
constexpr qreal kRing = 14;
constexpr int kStatusCount = 7;
constexpr int kHealthy = 0;
constexpr int kUnknown = 5;
// Later ones are painted over earlier ones: what needs a human comes last.
constexpr std::array kPaintOrder{1, 6, 5, 4, 2, 3};

QVariantMap boxOf(const QString& name, int count, QRectF box) {
  return {{"name", name}, {"count", count},       {"x", box.x()},
          {"y", box.y()}, {"width", box.width()}, {"height", box.height()}};
}

std::vector<FleetRegion> readRegions(const QVariantList& list) {
  std::vector<FleetRegion> regions;
  for (const auto& entry : list) {
    const QVariantMap region = entry.toMap();
    FleetRegion out{region["name"].toString(), {}};
    const QVariantList sites = region["sites"].toList();
    for (const auto& site : sites) {
      const QVariantMap map = site.toMap();
      out.sites.push_back({map["name"].toString(), std::max(0, map["count"].toInt())});
    }
    regions.push_back(std::move(out));
  }
  return regions;
}

}  // namespace

void FleetGridItem::setRegions(const QVariantList& regions) {
  regions_ = regions;
  fleet_ = readRegions(regions);
  layOut();
}

void FleetGridItem::setStatuses(const QByteArray& statuses) {
  if (statuses_ == statuses) return;
  statuses_ = statuses;
  redraw();
  emit statusesChanged();
  emit boxesChanged();
}

void FleetGridItem::setStatusColors(const QList<QColor>& colors) {
  if (statusColors_ == colors) return;
  statusColors_ = colors;
  redraw();
  emit colorsChanged();
}

void FleetGridItem::setBackground(const QColor& color) {
  background_ = color;
  redraw();
  emit colorsChanged();
}

void FleetGridItem::setRingColor(const QColor& color) {
  ringColor_ = color;
  redraw();
  emit colorsChanged();
}

void FleetGridItem::setQuietOpacity(qreal opacity) {
  quietOpacity_ = opacity;
  redraw();
  emit colorsChanged();
}

void FleetGridItem::setOnlyProblems(bool only) {
  onlyProblems_ = only;
  redraw();
  emit colorsChanged();
}

void FleetGridItem::setViewTop(qreal top) {
  if (viewTop_ == top) return;
  viewTop_ = top;
  redraw();
  emit viewTopChanged();
}

void FleetGridItem::setCurrent(int node) {
  if (current_ == node) return;
  current_ = node;
  redraw();
  emit currentChanged();
}

int FleetGridItem::statusOf(int node) const {
  if (node >= statuses_.size()) return kUnknown;
  const int status = static_cast<unsigned char>(statuses_[node]);
  return status < kStatusCount ? status : kUnknown;
}

void FleetGridItem::layOut() {
  layout_ = layOutFleet(fleet_, width());
  setImplicitHeight(layout_.height);
  redraw();
  emit layoutChanged();
  emit boxesChanged();
}

QVariantList FleetGridItem::regionBoxes() const {
  QVariantList boxes;
  for (const auto& region : layout_.regions) boxes += boxOf(region.name, region.nodeCount, region.panel);
  return boxes;
}

QVariantList FleetGridItem::siteBoxes() const {
  QVariantList boxes;
  for (const auto& site : layout_.sites) {
    int problems = 0;
    for (int i = 0; i < site.nodeCount; ++i) problems += statusOf(site.firstNode + i) > 1 ? 1 : 0;
    QVariantMap box = boxOf(site.name, site.nodeCount, site.marks);
    box["problems"] = problems;
    boxes += box;
  }
  return boxes;
}

int FleetGridItem::nodeAt(qreal x, qreal y) const {
  return layout_.nodeAt({x, y});
}

QPointF FleetGridItem::centerOf(int node) const {
  return layout_.centerOf(node);
}

QVariantMap FleetGridItem::placeOf(int node) const {
  const int index = layout_.siteOf(node);
  if (index < 0) return {};
  const auto& site = layout_.sites[static_cast<std::size_t>(index)];
  return {{"site", site.name},
          {"region", layout_.regions[static_cast<std::size_t>(site.region)].name},
          {"index", node - site.firstNode}};
}

QList<int> FleetGridItem::counts(int region) const {
  QList<int> counts(kStatusCount, 0);
  for (const auto& site : layout_.sites) {
    if (region >= 0 && site.region != region) continue;
    for (int i = 0; i < site.nodeCount; ++i) ++counts[statusOf(site.firstNode + i)];
  }
  return counts;
}

bool FleetGridItem::inView(const PlacedSite& site) const {
  return site.marks.bottom() + kRing >= viewTop_ && site.marks.top() - kRing <= viewTop_ + height();
}

void FleetGridItem::paintQuiet(QPainter& painter) const {
  QColor quiet = statusColors_.value(kHealthy, Qt::green);
  quiet.setAlphaF(static_cast<float>(quietOpacity_));
  const qreal pitch = layout_.pitch;
  const qreal mark = std::floor(pitch / 2);
  const qreal inset = (pitch - mark) / 2;
  QList<QRectF> marks;
  for (const auto& site : layout_.sites) {
    if (!inView(site)) continue;
    for (int i = 0; i < site.nodeCount; ++i) {
      if (statusOf(site.firstNode + i) != kHealthy) continue;
      const QPointF cell(site.marks.x() + (i % site.columns) * pitch, site.marks.y() + (i / site.columns) * pitch);
      // Whole pixels, or half of the marks turn into smears.
      marks += QRectF(std::floor(cell.x() + inset), std::floor(cell.y() + inset), mark, mark);
    }
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(quiet);
  painter.drawRects(marks);
}

void FleetGridItem::paintProblems(QPainter& painter) const {
  const StatusStamps stamps(statusColors_, background_, painter.device()->devicePixelRatio());
  for (const int status : kPaintOrder) {
    for (const auto& site : layout_.sites) {
      if (!inView(site)) continue;
      QList<QPointF> centers;
      for (int i = 0; i < site.nodeCount; ++i) {
        if (statusOf(site.firstNode + i) == status) centers += layout_.centerOf(site.firstNode + i);
      }
      // Shapes of nine pixels on a pitch of six cover each other, so a group gets smaller ones.
      const bool dense = layout_.pitch < kSingle && centers.size() > kMostSingles;
      const qreal size = dense ? kDense : std::max(kSingle, layout_.pitch - 2);
      for (const QPointF& center : centers) stamps.draw(painter, status, center, size);
    }
  }
}

void FleetGridItem::paintRing(QPainter& painter) const {
  if (layout_.siteOf(current_) < 0) return;
  QRectF ring(0, 0, kRing, kRing);
  ring.moveCenter(layout_.centerOf(current_));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(ringColor_, 2));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(ring, 3, 3);
}

void FleetGridItem::paint(QPainter& painter) {
  painter.translate(0, -viewTop_);
  if (!onlyProblems_) paintQuiet(painter);
  paintProblems(painter);
  paintRing(painter);
}

void FleetGridItem::geometryChange(const QRectF& now, const QRectF& before) {
  RasterItem::geometryChange(now, before);
  if (now.width() != before.width()) layOut();
}

}  // namespace flotilla::console::viz
