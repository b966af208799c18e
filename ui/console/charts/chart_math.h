#pragma once

#include <QtQml/qqmlregistration.h>
#include <QList>
#include <QObject>
#include <QPointF>
#include <QStringList>
#include <QXYSeries>

namespace flotilla::console::charts {

// What the chart computes in C++: thinning, ticks, and the hand-over of points to Qt Charts in one piece. GUI thread.
class ChartMath : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_SINGLETON

 public:
  using QObject::QObject;

  // At most two points per column of pixels, the lowest and the highest, so that peaks survive. The points are sorted
  // by x; a point whose y is not a number stays, because it is the gap.
  Q_INVOKABLE static QList<QPointF> decimate(const QList<QPointF>& points, int columns);
  // Round numbers from `low` to `high`, about `count` of them.
  Q_INVOKABLE static QList<qreal> ticks(qreal low, qreal high, int count);
  // Round moments in the local time of the machine; seconds since 1970.
  Q_INVOKABLE static QList<qreal> timeTicks(qreal from, qreal to, int count);
  // The lowest and highest y of all series as a point (low, high); (0, 1) without data.
  Q_INVOKABLE static QPointF range(const QList<QPointF>& points);
  // Replaces what a series of Qt Charts shows; points without a y are left out.
  Q_INVOKABLE static void replace(QXYSeries* series, const QList<QPointF>& points);
  // The runs between gaps.
  Q_INVOKABLE static QVariantList runs(const QList<QPointF>& points);
};

}  // namespace flotilla::console::charts
