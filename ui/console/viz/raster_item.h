#pragma once

#include <QImage>
#include <QQuickItem>

namespace flotilla::console::viz {

// Base of everything that draws by painter: paints into an image at the device pixel ratio of its window and shows that
// image. So it looks the same on the software and on the accelerated backend, where custom geometry either draws
// nothing or has jagged edges. GUI thread; only the upload happens on the render thread.
class RasterItem : public QQuickItem {
  Q_OBJECT
  QML_ANONYMOUS

 public:
  explicit RasterItem(QQuickItem* parent = nullptr);

 protected:
  // Draws the item in its own coordinates.
  virtual void paint(QPainter& painter) = 0;
  // Called by a subclass when what it shows has changed; several calls before a frame paint once.
  void redraw();

  void updatePolish() override;
  QSGNode* updatePaintNode(QSGNode* node, UpdatePaintNodeData* data) override;
  void geometryChange(const QRectF& now, const QRectF& before) override;
  void itemChange(ItemChange change, const ItemChangeData& data) override;

 private:
  QImage image_;
  bool isDirty_ = true;
  bool isNewImage_ = false;
};

}  // namespace flotilla::console::viz
