// What resources/tokens.json promises: text that can be read, borders that can be seen, statuses that can be told
// apart.
#include <QColor>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/console/color_science.h"

using namespace flotilla::tests;

namespace {

constexpr double kText = 4.5;
constexpr double kShape = 3.0;
constexpr double kClearlyDifferent = 13.0;

QJsonObject tokens() {
  QFile file(QStringLiteral(FLOTILLA_SOURCE_DIR "/resources/tokens.json"));
  return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

QColor colorOf(const QString& group, const QString& theme, const QString& name) {
  return QColor(tokens()[group][theme][name].toString());
}

void everyTheme() {
  QTest::addColumn<QString>("theme");
  QTest::newRow("dark") << "dark";
  QTest::newRow("light") << "light";
}

const QStringList kSurfaces{"canvas", "panel", "raised", "hover"};

void compareContrast(const QColor& front, const QColor& back, double least, const QString& what) {
  const double ratio = contrast(front, back);
  QVERIFY2(ratio >= least, qPrintable(QString("%1: %2").arg(what).arg(ratio)));
}

}  // namespace

class TstTokens : public QObject {
  Q_OBJECT

 private slots:
  void both_themes_have_the_same_names() {
    const QJsonObject all = tokens();
    for (const char* group : {"colors", "status"}) {
      QCOMPARE(all[group]["dark"].toObject().keys(), all[group]["light"].toObject().keys());
      QVERIFY(!all[group]["dark"].toObject().isEmpty());
    }
  }

  void text_can_be_read_on_every_surface_data() { everyTheme(); }
  void text_can_be_read_on_every_surface() {
    QFETCH(QString, theme);
    for (const QString& surface : kSurfaces + QStringList{"selected"}) {
      for (const char* name : {"text", "text2", "text3", "accent"}) {
        compareContrast(colorOf("colors", theme, name), colorOf("colors", theme, surface), kText,
                        name + (" on " + surface));
      }
    }
  }

  void ink_can_be_read_on_its_fill_data() { everyTheme(); }
  void ink_can_be_read_on_its_fill() {
    QFETCH(QString, theme);
    for (const QString name : {"accent", "danger", "environment"}) {
      compareContrast(colorOf("colors", theme, name + "Ink"), colorOf("colors", theme, name), kText, name);
    }
  }

  void borders_and_focus_can_be_seen_data() { everyTheme(); }
  void borders_and_focus_can_be_seen() {
    QFETCH(QString, theme);
    for (const QString& surface : kSurfaces) {
      for (const char* name : {"control", "focus"}) {
        compareContrast(colorOf("colors", theme, name), colorOf("colors", theme, surface), kShape,
                        name + (" on " + surface));
      }
    }
  }

  void status_words_can_be_read_data() { everyTheme(); }
  void status_words_can_be_read() {
    QFETCH(QString, theme);
    const QStringList names = tokens()["status"][theme].toObject().keys();
    for (const QString& name : names) {
      const QColor color = colorOf("status", theme, name);
      for (const QString& surface : kSurfaces) {
        compareContrast(color, colorOf("colors", theme, surface), kText, name + " on " + surface);
      }
      compareContrast(color, colorOf("colors", theme, "selected"), kShape, name + " on selected");
    }
  }

  void statuses_differ_for_every_kind_of_sight_data() { everyTheme(); }
  void statuses_differ_for_every_kind_of_sight() {
    QFETCH(QString, theme);
    const QStringList names = tokens()["status"][theme].toObject().keys();
    for (const Sight& sight : kSights) {
      for (qsizetype a = 0; a < names.size(); ++a) {
        for (qsizetype b = a + 1; b < names.size(); ++b) {
          const double distance = difference(seenBy(sight, colorOf("status", theme, names[a])),
                                             seenBy(sight, colorOf("status", theme, names[b])));
          QVERIFY2(distance >= kClearlyDifferent,
                   qPrintable(QString("%1 and %2, %3: %4").arg(names[a], names[b], sight.name).arg(distance)));
        }
      }
    }
  }

  void the_check_knows_black_from_white_and_red_from_green() {
    QVERIFY(qAbs(contrast(Qt::black, Qt::white) - 21) < 0.01);
    QVERIFY(difference(toLab(Qt::red), toLab(Qt::red)) < 1e-9);
    QVERIFY(qAbs(difference(toLab(Qt::black), toLab(Qt::white)) - 100) < 0.1);
    // The first pair of the published test data of CIEDE2000.
    QVERIFY(qAbs(difference({50.0, 2.6772, -79.7751}, {50.0, 0.0, -82.7485}) - 2.0425) < 1e-3);
  }
};

QTEST_APPLESS_MAIN(TstTokens)
#include "tst_tokens.moc"
