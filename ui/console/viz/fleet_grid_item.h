#pragma once

#include <QtQml/qqmlregistration.h>
#include <QByteArray>
#include <QColor>
#include <QVariantList>

#include "ui/console/viz/fleet_layout.h"
#include "ui/console/viz/raster_item.h"

namespace flotilla::console::viz {

// One mark per node, grouped by region and site, for up to 100,000 nodes. Healthy nodes are small and quiet; problems
// are shapes and painted last, so that nothing hides them. The item draws only the marks that are between `viewTop` and
// its height below that, so that a fleet of many screens needs the picture of one; `regionBoxes` and `siteBoxes` say
// where the panels and labels around them go, and its implicit height is what the fleet needs at its width. GUI thread.
// The base is written in full because the generator of type descriptions compares names as they are written.
class FleetGridItem : public flotilla::console::viz::RasterItem {
  Q_OBJECT
  QML_ELEMENT
  // [{name, sites: [{name, count}]}]
  Q_PROPERTY(QVariantList regions READ regions WRITE setRegions NOTIFY layoutChanged)
  // One byte per node in the order of `regions`: the index of its status in Theme.statuses. Missing bytes are unknown.
  Q_PROPERTY(QByteArray statuses READ statuses WRITE setStatuses NOTIFY statusesChanged)
  // In the order of Theme.statuses.
  Q_PROPERTY(QList<QColor> statusColors READ statusColors WRITE setStatusColors NOTIFY colorsChanged)
  Q_PROPERTY(QColor background READ background WRITE setBackground NOTIFY colorsChanged)
  Q_PROPERTY(QColor ringColor READ ringColor WRITE setRingColor NOTIFY colorsChanged)
  Q_PROPERTY(qreal quietOpacity READ quietOpacity WRITE setQuietOpacity NOTIFY colorsChanged)
  Q_PROPERTY(bool onlyProblems READ onlyProblems WRITE setOnlyProblems NOTIFY colorsChanged)
  // Where the item begins in the fleet; points and boxes below are those of the fleet.
  Q_PROPERTY(qreal viewTop READ viewTop WRITE setViewTop NOTIFY viewTopChanged)
  // The node with the ring around it, or -1.
  Q_PROPERTY(int current READ current WRITE setCurrent NOTIFY currentChanged)
  // [{name, count, x, y, width, height}]
  Q_PROPERTY(QVariantList regionBoxes READ regionBoxes NOTIFY layoutChanged)
  // [{name, count, problems, x, y, width, height}], of the marks; the label goes into the 18 px above.
  Q_PROPERTY(QVariantList siteBoxes READ siteBoxes NOTIFY boxesChanged)

 public:
  using RasterItem::RasterItem;

  QVariantList regions() const { return regions_; }
  void setRegions(const QVariantList& regions);
  QByteArray statuses() const { return statuses_; }
  void setStatuses(const QByteArray& statuses);
  QList<QColor> statusColors() const { return statusColors_; }
  void setStatusColors(const QList<QColor>& colors);
  QColor background() const { return background_; }
  void setBackground(const QColor& color);
  QColor ringColor() const { return ringColor_; }
  void setRingColor(const QColor& color);
  qreal quietOpacity() const { return quietOpacity_; }
  void setQuietOpacity(qreal opacity);
  bool onlyProblems() const { return onlyProblems_; }
  void setOnlyProblems(bool only);
  qreal viewTop() const { return viewTop_; }
  void setViewTop(qreal top);
  int current() const { return current_; }
  void setCurrent(int node);
  QVariantList regionBoxes() const;
  QVariantList siteBoxes() const;

  // The number of the node at a point of the fleet, or -1.
  Q_INVOKABLE int nodeAt(qreal x, qreal y) const;
  Q_INVOKABLE QPointF centerOf(int node) const;
  // The name of the site and region of a node, as {site, region, index}: `index` counts within the site.
  Q_INVOKABLE QVariantMap placeOf(int node) const;
  // How many nodes of one region (-1: of the fleet) have each status, in the order of Theme.statuses.
  Q_INVOKABLE QList<int> counts(int region) const;

 signals:
  void layoutChanged();
  void boxesChanged();
  void statusesChanged();
  void colorsChanged();
  void viewTopChanged();
  void currentChanged();

 protected:
  void paint(QPainter& painter) override;
  void geometryChange(const QRectF& now, const QRectF& before) override;

 private:
  int statusOf(int node) const;
  void layOut();
  bool inView(const PlacedSite& site) const;
  void paintQuiet(QPainter& painter) const;
  void paintProblems(QPainter& painter) const;
  void paintRing(QPainter& painter) const;

  QVariantList regions_;
  QByteArray statuses_;
  QList<QColor> statusColors_;
  QColor background_ = Qt::black;
  QColor ringColor_ = Qt::yellow;
  qreal quietOpacity_ = 0.35;
  bool onlyProblems_ = false;
  qreal viewTop_ = 0;
  int current_ = -1;
  std::vector<FleetRegion> fleet_;
  FleetLayout layout_;
};

}  // namespace flotilla::console::viz
