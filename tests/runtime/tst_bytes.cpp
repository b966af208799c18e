#include <QtTest>

#include "services/runtime/bytes.h"

using namespace flotilla;

class TstBytes : public QObject {
  Q_OBJECT

 private slots:
  void agrees_with_known_checksums_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<quint32>("checksum");
    QTest::newRow("empty") << QByteArray() << quint32(0);
    QTest::newRow("digits") << QByteArray("123456789") << quint32(0xE3069283);
    QTest::newRow("32 zeros, RFC 3720") << QByteArray(32, '\0') << quint32(0x8A9136AA);
    QTest::newRow("32 ones, RFC 3720") << QByteArray(32, '\xff') << quint32(0x62A8AB43);
    QByteArray rising(32, '\0');
    for (int i = 0; i < rising.size(); ++i) rising[i] = static_cast<char>(i);
    QTest::newRow("32 rising, RFC 3720") << rising << quint32(0x46DD794E);
  }
  void agrees_with_known_checksums() {
    QFETCH(QByteArray, bytes);
    QFETCH(quint32, checksum);
    QCOMPARE(crc32c(bytes.toStdString()), checksum);
  }

  void a_checksum_is_that_of_its_bytes_one_by_one_whatever_the_length() {
    std::string bytes;
    std::uint32_t oneByOne = 0;
    for (int i = 0; i < 100; ++i) {
      QCOMPARE(crc32c(bytes), oneByOne);
      bytes += static_cast<char>(i * 73 + 5);
      oneByOne = crc32c(std::string_view(bytes).substr(bytes.size() - 1), oneByOne);
    }
  }

  void reads_back_what_it_writes_in_little_endian() {
    ByteWriter out;
    out.number(std::uint32_t{0x01020304});
    out.number(std::int64_t{-2});
    out.number(0.25);
    out.number(true);
    out.text("abc");
    out.raw("tail");
    QCOMPARE(out.bytes().substr(0, 4), std::string("\x04\x03\x02\x01"));
    ByteReader in(out.bytes());
    QCOMPARE(in.number<std::uint32_t>(), 0x01020304U);
    QCOMPARE(in.number<std::int64_t>(), -2);
    QCOMPARE(in.number<double>(), 0.25);
    QCOMPARE(in.number<bool>(), true);
    QVERIFY(in.text() == "abc");
    QVERIFY(!in.atEnd());
    QVERIFY(in.raw(4) == "tail");
    QVERIFY(in.atEnd());
  }

  void takes_any_byte_for_a_bool() {
    ByteReader in("\x02");
    QCOMPARE(in.number<bool>(), true);
  }

  void fails_for_good_after_the_end() {
    ByteReader in("\x01\x02\x03");
    QCOMPARE(in.number<std::uint32_t>(), 0U);
    QVERIFY(!in.ok());
    QVERIFY(in.raw(1).empty());
    QVERIFY(!in.atEnd());
  }

  void refuses_a_text_over_its_limit_or_its_buffer() {
    ByteWriter out;
    out.text("abcd");
    ByteReader limited(out.bytes());
    QVERIFY(limited.text(3).empty());
    QVERIFY(!limited.ok());
    ByteReader lying(
        std::string_view("\xff\xff\xff\xff"
                         "abc"));
    QVERIFY(lying.text(0xFFFFFFFF).empty());
    QVERIFY(!lying.ok());
  }
};

QTEST_GUILESS_MAIN(TstBytes)
#include "tst_bytes.moc"
