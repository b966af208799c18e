#include "ui/console/viz/status_stamps.h"

#include <QFile>
#include <QSvgRenderer>

#include <cmath>

namespace flotilla::console::viz {
namespace {

constexpr std::array kNames{"healthy", "updating", "degraded", "failed", "offline", "unknown", "held"};

QImage render(int status, const QColor& color, const QColor& background, int size, int pixels) {
  const QString path = QString(":/flotilla/icons/status/%1").arg(kNames[static_cast<std::size_t>(status)]);
  // Some shapes have a drawing of their own for small sizes, where the strokes of the large one vanish.
  const QString own = path + QString("-%1.svg").arg(size);
  QFile file(QFile::exists(own) ? own : path + ".svg");
  if (!file.open(QIODevice::ReadOnly)) qFatal("the status shapes are not part of this program");
  QByteArray text = file.readAll();
  text.replace("currentColor", color.name().toLatin1());
  text.replace("\"background\"", "\"" + background.name().toLatin1() + "\"");
  QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  QPainter painter(&image);
  QSvgRenderer(text).render(&painter, QRectF(0, 0, pixels, pixels));
  return image;
}

}  // namespace

StatusStamps::StatusStamps(const QList<QColor>& colors, QColor background, qreal devicePixelRatio)
    : colors_(colors), background_(background), ratio_(devicePixelRatio) {}

const QImage& StatusStamps::stamp(int status, qreal size) const {
  auto& pair = stamps_[static_cast<std::size_t>(status)];
  auto& entry = pair[0].image.isNull() || pair[0].size == size ? pair[0] : pair[1];
  if (entry.size != size) {
    entry = {size, render(status, colors_.value(status, Qt::gray), background_, static_cast<int>(size),
                          static_cast<int>(size * ratio_))};
    entry.image.setDevicePixelRatio(ratio_);
  }
  return entry.image;
}

void StatusStamps::draw(QPainter& painter, int status, QPointF center, qreal size) const {
  const QPointF corner(std::round(center.x() - size / 2), std::round(center.y() - size / 2));
  painter.drawImage(corner, stamp(status, size));
}

}  // namespace flotilla::console::viz
