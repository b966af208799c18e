#include "ui/console/viz/label_placer.h"

#include <QVariantMap>
#include <algorithm>
#include <array>

namespace flotilla::console::viz {
namespace {

constexpr qreal kLabelGap = 6;  // between a bubble and its label
constexpr qreal kMargin = 2;    // between two labels

QRectF around(const Bubble& bubble) {
  return {bubble.center.x() - bubble.radius, bubble.center.y() - bubble.radius, 2 * bubble.radius, 2 * bubble.radius};
}

// Beside is read most easily; below and above follow, then the corners.
std::array<QRectF, 8> candidates(const Bubble& bubble) {
  const qreal x = bubble.center.x();
  const qreal y = bubble.center.y();
  const qreal away = bubble.radius + kLabelGap;
  const qreal corner = bubble.radius * 0.7 + kLabelGap / 2;
  const qreal w = bubble.label.width();
  const qreal h = bubble.label.height();
  return {QRectF(x + away, y - h / 2, w, h),        QRectF(x - away - w, y - h / 2, w, h),
          QRectF(x - w / 2, y + away - 2, w, h),    QRectF(x - w / 2, y - away - h + 2, w, h),
          QRectF(x + corner, y + corner, w, h),     QRectF(x + corner, y - corner - h, w, h),
          QRectF(x - corner - w, y + corner, w, h), QRectF(x - corner - w, y - corner - h, w, h)};
}

}  // namespace

std::vector<std::optional<QPointF>> placeLabels(const std::vector<Bubble>& bubbles, const QRectF& bounds) {
  std::vector<QRectF> taken;
  for (const Bubble& bubble : bubbles) taken.push_back(around(bubble));
  std::vector<std::optional<QPointF>> out;
  for (std::size_t i = 0; i < bubbles.size(); ++i) {
    const auto isFree = [&](const QRectF& place) {
      if (!bounds.contains(place)) return false;
      const QRectF wide = place.adjusted(-kMargin, -kMargin, kMargin, kMargin);
      for (std::size_t other = 0; other < taken.size(); ++other)
        if (other != i && taken[other].intersects(wide)) return false;
      return true;
    };
    const auto places = candidates(bubbles[i]);
    const auto* const found = std::ranges::find_if(places, isFree);
    if (found == places.end()) {
      out.emplace_back();
      continue;
    }
    taken.push_back(*found);
    out.emplace_back(found->topLeft());
  }
  return out;
}

QVariantList LabelPlacer::place(const QVariantList& bubbles, const QRectF& bounds) const {
  std::vector<Bubble> values;
  for (const QVariant& entry : bubbles) {
    const QVariantMap map = entry.toMap();
    values.push_back({{map["x"].toReal(), map["y"].toReal()},
                      map["radius"].toReal(),
                      {map["width"].toReal(), map["height"].toReal()}});
  }
  QVariantList out;
  for (const auto& place : placeLabels(values, bounds)) out += place ? QVariant(*place) : QVariant();
  return out;
}

}  // namespace flotilla::console::viz
