#include <QtTest>

#include "models/domain/utf8.h"

using namespace flotilla;

class TstUtf8 : public QObject {
  Q_OBJECT

 private slots:
  void what_is_quoted_is_short_and_always_utf8_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("quoted");
    const auto row = [](const char* name, const char* text, const char* quoted) {
      QTest::newRow(name) << QByteArray(text) << QByteArray(quoted);
    };
    row("nothing", "", "");
    row("short", "abc", "abc");
    row("as long as it may be", "abcdefgh", "abcdefgh");
    row("longer", "abcdefghi", "abcdefgh");
    row("two bytes at the end", "abcdef\xC3\xA9", "abcdef\xC3\xA9");
    row("two bytes that do not fit", "abcdefg\xC3\xA9", "abcdefg");
    row("three that do not fit", "abcdef\xE2\x82\xAC", "abcdef");
    row("four that do not fit", "abcde\xF0\x9F\x9A\xA2", "abcde");
    row("a character that is cut", "ab\xE2\x82", "ab??");
    row("no first byte",
        "\x82"
        "a",
        "?a");
    row("an overlong form", "\xC0\xAF", "??");
    row("a surrogate", "\xED\xA0\x80", "???");
    row("above U+10FFFF", "\xF4\x90\x80\x80", "????");
    row("Latin-1", "caf\xE9 au", "caf? au");
  }
  void what_is_quoted_is_short_and_always_utf8() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, quoted);
    QCOMPARE(QByteArray::fromStdString(excerpt(text.toStdString(), 8)), quoted);
  }
};

QTEST_GUILESS_MAIN(TstUtf8)
#include "tst_utf8.moc"
