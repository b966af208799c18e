#include "ui/console/viz/raster_item.h"

#include <QPainter>
#include <QQuickWindow>
#include <QSGImageNode>

#include <cmath>

namespace flotilla::console::viz {

RasterItem::RasterItem(QQuickItem* parent) : QQuickItem(parent) {
  setFlag(ItemHasContents);
}

void RasterItem::redraw() {
  isDirty_ = true;
  polish();
}

void RasterItem::updatePolish() {
  if (!isDirty_ || window() == nullptr) return;
  isDirty_ = false;
  isNewImage_ = true;
  const qreal ratio = window()->effectiveDevicePixelRatio();
  image_ = QImage(static_cast<int>(std::ceil(width() * ratio)), static_cast<int>(std::ceil(height() * ratio)),
                  QImage::Format_ARGB32_Premultiplied);
  if (!image_.isNull()) {
    image_.setDevicePixelRatio(ratio);
    image_.fill(Qt::transparent);
    QPainter painter(&image_);
    paint(painter);
  }
  update();
}

QSGNode* RasterItem::updatePaintNode(QSGNode* node, UpdatePaintNodeData*) {
  if (image_.isNull()) {
    delete node;
    return nullptr;
  }
  auto* imageNode = static_cast<QSGImageNode*>(node);
  if (imageNode == nullptr) {
    imageNode = window()->createImageNode();
    imageNode->setOwnsTexture(true);
    imageNode->setFiltering(QSGTexture::Nearest);
    isNewImage_ = true;
  }
  if (isNewImage_) {
    imageNode->setTexture(window()->createTextureFromImage(image_));
    isNewImage_ = false;
  }
  // The image is rounded up to whole pixels, so its own size is what it covers.
  imageNode->setRect(QRectF(QPointF(0, 0), QSizeF(image_.size()) / image_.devicePixelRatio()));
  imageNode->setSourceRect(QRectF(QPointF(0, 0), QSizeF(image_.size())));
  return imageNode;
}

void RasterItem::geometryChange(const QRectF& now, const QRectF& before) {
  QQuickItem::geometryChange(now, before);
  if (now.size() != before.size()) redraw();
}

void RasterItem::itemChange(ItemChange change, const ItemChangeData& data) {
  QQuickItem::itemChange(change, data);
  if (change == ItemSceneChange || change == ItemDevicePixelRatioHasChanged) redraw();
}

}  // namespace flotilla::console::viz
