#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QPainterPath>
#include <QPointF>

#include "ui/console/viz/raster_item.h"

namespace flotilla::console::viz {

// The land of the earth from 80 degrees north to 58 south, equirectangular, as large as fits. GUI thread.
// The base is written in full because the generator of type descriptions compares names as they are written.
class WorldMapItem : public flotilla::console::viz::RasterItem {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QColor landColor READ landColor WRITE setLandColor NOTIFY changed)
  Q_PROPERTY(QColor borderColor READ borderColor WRITE setBorderColor NOTIFY changed)
  // Changes with the size; bindings that use project() read it so that they follow.
  Q_PROPERTY(QRectF mapRect READ mapRect NOTIFY mapRectChanged)

 public:
  explicit WorldMapItem(QQuickItem* parent = nullptr);

  QColor landColor() const { return landColor_; }
  void setLandColor(const QColor& color);
  QColor borderColor() const { return borderColor_; }
  void setBorderColor(const QColor& color);
  QRectF mapRect() const;

  // Where a place lies in this item; degrees, north and east positive.
  Q_INVOKABLE QPointF project(qreal latitude, qreal longitude) const;

 signals:
  void changed();
  void mapRectChanged();

 protected:
  void paint(QPainter& painter) override;
  void geometryChange(const QRectF& now, const QRectF& before) override;

 private:
  QColor landColor_ = Qt::darkGray;
  QColor borderColor_ = Qt::black;
};

}  // namespace flotilla::console::viz
