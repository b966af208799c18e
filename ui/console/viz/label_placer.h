// Labels beside the bubbles of a map that cover neither each other nor a bubble. Pure function over values, and the
// same for QML. GUI thread.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QPointF>
#include <QRectF>
#include <QVariantList>
#include <optional>
#include <vector>

namespace flotilla::console::viz {

struct Bubble {
  QPointF center;
  qreal radius = 0;
  QSizeF label;
};

// Where the label of each bubble goes (its top left corner), in the order of `bubbles`, which is also who chooses
// first. Nothing where there is no room inside `bounds`.
std::vector<std::optional<QPointF>> placeLabels(const std::vector<Bubble>& bubbles, const QRectF& bounds);

class LabelPlacer : public QObject {
  Q_OBJECT
  QML_ELEMENT

 public:
  using QObject::QObject;
  // `bubbles`: [{x, y, radius, width, height}] by importance. Gives one point each, or null.
  Q_INVOKABLE QVariantList place(const QVariantList& bubbles, const QRectF& bounds) const;
};

}  // namespace flotilla::console::viz
