// Icons: every name that the QML uses exists, colours arrive, and a wrong name cannot be overlooked.
#include <QDirIterator>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QRegularExpression>
#include <QTest>

#include "ui/console/theme/icon_provider.h"

using flotilla::console::theme::IconProvider;

namespace {

// The string literals of a line.
QStringList literalsOf(const QString& line) {
  static const QRegularExpression literal("\"([a-z0-9-]+)\"");
  QStringList found;
  for (auto it = literal.globalMatch(line); it.hasNext();) found += it.next().captured(1);
  return found;
}

// Names behind iconName and icons, and behind name inside an Icon.
QStringList iconNamesIn(const QString& text) {
  QStringList names;
  int linesOfIcon = 0;
  const QStringList lines = text.split('\n');
  for (const QString& line : lines) {
    if (line.contains(QRegularExpression("\\bIcon \\{"))) linesOfIcon = 12;
    const bool isName = linesOfIcon > 0 && line.trimmed().startsWith("name:");
    // Of a comparison only the results are names.
    QString results = line.mid(line.indexOf(':'));
    if (results.contains('?')) results = results.mid(results.indexOf('?'));
    if (line.contains("readonly property var icons")) names += literalsOf(line);
    if (isName || line.trimmed().startsWith("iconName:")) names += literalsOf(results);
    static const QRegularExpression inLine("\\biconName: \"([a-z0-9-]+)\"");
    for (auto it = inLine.globalMatch(line); it.hasNext();) names += it.next().captured(1);
    --linesOfIcon;
  }
  return names;
}

bool isUnknownBox(const QImage& image) {
  return image.pixelColor(1, image.height() / 2) == QColor(255, 0, 255);
}

}  // namespace

class TstIcons : public QObject {
  Q_OBJECT

 private slots:
  void every_icon_that_the_console_names_exists() {
    QStringList missing;
    int seen = 0;
    for (QDirIterator it(FLOTILLA_SOURCE_DIR "/ui/console", {"*.qml"}, QDir::Files, QDirIterator::Subdirectories);
         it.hasNext();) {
      QFile file(it.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QStringList names = iconNamesIn(QString::fromUtf8(file.readAll()));
      for (const QString& name : names) {
        ++seen;
        if (!QFile::exists(":/flotilla/icons/" + name + ".svg")) missing += file.fileName() + ": " + name;
      }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join("\n")));
    QVERIFY(seen > 40);
  }

  void every_status_has_a_shape_in_its_colour_and_background() {
    for (const char* status : {"healthy", "updating", "degraded", "failed", "offline", "unknown", "held"}) {
      const QImage image = IconProvider::draw(QString("status/%1/ff0000/0000ff").arg(status), {48, 48});
      bool hasColor = false;
      for (int y = 0; y < 48; ++y) {
        for (int x = 0; x < 48; ++x) hasColor |= image.pixelColor(x, y) == QColor(255, 0, 0);
      }
      QVERIFY2(hasColor, status);
    }
    const QImage failed = IconProvider::draw("status/failed/ff0000/0000ff", {48, 48});
    QCOMPARE(failed.pixelColor(24, 24), QColor(0, 0, 255));
  }

  void a_request_gets_the_size_it_asks_for() {
    IconProvider provider;
    QSize size;
    QCOMPARE(provider.requestImage("rocket/ffffff", &size, {32, 32}).size(), QSize(32, 32));
    QCOMPARE(size, QSize(32, 32));
  }

  void an_unknown_name_is_a_warning_and_a_box() {
    QTest::ignoreMessage(QtWarningMsg, "no icon spaceship/ffffff");
    QVERIFY(isUnknownBox(IconProvider::draw("spaceship/ffffff", {24, 24})));
    QVERIFY(!isUnknownBox(IconProvider::draw("rocket/ffffff", {24, 24})));
  }

  void every_drawing_takes_the_colour_of_the_theme() {
    for (QDirIterator it(":/flotilla/icons", {"*.svg"}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
      QFile file(it.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      QVERIFY2(file.readAll().contains("currentColor"), qPrintable(file.fileName()));
    }
  }
};

QTEST_MAIN(TstIcons)
#include "tst_icons.moc"
