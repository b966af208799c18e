#include "ui/console/viz/world_map_item.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>

namespace flotilla::console::viz {
namespace {

constexpr qreal kNorth = 80;
constexpr qreal kSouth = -58;
constexpr qreal kWidthDegrees = 360;
constexpr qreal kBorderWidth = 0.7;

QPainterPath readLand() {
  QFile file(":/flotilla/map/countries.json");
  if (!file.open(QIODevice::ReadOnly)) qFatal("the map is not part of this program");
  const QJsonObject map = QJsonDocument::fromJson(file.readAll()).object();
  const qreal unit = 1.0 / map["unitsPerDegree"].toDouble();
  QPainterPath path;
  path.setFillRule(Qt::WindingFill);
  const QJsonArray rings = map["rings"].toArray();
  for (const auto& ring : rings) {
    const QJsonArray flat = ring.toArray();
    QPolygonF polygon;
    for (qsizetype i = 0; i + 1 < flat.size(); i += 2) {
      polygon << QPointF(flat[i].toDouble() * unit, flat[i + 1].toDouble() * unit);
    }
    path.addPolygon(polygon);
    path.closeSubpath();
  }
  return path;
}

// In degrees from the north-west corner; read once, in three milliseconds.
const QPainterPath& land() {
  static const QPainterPath path = readLand();
  return path;
}

}  // namespace

WorldMapItem::WorldMapItem(QQuickItem* parent) : RasterItem(parent) {
  setImplicitSize(kWidthDegrees * 2, (kNorth - kSouth) * 2);
}

void WorldMapItem::setLandColor(const QColor& color) {
  if (landColor_ == color) return;
  landColor_ = color;
  redraw();
  emit changed();
}

void WorldMapItem::setBorderColor(const QColor& color) {
  if (borderColor_ == color) return;
  borderColor_ = color;
  redraw();
  emit changed();
}

QRectF WorldMapItem::mapRect() const {
  const QSizeF fitted = QSizeF(kWidthDegrees, kNorth - kSouth).scaled(size(), Qt::KeepAspectRatio);
  return {QPointF((width() - fitted.width()) / 2, (height() - fitted.height()) / 2), fitted};
}

QPointF WorldMapItem::project(qreal latitude, qreal longitude) const {
  const QRectF rect = mapRect();
  const qreal scale = rect.width() / kWidthDegrees;
  return rect.topLeft() + QPointF((longitude + kWidthDegrees / 2) * scale, (kNorth - latitude) * scale);
}

void WorldMapItem::paint(QPainter& painter) {
  const QRectF rect = mapRect();
  const qreal scale = rect.width() / kWidthDegrees;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(rect.topLeft());
  painter.scale(scale, scale);
  QPen border(borderColor_, kBorderWidth);
  border.setCosmetic(true);
  painter.setPen(border);
  painter.setBrush(landColor_);
  painter.drawPath(land());
}

void WorldMapItem::geometryChange(const QRectF& now, const QRectF& before) {
  RasterItem::geometryChange(now, before);
  if (now.size() != before.size()) emit mapRectChanged();
}

}  // namespace flotilla::console::viz
