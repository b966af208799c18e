#include "tests/console/gallery/gallery.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QEventLoop>

#include "ui/console/theme/application_look.h"

namespace flotilla::tests {
namespace {

constexpr int kSettleMs = 120;

}  // namespace

Gallery::Gallery() {
  for (const QString& font : console::theme::prepareApplication()) warnings_ += "no font " + font;
  console::theme::prepareEngine(engine_);
  QObject::connect(&engine_, &QQmlEngine::warnings, &engine_, [this](const QList<QQmlError>& errors) {
    for (const auto& error : errors) warnings_ += error.toString();
  });
  engine_.load(QUrl("qrc:/qt/qml/Flotilla/Gallery/GalleryWindow.qml"));
  if (!engine_.rootObjects().isEmpty()) window_ = qobject_cast<QQuickWindow*>(engine_.rootObjects().first());
}

QStringList Gallery::pages() const {
  return window_->property("pages").toStringList();
}

void Gallery::showPage(int page) {
  window_->setProperty("page", page);
  settle();
}

void Gallery::setTheme(const QString& mode) {
  QMetaObject::invokeMethod(window_, "setTheme", Q_ARG(QString, mode));
  settle();
}

void Gallery::settle() {
  QElapsedTimer timer;
  timer.start();
  while (timer.elapsed() < kSettleMs) {
    QCoreApplication::processEvents(QEventLoop::AllEvents, kSettleMs / 4);
    // Outside of exec() nobody else deletes the page that was left.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  }
}

}  // namespace flotilla::tests
