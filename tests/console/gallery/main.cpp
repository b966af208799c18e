// Shows the gallery, or with `--screenshot DIR` writes one picture per page and theme and ends. One thread.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QImage>
#include <QQuickItem>
#include <QTextStream>

#include "tests/console/gallery/gallery.h"

namespace {

bool writePictures(flotilla::tests::Gallery& gallery, const QDir& dir) {
  const QStringList pages = gallery.pages();
  for (const QString& theme : {QString("dark"), QString("light")}) {
    gallery.setTheme(theme);
    for (int page = 0; page < pages.size(); ++page) {
      gallery.showPage(page);
      if (!gallery.window()->grabWindow().save(dir.filePath(pages[page] + "-" + theme + ".png"))) return false;
    }
  }
  return true;
}

// The popups of the first page, which only a window can show.
bool writePopups(flotilla::tests::Gallery& gallery, const QDir& dir) {
  gallery.setTheme("dark");
  gallery.showPage(0);
  for (const char* name : {"dialog", "sheet", "menu"}) {
    QObject* popup = gallery.window()->findChild<QObject*>(name);
    if (popup == nullptr || !QMetaObject::invokeMethod(popup, "open")) return false;
    for (int i = 0; i < 3; ++i) gallery.settle();
    if (!gallery.window()->grabWindow().save(dir.filePath(QString("popup-%1.png").arg(name)))) return false;
    QMetaObject::invokeMethod(popup, "close");
    gallery.settle();
  }
  return true;
}

// What the keyboard focus looks like; a click does not show it.
bool writeFocus(flotilla::tests::Gallery& gallery, const QDir& dir) {
  const struct {
    int page;
    const char* item;
  } kFocused[] = {{0, "hold"}, {0, "select"}, {2, "nodes"}};
  for (const auto& [page, name] : kFocused) {
    gallery.showPage(page);
    auto* item = gallery.window()->findChild<QQuickItem*>(name);
    if (item == nullptr) return false;
    gallery.window()->requestActivate();
    item->forceActiveFocus(Qt::TabFocusReason);
    gallery.settle();
    if (!gallery.window()->grabWindow().save(dir.filePath(QString("focus-%1.png").arg(name)))) return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  QCommandLineParser parser;
  parser.addHelpOption();
  const QCommandLineOption screenshot("screenshot", "Write pictures of all pages into <dir>.", "dir");
  parser.addOption(screenshot);
  parser.process(application);

  flotilla::tests::Gallery gallery;
  if (gallery.window() == nullptr) return 1;
  if (!parser.isSet(screenshot)) return QApplication::exec();
  const QDir dir(parser.value(screenshot));
  if (!dir.mkpath(".") || !writePictures(gallery, dir) || !writePopups(gallery, dir) || !writeFocus(gallery, dir)) {
    QTextStream(stderr) << "flotilla-gallery: cannot write the pictures into " << dir.path() << '\n';
    return 1;
  }
  return 0;
}
