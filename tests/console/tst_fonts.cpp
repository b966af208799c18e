// Fonts: they are in the program, have the weights of the theme, and numbers do not jitter.
#include <QFontInfo>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QTest>

#include "ui/console/theme/application_look.h"

using namespace flotilla::console;

class TstFonts : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QCOMPARE(theme::prepareApplication(), QStringList()); }

  void the_families_are_there() {
    for (const QString& family : theme::fontFamilies()) QCOMPARE(QFontInfo(QFont(family)).family(), family);
    QCOMPARE(QFontInfo(QGuiApplication::font()).family(), QString("Flotilla Sans"));
  }

  void all_digits_have_one_width() {
    for (const int weight : {400, 500, 600}) {
      QFont font("Flotilla Sans");
      font.setPixelSize(100);
      font.setWeight(static_cast<QFont::Weight>(weight));
      const QFontMetricsF metrics(font);
      for (char digit = '1'; digit <= '9'; ++digit) {
        QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)), metrics.horizontalAdvance(QLatin1Char('0')));
      }
    }
  }

  void the_weights_are_different_drawings() {
    const auto widthOf = [](int weight) {
      QFont font("Flotilla Sans");
      font.setPixelSize(100);
      font.setWeight(static_cast<QFont::Weight>(weight));
      return QFontMetricsF(font).horizontalAdvance("Rollouts and nodes");
    };
    QVERIFY(widthOf(400) < widthOf(500));
    QVERIFY(widthOf(500) < widthOf(600));
  }

  void names_of_the_world_can_be_written() {
    const QFontMetricsF metrics{QFont("Flotilla Sans")};
    for (const QChar letter : QString::fromUtf8("ÅøñžłąΩЖĐ×−–…→›≤≥"))
      QVERIFY2(metrics.inFont(letter), qPrintable(QString(letter)));
  }
};

QTEST_MAIN(TstFonts)
#include "tst_fonts.moc"
