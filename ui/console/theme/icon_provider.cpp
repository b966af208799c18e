#include "ui/console/theme/icon_provider.h"

#include <QFile>
#include <QImage>
#include <QPainter>
#include <QStringList>
#include <QSvgRenderer>
#include <QtDebug>

namespace flotilla::console::theme {
namespace {

constexpr int kDefaultSize = 16;
constexpr auto kFolder = ":/flotilla/icons/";

struct Request {
  QString file;
  QByteArray color;
  QByteArray background;
};

Request parse(const QString& id) {
  const QStringList parts = id.split('/');
  const bool isStatus = parts.first() == QLatin1String("status");
  const auto colorAt = [&parts](qsizetype index) {
    return parts.size() > index ? "#" + parts.at(index).toLatin1() : QByteArray("#ff00ff");
  };
  if (isStatus) return {kFolder + QString("status/") + parts.value(1) + ".svg", colorAt(2), colorAt(3)};
  return {kFolder + parts.first() + ".svg", colorAt(1), "none"};
}

// A crossed box in a colour that nothing else has.
void drawUnknown(QPainter& painter, QSize size) {
  painter.setPen(QPen(QColor(255, 0, 255), 2));
  const QRect box(1, 1, size.width() - 2, size.height() - 2);
  painter.drawRect(box);
  painter.drawLine(box.topLeft(), box.bottomRight());
  painter.drawLine(box.topRight(), box.bottomLeft());
}

}  // namespace

IconProvider::IconProvider() : QQuickImageProvider(QQuickImageProvider::Image) {}

QImage IconProvider::draw(const QString& id, QSize size) {
  QImage image(size, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  const Request request = parse(id);
  QFile file(request.file);
  if (!file.open(QIODevice::ReadOnly)) {
    qWarning().noquote() << "no icon" << id;
    drawUnknown(painter, size);
    return image;
  }
  QByteArray text = file.readAll();
  text.replace("currentColor", request.color);
  text.replace("\"background\"", "\"" + request.background + "\"");
  // Two pixels on a grid of 24 look heavy beside text of 12 and 13 pixels.
  text.replace("stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
               "stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\">");
  QSvgRenderer(text).render(&painter, QRectF(QPointF(0, 0), QSizeF(size)));
  return image;
}

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requestedSize) {
  const int width = requestedSize.width() > 0 ? requestedSize.width() : kDefaultSize;
  const int height = requestedSize.height() > 0 ? requestedSize.height() : width;
  const QImage image = draw(id, {width, height});
  if (size != nullptr) *size = image.size();
  return image;
}

}  // namespace flotilla::console::theme
