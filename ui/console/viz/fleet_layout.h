#pragma once

#include <QPoint>
#include <QRectF>
#include <QString>

#include <vector>

namespace flotilla::console::viz {

// A fleet as the grid shows it: regions, their sites, and how many nodes each site has. Nodes are numbered through in
// this order. Plain values; the layout is a pure function of them and of the width.
struct FleetSite {
  QString name;
  int nodeCount = 0;
};

struct FleetRegion {
  QString name;
  std::vector<FleetSite> sites;
};

struct PlacedSite {
  int region = 0;
  QString name;
  int firstNode = 0;
  int nodeCount = 0;
  int columns = 1;
  QRectF marks;  // where the marks are, below the label
};

struct PlacedRegion {
  QString name;
  int nodeCount = 0;
  QRectF panel;
};

struct FleetLayout {
  std::vector<PlacedRegion> regions;
  std::vector<PlacedSite> sites;
  qreal height = 0;
  qreal pitch = 6;  // from one mark to the next, in pixels; small fleets get more

  // The node whose cell contains the point, or -1.
  int nodeAt(QPointF point) const;
  // The middle of the cell of a node.
  QPointF centerOf(int node) const;
  // The index of the site of a node, or -1.
  int siteOf(int node) const;
};

FleetLayout layOutFleet(const std::vector<FleetRegion>& regions, qreal width);

}  // namespace flotilla::console::viz
