#include "ui/console/charts/rule_item.h"

#include <QPainter>

namespace flotilla::console::charts {
namespace {

constexpr qreal kHatchPitch = 6;

}  // namespace

RuleItem::RuleItem(QQuickItem* parent) : QQuickPaintedItem(parent) {}

void RuleItem::setColor(const QColor& color) {
  color_ = color;
  update();
  emit changed();
}

void RuleItem::setHatched(bool hatched) {
  hatched_ = hatched;
  update();
  emit changed();
}

void RuleItem::setDash(const QList<qreal>& dash) {
  dash_ = dash;
  update();
  emit changed();
}

void RuleItem::paint(QPainter* painter) {
  QPen pen(color_, 1);
  if (hatched_) {
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(pen);
    for (qreal x = -height(); x < width(); x += kHatchPitch)
      painter->drawLine(QPointF(x, height()), QPointF(x + height(), 0));
    return;
  }
  if (!dash_.isEmpty()) {
    pen.setDashPattern(dash_);
    pen.setCapStyle(Qt::FlatCap);
  }
  painter->setPen(pen);
  // On half pixels the line covers one row of them instead of two halves.
  if (width() >= height()) {
    painter->drawLine(QPointF(0, 0.5), QPointF(width(), 0.5));
  } else {
    painter->drawLine(QPointF(0.5, 0), QPointF(0.5, height()));
  }
}

}  // namespace flotilla::console::charts
