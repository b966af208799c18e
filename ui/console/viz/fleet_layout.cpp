#include "ui/console/viz/fleet_layout.h"

#include <algorithm>
#include <cmath>

namespace flotilla::console::viz {
namespace {

constexpr qreal kGap = 12;
constexpr qreal kPadding = 12;
constexpr qreal kRegionHead = 34;
constexpr qreal kSiteLabel = 18;
constexpr qreal kSiteGap = 14;
constexpr qreal kSiteRowGap = 8;
constexpr double kMarksPerRowToRows = 1.5;
constexpr double kRowsToSites = 0.75;
constexpr qreal kMostExtra = 30;
constexpr qreal kLeastSite = 72;  // so that its name can be read

// The more nodes, the closer together, so that a large fleet fits and a small one can be seen.
qreal pitchFor(const std::vector<FleetRegion>& regions) {
  int nodes = 0;
  for (const auto& region : regions)
    for (const auto& site : region.sites) nodes += site.nodeCount;
  return nodes <= 200 ? 14 : nodes <= 1200 ? 10 : nodes <= 4000 ? 8 : 6;
}

// How marks stand in every site.
struct Raster {
  qreal pitch = 6;
  int perRow = 1;

  qreal siteWidth() const { return std::max(kLeastSite, perRow * pitch); }
};

// How a region arranges its sites, before it has a place.
struct Shape {
  const FleetRegion* region = nullptr;
  int siteColumns = 1;
  qreal width = 0;
  qreal height = 0;
};

Raster rasterFor(const std::vector<FleetRegion>& regions, qreal width) {
  const qreal pitch = pitchFor(regions);
  int most = 1;
  for (const auto& region : regions) {
    for (const auto& site : region.sites) most = std::max(most, site.nodeCount);
  }
  const int fitting = std::max(1, static_cast<int>((width - 2 * kPadding) / pitch));
  return {pitch, std::min(fitting, static_cast<int>(std::ceil(std::sqrt(most * kMarksPerRowToRows))))};
}

qreal heightOf(const FleetRegion& region, std::size_t firstSite, int siteColumns, const Raster& raster) {
  int rows = 1;
  const auto end = std::min(region.sites.size(), firstSite + static_cast<std::size_t>(siteColumns));
  for (std::size_t i = firstSite; i < end; ++i) {
    rows = std::max(rows, (region.sites[i].nodeCount + raster.perRow - 1) / raster.perRow);
  }
  return kSiteLabel + rows * raster.pitch;
}

qreal widthOf(int siteColumns, const Raster& raster) {
  return 2 * kPadding + siteColumns * raster.siteWidth() + (siteColumns - 1) * kSiteGap;
}

// How many rows of sites a shelf has; it follows the region that opens it.
int siteRowsFor(const FleetRegion& region) {
  return std::max(1, static_cast<int>(std::round(std::sqrt(static_cast<double>(region.sites.size()) * kRowsToSites))));
}

Shape shapeOf(const FleetRegion& region, int siteRows, const Raster& raster, qreal width) {
  const int sites = std::max(1, static_cast<int>(region.sites.size()));
  int columns = (sites + siteRows - 1) / siteRows;
  while (columns > 1 && widthOf(columns, raster) > width) --columns;
  Shape shape{&region, columns, widthOf(columns, raster), kRegionHead + kPadding - kSiteRowGap};
  for (std::size_t i = 0; i < region.sites.size(); i += static_cast<std::size_t>(columns)) {
    shape.height += heightOf(region, i, columns, raster) + kSiteRowGap;
  }
  return shape;
}

class Placer {
 public:
  Placer(qreal width, const Raster& raster) : width_(width), raster_(raster) {}

  // Puts one shelf of regions below the last; what is left over of the width is shared by the columns of sites.
  void placeShelf(const std::vector<Shape>& shelf, bool isLastShelf) {
    qreal used = kGap * static_cast<qreal>(shelf.size() - 1);
    qreal height = 0;
    int columns = 0;
    for (const auto& shape : shelf) {
      used += shape.width;
      height = std::max(height, shape.height);
      columns += shape.siteColumns;
    }
    const qreal shared = std::floor(std::max(0.0, width_ - used) / columns);
    // A last shelf that is nearly empty keeps its sites together instead of pulling them apart.
    const bool fills = !isLastShelf || shared <= kMostExtra;
    const qreal extra = fills ? shared : kMostExtra;
    qreal x = 0;
    for (std::size_t i = 0; i < shelf.size(); ++i) {
      const bool isLast = i + 1 == shelf.size();
      const qreal width = isLast && fills ? width_ - x : shelf[i].width + extra * shelf[i].siteColumns;
      placeRegion(shelf[i], QRectF(x, y_, width, height), std::min(extra, kMostExtra));
      x += width + kGap;
    }
    y_ += height + kGap;
  }

