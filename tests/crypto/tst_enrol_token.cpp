#include <QtTest>

#include "services/crypto/enrol_token.h"
#include "services/crypto/hash.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;

namespace {

EnrolToken sample() {
  return {TokenId("k3v9"), std::string("\0\xff", 2) + std::string(30, '\x7e'), sha256("authority")};
}

const QString kSecret = "AP9-fn5-fn5-fn5-fn5-fn5-fn5-fn5-fn5-fn5-fn4";

QString withParts(const QString& id, const QString& secret, const QString& ca) {
  return "flt1." + id + "." + secret + "." + ca;
}

QString sampleCa() {
  return QString::fromStdString(sha256("authority").hex());
}

}  // namespace

class TstEnrolToken : public QObject {
  Q_OBJECT

 private slots:
  void reads_back_the_text_it_writes() {
    const std::string text = sample().toText();
    QCOMPARE(QString::fromStdString(text), withParts("k3v9", kSecret, sampleCa()));
    const auto token = parseEnrolToken(text);
    QVERIFY(token.ok());
    QVERIFY(token->id == sample().id);
    QCOMPARE(token->secret, sample().secret);
    QVERIFY(token->ca == sample().ca);
  }

  void takes_the_longest_id() {
    EnrolToken token = sample();
    token.id = TokenId(std::string(32, 'z'));
    QCOMPARE(reasonOf(parseEnrolToken(token.toText())), "ok");
  }

  void refuses_malformed_text_data() {
    QTest::addColumn<QString>("text");
    const QString good = QString::fromStdString(sample().toText());
    const QString ca = sampleCa();
    QTest::newRow("empty") << "";
    QTest::newRow("prefix only") << "flt1.";
    QTest::newRow("dots only") << "flt1...";
    QTest::newRow("upper-case prefix") << "FLT1" + good.mid(4);
    QTest::newRow("another version") << "flt2" + good.mid(4);
    QTest::newRow("all upper case") << good.toUpper();
    QTest::newRow("upper-case id") << withParts("K3V9", kSecret, ca);
    QTest::newRow("empty id") << withParts("", kSecret, ca);
    QTest::newRow("id too long") << withParts(QString(33, 'z'), kSecret, ca);
    QTest::newRow("id with a dash") << withParts("k3-v9", kSecret, ca);
    QTest::newRow("upper-case authority") << withParts("k3v9", kSecret, ca.toUpper());
    QTest::newRow("short authority") << withParts("k3v9", kSecret, ca.chopped(1));
    QTest::newRow("authority with algorithm") << withParts("k3v9", kSecret, "sha256:" + ca);
    QTest::newRow("no authority") << withParts("k3v9", kSecret, "");
    QTest::newRow("empty secret") << withParts("k3v9", "", ca);
    QTest::newRow("secret of 31 bytes") << withParts("k3v9", kSecret.chopped(2), ca);
    QTest::newRow("secret of 33 bytes") << withParts("k3v9", kSecret + "A", ca);
    QTest::newRow("padded secret") << withParts("k3v9", kSecret + "=", ca);
    QTest::newRow("secret in the other alphabet") << withParts("k3v9", QString(kSecret).replace('-', '+'), ca);
    QTest::newRow("secret with stray bits") << withParts("k3v9", kSecret.chopped(1) + "5", ca);
    QTest::newRow("secret not base64") << withParts("k3v9", QString(kSecret).replace('f', '!'), ca);
    QTest::newRow("five parts") << good + ".more";
    QTest::newRow("trailing newline") << good + "\n";
    QTest::newRow("leading space") << " " + good;
    QTest::newRow("cut short") << good.chopped(10);
    QTest::newRow("very long") << good + QString(1'000'000, '0');
  }
  void refuses_malformed_text() {
    QFETCH(QString, text);
    QCOMPARE(reasonOf(parseEnrolToken(text.toStdString())), "token_malformed");
  }

  void never_repeats_the_text_in_its_error() {
    const auto answer = parseEnrolToken(withParts("k3v9", kSecret, sampleCa().chopped(1)).toStdString());
    QVERIFY(!answer.ok());
    const Error& error = answer.error();
    const QString all = QString::fromStdString(error.message + error.field + error.fix + error.reason);
    QVERIFY(!all.contains(kSecret.left(6)));
    QVERIFY(!all.contains("k3v9"));
    QVERIFY(!all.contains(sampleCa().left(6)));
  }
};

QTEST_GUILESS_MAIN(TstEnrolToken)
#include "tst_enrol_token.moc"
