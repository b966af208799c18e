#pragma once

#include <QQmlComponent>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickView>
#include <QTest>

#include <memory>

#include "ui/console/theme/application_look.h"

namespace flotilla::tests {

// A window that shows one piece of QML, to be looked at pixel by pixel. Needs a QApplication.
class QmlStage {
 public:
  explicit QmlStage(const QByteArray& qml) {
    console::theme::prepareApplication();
    console::theme::prepareEngine(*view_.engine());
    QQmlComponent component(view_.engine());
    component.setData(qml, QUrl("stage.qml"));
    item_ = qobject_cast<QQuickItem*>(component.create());
    error_ = component.errorString();
    if (item_ == nullptr) return;
    view_.setContent(QUrl("stage.qml"), nullptr, item_);
    view_.show();
  }

  const QString& error() const { return error_; }
  QQuickItem* item() const { return item_; }
  QImage picture() { return QTest::qWaitForWindowExposed(&view_) ? view_.grabWindow() : QImage(); }

 private:
  QQuickView view_;
  QQuickItem* item_ = nullptr;
  QString error_;
};

// How many pixels have exactly this colour.
inline int countPixels(const QImage& image, const QColor& color) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, y) == color ? 1 : 0;
  }
  return count;
}

}  // namespace flotilla::tests