  FleetLayout finish() {
    layout_.pitch = raster_.pitch;
    layout_.height = std::max(0.0, y_ - kGap);
    return std::move(layout_);
  }

 private:
  void placeRegion(const Shape& shape, QRectF panel, qreal extra) {
    const int perRow = raster_.perRow;
    const qreal stride = raster_.siteWidth() + kSiteGap + extra;
    qreal y = panel.y() + kRegionHead;
    const int regionIndex = static_cast<int>(layout_.regions.size());
    const int firstOfRegion = nextNode_;
    const auto& sites = shape.region->sites;
    const auto columns = static_cast<std::size_t>(shape.siteColumns);
    for (std::size_t i = 0; i < sites.size(); ++i) {
      if (i > 0 && i % columns == 0)
        y += heightOf(*shape.region, i - columns, shape.siteColumns, raster_) + kSiteRowGap;
      const int rows = (sites[i].nodeCount + perRow - 1) / perRow;
      const QPointF at(panel.x() + kPadding + static_cast<qreal>(i % columns) * stride, y + kSiteLabel);
      layout_.sites.push_back({regionIndex, sites[i].name, nextNode_, sites[i].nodeCount, perRow,
                               QRectF(at, QSizeF(perRow * raster_.pitch, rows * raster_.pitch))});
      nextNode_ += sites[i].nodeCount;
    }
    layout_.regions.push_back({shape.region->name, nextNode_ - firstOfRegion, panel});
  }

  qreal width_;
  Raster raster_;
  qreal y_ = 0;
  int nextNode_ = 0;
  FleetLayout layout_;
};

}  // namespace

int FleetLayout::nodeAt(QPointF point) const {
  // The marks of a site are a grid, so only the site has to be searched, and there are few of them.
  for (const auto& site : sites) {
    if (!site.marks.contains(point)) continue;
    const int column = static_cast<int>((point.x() - site.marks.x()) / pitch);
    const int row = static_cast<int>((point.y() - site.marks.y()) / pitch);
    const int at = row * site.columns + column;
    return column < site.columns && at < site.nodeCount ? site.firstNode + at : -1;
  }
  return -1;
}

int FleetLayout::siteOf(int node) const {
  const auto after = std::ranges::upper_bound(sites, node, {}, &PlacedSite::firstNode);
  if (node < 0 || after == sites.begin()) return -1;
  const auto& site = *std::prev(after);
  return node < site.firstNode + site.nodeCount ? static_cast<int>(std::distance(sites.begin(), after)) - 1 : -1;
}

QPointF FleetLayout::centerOf(int node) const {
  const int index = siteOf(node);
  if (index < 0) return {};
  const auto& site = sites[static_cast<std::size_t>(index)];
  const int at = node - site.firstNode;
  const int row = at / site.columns;
  return site.marks.topLeft() + QPointF((at % site.columns + 0.5) * pitch, (row + 0.5) * pitch);
}

FleetLayout layOutFleet(const std::vector<FleetRegion>& regions, qreal width) {
  const Raster raster = rasterFor(regions, width);
  Placer placer(width, raster);
  std::vector<Shape> shelf;
  qreal used = 0;
  int siteRows = 1;
  for (const auto& region : regions) {
    if (shelf.empty()) siteRows = siteRowsFor(region);
    Shape shape = shapeOf(region, siteRows, raster, width);
    if (!shelf.empty() && used + kGap + shape.width > width) {
      placer.placeShelf(shelf, false);
      shelf.clear();
      used = 0;
      siteRows = siteRowsFor(region);
      shape = shapeOf(region, siteRows, raster, width);
    }
    used += shape.width + (shelf.empty() ? 0 : kGap);
    shelf.push_back(shape);
  }
  if (!shelf.empty()) placer.placeShelf(shelf, true);
  return placer.finish();
}

}  // namespace flotilla::console::viz
