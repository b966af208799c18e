#include "ui/console/viz/sparkline_item.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace flotilla::console::viz {
namespace {

constexpr float kFillAlpha = 0.28F;

}  // namespace

template <typename T>
void SparklineItem::assign(T& member, const T& value) {
  if (member == value) return;
  member = value;
  redraw();
  emit changed();
}

void SparklineItem::setValues(const QList<qreal>& values) {
  // Not by assign(): a list with gaps never equals itself.
  values_ = values;
  redraw();
  emit changed();
}

void SparklineItem::setColor(const QColor& color) {
  assign(color_, color);
}

void SparklineItem::setFilled(bool filled) {
  assign(filled_, filled);
}

void SparklineItem::setLineWidth(qreal width) {
  assign(lineWidth_, width);
}

void SparklineItem::setMinimum(qreal minimum) {
  assign(minimum_, minimum);
}

void SparklineItem::setMaximum(qreal maximum) {
  assign(maximum_, maximum);
}

// The runs between gaps, in item coordinates.
QList<QPolygonF> SparklineItem::lines() const {
  const bool hasRange = minimum_ < maximum_;
  qreal low = hasRange ? minimum_ : std::numeric_limits<qreal>::max();
  qreal high = hasRange ? maximum_ : std::numeric_limits<qreal>::lowest();
  for (const qreal value : values_) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  const qreal inset = lineWidth_ / 2 + 0.5;
  const qreal usable = height() - 2 * inset;
  const qreal step = values_.size() > 1 ? (width() - 2 * inset) / static_cast<qreal>(values_.size() - 1) : 0;
  QList<QPolygonF> runs(1);
  for (qsizetype i = 0; i < values_.size(); ++i) {
    if (!std::isfinite(values_[i])) {
      if (!runs.last().isEmpty()) runs.emplace_back();
      continue;
    }
    // A flat line lies in the middle instead of dividing by nothing.
    const qreal share = high > low ? (values_[i] - low) / (high - low) : 0.5;
    runs.last() << QPointF(inset + step * static_cast<qreal>(i), inset + usable * (1 - share));
  }
  return runs;
}

void SparklineItem::paint(QPainter& painter) {
  painter.setRenderHint(QPainter::Antialiasing);
  const QPen pen(color_, lineWidth_, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  QLinearGradient fade(0, 0, 0, height());
  QColor top = color_;
  top.setAlphaF(kFillAlpha);
  QColor bottom = color_;
  bottom.setAlphaF(0);
  fade.setColorAt(0, top);
  fade.setColorAt(1, bottom);
  for (const QPolygonF& run : lines()) {
    if (run.size() < 2) continue;
    if (filled_) {
      QPolygonF area = run;
      area << QPointF(run.last().x(), height()) << QPointF(run.first().x(), height());
      painter.setPen(Qt::NoPen);
      painter.setBrush(fade);
      painter.drawPolygon(area);
    }
    painter.setPen(pen);
    painter.drawPolyline(run);
  }
}

}  // namespace flotilla::console::viz
