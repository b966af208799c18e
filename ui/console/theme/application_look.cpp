#include "ui/console/theme/application_look.h"

#include <QDirIterator>
#include <QFont>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QQmlEngine>
#include <QQuickWindow>

#include "ui/console/theme/icon_provider.h"

namespace flotilla::console::theme {
namespace {

constexpr int kTableTextPx = 12;

}  // namespace

QStringList fontFamilies() {
  return {"Flotilla Sans", "Flotilla Mono"};
}

QStringList prepareApplication() {
  QStringList failed;
  int loaded = 0;
  for (QDirIterator file(":/flotilla/fonts"); file.hasNext(); ++loaded) {
    const QString path = file.next();
    if (QFontDatabase::addApplicationFont(path) < 0) failed += path;
  }
  if (loaded == 0) failed += ":/flotilla/fonts";
  QFont font(fontFamilies().first());
  font.setPixelSize(kTableTextPx);
  // Hinted outlines and distance fields both turn text of 11 to 12 pixels grey and uneven.
  font.setHintingPreference(QFont::PreferNoHinting);
  QGuiApplication::setFont(font);
  QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);
  return failed;
}

void prepareEngine(QQmlEngine& engine) {
  engine.addImportPath(":/qt/qml");
  // The engine takes the provider.
  engine.addImageProvider("icon", new IconProvider);
}

}  // namespace flotilla::console::theme
