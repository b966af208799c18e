#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QQuickPaintedItem>

namespace flotilla::console::charts {

// The lines of a chart that are not data: a dashed line through the middle of the longer side, or the hatching of a
// time without data. Painted, because both backends draw that the same. GUI thread.
class RuleItem : public QQuickPaintedItem {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY changed)
  Q_PROPERTY(bool hatched READ hatched WRITE setHatched NOTIFY changed)
  // Lengths of stroke and gap in pixels; empty means one solid line.
  Q_PROPERTY(QList<qreal> dash READ dash WRITE setDash NOTIFY changed)

 public:
  explicit RuleItem(QQuickItem* parent = nullptr);

  QColor color() const { return color_; }
  void setColor(const QColor& color);
  bool hatched() const { return hatched_; }
  void setHatched(bool hatched);
  QList<qreal> dash() const { return dash_; }
  void setDash(const QList<qreal>& dash);
  void paint(QPainter* painter) override;

 signals:
  void changed();

 private:
  QColor color_ = Qt::gray;
  bool hatched_ = false;
  QList<qreal> dash_;
};

}  // namespace flotilla::console::charts
