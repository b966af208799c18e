#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>

#include "ui/console/viz/raster_item.h"

namespace flotilla::console::viz {

// A small line without axes. A value that is not a number is a gap; nothing is drawn over it. GUI thread.
// The base is written in full because the generator of type descriptions compares names as they are written.
class SparklineItem : public flotilla::console::viz::RasterItem {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QList<qreal> values READ values WRITE setValues NOTIFY changed)
  Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY changed)
  // Fills the area below the line with the colour, fading out downwards.
  Q_PROPERTY(bool filled READ filled WRITE setFilled NOTIFY changed)
  Q_PROPERTY(qreal lineWidth READ lineWidth WRITE setLineWidth NOTIFY changed)
  // The range shown; it grows to the values. Equal limits mean the range of the values.
  Q_PROPERTY(qreal minimum READ minimum WRITE setMinimum NOTIFY changed)
  Q_PROPERTY(qreal maximum READ maximum WRITE setMaximum NOTIFY changed)

 public:
  using RasterItem::RasterItem;

  QList<qreal> values() const { return values_; }
  void setValues(const QList<qreal>& values);
  QColor color() const { return color_; }
  void setColor(const QColor& color);
  bool filled() const { return filled_; }
  void setFilled(bool filled);
  qreal lineWidth() const { return lineWidth_; }
  void setLineWidth(qreal width);
  qreal minimum() const { return minimum_; }
  void setMinimum(qreal minimum);
  qreal maximum() const { return maximum_; }
  void setMaximum(qreal maximum);

 signals:
  void changed();

 protected:
  void paint(QPainter& painter) override;

 private:
  template <typename T>
  void assign(T& member, const T& value);
  QList<QPolygonF> lines() const;

  QList<qreal> values_;
  QColor color_ = Qt::gray;
  bool filled_ = false;
  qreal lineWidth_ = 1.25;
  qreal minimum_ = 0;
  qreal maximum_ = 0;
};

}  // namespace flotilla::console::viz
