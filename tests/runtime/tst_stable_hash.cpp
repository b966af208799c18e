#include <QtTest>

#include <cmath>
#include <set>

#include "services/runtime/stable_hash.h"

using namespace flotilla;

class TstStableHash : public QObject {
  Q_OBJECT

 private slots:
  // Of the key 00 01 .. 0f and the text 00 01 .. of that length, from the paper and the reference implementation.
  void gives_what_siphash_gives_data() {
    QTest::addColumn<int>("length");
    QTest::addColumn<quint64>("hash");
    QTest::newRow("nothing") << 0 << quint64{0x726fdb47dd0e0e31};
    QTest::newRow("one byte") << 1 << quint64{0x74f839c593dc67fd};
    QTest::newRow("a word less one") << 7 << quint64{0xab0200f58b01d137};
    QTest::newRow("a word") << 8 << quint64{0x93f5f5799a932462};
    QTest::newRow("the paper's example") << 15 << quint64{0xa129ca6149be45e5};
  }
  void gives_what_siphash_gives() {
    QFETCH(int, length);
    QFETCH(quint64, hash);
    std::string text;
    for (int i = 0; i < length; ++i) text += static_cast<char>(i);
    QCOMPARE(sipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908, text), hash);
  }

  void a_place_never_changes() {
    QCOMPARE(placeOf("checkout-vision-2", "node-1/1"), placeOf("checkout-vision-2", "node-1/1"));
    // Written down once: another value here means that nodes of two versions choose other requests.
    QCOMPARE(placeOf("checkout-vision-2", "node-1/1"), kFirst);
    QCOMPARE(placeOf("", ""), kEmpty);
  }

  void places_are_alike_and_another_salt_deals_them_out_anew() {
    constexpr int kKeys = 200'000;
    int below = 0, both = 0;
    for (int i = 0; i < kKeys; ++i) {
      const std::string key = "node-1/" + std::to_string(i);
      const bool one = placeOf("a-1", key) < 2'500, other = placeOf("a-2", key) < 2'500;
      below += one ? 1 : 0;
      both += one && other ? 1 : 0;
    }
    QVERIFY(std::abs(below - kKeys / 4) < 5 * std::sqrt(kKeys * 3 / 16.0));
    QVERIFY(std::abs(both - kKeys / 16) < 5 * std::sqrt(kKeys * 15 / 256.0));
  }

 private:
  static constexpr std::uint32_t kFirst = 5182, kEmpty = 8275;
};

QTEST_GUILESS_MAIN(TstStableHash)
#include "tst_stable_hash.moc"
