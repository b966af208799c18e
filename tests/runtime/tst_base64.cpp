#include <QtTest>

#include "services/runtime/base64.h"

using namespace flotilla;

class TstBase64 : public QObject {
  Q_OBJECT

 private slots:
  void agrees_with_the_vectors_of_rfc_4648_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("padded");
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("empty") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("f") << QByteArray("f") << QByteArray("Zg==") << QByteArray("Zg");
    QTest::newRow("fo") << QByteArray("fo") << QByteArray("Zm8=") << QByteArray("Zm8");
    QTest::newRow("foo") << QByteArray("foo") << QByteArray("Zm9v") << QByteArray("Zm9v");
    QTest::newRow("foob") << QByteArray("foob") << QByteArray("Zm9vYg==") << QByteArray("Zm9vYg");
    QTest::newRow("foobar") << QByteArray("foobar") << QByteArray("Zm9vYmFy") << QByteArray("Zm9vYmFy");
    QTest::newRow("high bytes") << QByteArray("\xfb\xff\xbf\x00", 4) << QByteArray("+/+/AA==") << QByteArray("-_-_AA");
  }
  void agrees_with_the_vectors_of_rfc_4648() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, padded);
    QFETCH(QByteArray, url);
    QCOMPARE(QByteArray::fromStdString(toBase64(bytes.toStdString())), padded);
    QCOMPARE(QByteArray::fromStdString(toBase64Url(bytes.toStdString())), url);
    QCOMPARE(QByteArray::fromStdString(fromBase64(padded.toStdString()).value()), bytes);
    QCOMPARE(QByteArray::fromStdString(fromBase64(url.toStdString()).value()), bytes);
  }

  void takes_both_alphabets_with_or_without_padding_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"+/+/AA==", "+/+/AA", "-_-_AA==", "-_-_AA"}) QTest::newRow(text) << QByteArray(text);
  }
  void takes_both_alphabets_with_or_without_padding() {
    QFETCH(QByteArray, text);
    QCOMPARE(fromBase64(text.toStdString()).value(), std::string("\xfb\xff\xbf\x00", 4));
  }

  void reads_back_every_byte_at_every_length() {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
      bytes += static_cast<char>(i * 7);
      QCOMPARE(fromBase64(toBase64(bytes)).value(), bytes);
      QCOMPARE(fromBase64(toBase64Url(bytes)).value(), bytes);
    }
  }

  void refuses_anything_else_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("one character") << QByteArray("Z");
    QTest::newRow("five characters") << QByteArray("Zm9vY");
    QTest::newRow("stray bits, one byte") << QByteArray("Zh==");
    QTest::newRow("stray bits, two bytes") << QByteArray("Zm9=");
    QTest::newRow("stray bits, no padding") << QByteArray("Zh");
    QTest::newRow("too little padding") << QByteArray("Zg=");
    QTest::newRow("too much padding") << QByteArray("Zg===");
    QTest::newRow("padding of a whole group") << QByteArray("Zm9v====");
    QTest::newRow("only padding") << QByteArray("====");
    QTest::newRow("two equal signs only") << QByteArray("==");
    QTest::newRow("padding in the middle") << QByteArray("Zg==Zg==");
    QTest::newRow("space") << QByteArray("Zm 9");
    QTest::newRow("line break") << QByteArray("Zm9v\n");
    QTest::newRow("NUL") << QByteArray("Zm9\0", 4);
    QTest::newRow("high byte") << QByteArray("Zm9\xff");
    QTest::newRow("both alphabets at once") << QByteArray("+_+_");
  }
  void refuses_anything_else() {
    QFETCH(QByteArray, text);
    const auto answer = fromBase64(text.toStdString());
    QVERIFY(!answer.ok());
    QCOMPARE(answer.error().reason, std::string("bad_base64"));
  }
};

QTEST_GUILESS_MAIN(TstBase64)
#include "tst_base64.moc"
