#pragma once

#include <QColor>
#include <QImage>
#include <QList>
#include <QPainter>

#include <array>

namespace flotilla::console::viz {

// The seven status shapes, each rendered once per size from resources/icons/status and then only copied. The order is
// that of Theme.statuses. A value for the length of one painting.
class StatusStamps {
 public:
  StatusStamps(const QList<QColor>& colors, QColor background, qreal devicePixelRatio);

  // `size` in pixels of the painter.
  void draw(QPainter& painter, int status, QPointF center, qreal size) const;

 private:
  const QImage& stamp(int status, qreal size) const;

  struct Stamp {
    qreal size = 0;
    QImage image;
  };

  QList<QColor> colors_;
  QColor background_;
  qreal ratio_;
  mutable std::array<std::array<Stamp, 2>, 7> stamps_;
};

}  // namespace flotilla::console::viz
