// Codes of authenticator apps, one-time codes and what a password may be: pure functions, against published vectors.
#include <QtTest>

#include <set>

#include "services/controlplane/core/accounts/one_time_code.h"
#include "services/controlplane/core/accounts/password_rules.h"
#include "services/controlplane/core/accounts/second_factor.h"
#include "services/controlplane/core/accounts/totp.h"
#include "services/runtime/base32.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::string kSecret = "12345678901234567890";  // of RFC 6238

TimePoint at(std::int64_t seconds) {
  return fromMicros(seconds * 1'000'000);
}

QString passwordReason(const std::string& text) {
  return reasonOf(checkPassword("password", text));
}

}  // namespace

class TstTotp : public QObject {
  Q_OBJECT

 private slots:
  void codes_are_those_of_rfc_6238_data() {
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("code");
    QTest::newRow("1970") << qint64{59} << "94287082";
    QTest::newRow("2005, last of a step") << qint64{1111111109} << "07081804";
    QTest::newRow("2005, first of a step") << qint64{1111111111} << "14050471";
    QTest::newRow("2009") << qint64{1234567890} << "89005924";
    QTest::newRow("2033") << qint64{2000000000} << "69279037";
    QTest::newRow("2603") << qint64{20000000000} << "65353130";
  }
  void codes_are_those_of_rfc_6238() {
    QFETCH(qint64, seconds);
    QFETCH(QString, code);
    QCOMPARE(QString::fromStdString(totpCode(kSecret, totpStep(at(seconds)), 8)), code);
    QCOMPARE(QString::fromStdString(totpCode(kSecret, totpStep(at(seconds)))), code.right(6));
    QVERIFY(matchTotp(kSecret, code.right(6).toStdString(), at(seconds), 0) == totpStep(at(seconds)));
  }

  void a_code_works_a_step_early_or_late_and_once() {
    const TimePoint now = at(1234567890);
    const std::uint64_t step = totpStep(now);
    for (const std::uint64_t other : {step - 1, step, step + 1}) {
      QVERIFY(matchTotp(kSecret, totpCode(kSecret, other), now, 0) == other);
      QVERIFY(!matchTotp(kSecret, totpCode(kSecret, other), now, other));
    }
    QVERIFY(!matchTotp(kSecret, totpCode(kSecret, step), now, step + 1));  // a later one was used
    for (const std::uint64_t other : {step - 2, step + 2, step + 1000})
      QVERIFY(!matchTotp(kSecret, totpCode(kSecret, other), now, 0));
  }

  void what_is_not_six_digits_is_no_code() {
    const TimePoint now = at(1234567890);
    const std::string good = totpCode(kSecret, totpStep(now));
    for (const std::string& wrong : {std::string(), good.substr(1), "0" + good, good + " ", good.substr(0, 5) + "x",
                                     std::string("-") + good.substr(1), std::string(1 << 20, '1')})
      QVERIFY(!matchTotp(kSecret, wrong, now, 0));
  }

  void base32_is_that_of_rfc_4648_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const std::vector<std::pair<const char*, const char*>> pairs{{"", ""},
                                                                 {"f", "MY"},
                                                                 {"fo", "MZXQ"},
                                                                 {"foo", "MZXW6"},
                                                                 {"foob", "MZXW6YQ"},
                                                                 {"fooba", "MZXW6YTB"},
                                                                 {"foobar", "MZXW6YTBOI"}};
    for (const auto& [bytes, text] : pairs) QTest::addRow("\"%s\"", bytes) << QByteArray(bytes) << QByteArray(text);
  }
  void base32_is_that_of_rfc_4648() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    QCOMPARE(toBase32(bytes.toStdString()), text.toStdString());
    QCOMPARE(*fromBase32(text.toLower().toStdString() + "=="), bytes.toStdString());
  }
  void what_is_no_base32_is_refused() {
    for (const char* wrong : {"M", "MZX", "MZ1Q", "MY=Q", "MZ", "é", "MZXW6!"}) QVERIFY(!fromBase32(wrong).ok());
    QVERIFY(fromBase32("mz-xw 6ytb").ok());
  }

  void the_link_for_apps_names_us_and_the_operator() {
    QCOMPARE(totpUri(kSecret, "operator-1"),
             std::string("otpauth://totp/Flotilla:operator-1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Flotilla"
                         "&algorithm=SHA1&digits=6&period=30"));
  }

  void one_time_codes_are_known_however_they_are_typed() {
    SystemRandom random;
    const std::string code = makeOneTimeCode(random);
    QCOMPARE(code.size(), std::size_t{19});
    const Digest hash = hashOfOneTimeCode(code);
    QVERIFY(!hash.isZero());
    QString typed = QString::fromStdString(code).toLower().remove('-');
    QVERIFY(hashOfOneTimeCode(typed.toStdString()) == hash);
    QVERIFY(hashOfOneTimeCode(" " + code + " ") == hash);
    typed.replace('o', '0').replace('i', '1').replace('b', '8');
    QVERIFY(hashOfOneTimeCode(typed.toStdString()) == hash);
    QVERIFY(makeOneTimeCode(random) != code);
    for (const std::string& wrong : {std::string(), code.substr(1), code + "A", std::string(1 << 20, 'A')})
      QVERIFY(hashOfOneTimeCode(wrong).isZero());
  }

  void recovery_codes_work_once_and_new_ones_void_the_old() {
    SystemRandom random;
    AccountRecord account;
    account.secondFactor = kSecret;
    const auto codes = renewRecovery(account, random);
    QCOMPARE(codes.size(), kRecoveryCodes);
    QCOMPARE((std::set<std::string>(codes.begin(), codes.end()).size()), kRecoveryCodes);
    const auto after = useCode(account, codes[3], kNow);
    QVERIFY(after.ok());
    QCOMPARE(after->recovery.size(), kRecoveryCodes - 1);
    QCOMPARE(reasonOf(useCode(*after, codes[3], kNow)), QString("wrong_code"));
    QVERIFY(useCode(*after, codes[4], kNow).ok());
    AccountRecord renewed = *after;
    renewRecovery(renewed, random);
    QCOMPARE(reasonOf(useCode(renewed, codes[4], kNow)), QString("wrong_code"));
    QCOMPARE(reasonOf(useCode(renewed, "", kNow)), QString("code_needed"));
  }

  void a_prepared_factor_counts_only_after_a_code_of_it() {
    AccountRecord account;
    QCOMPARE(reasonOf(enableFactor(account, "123456", kNow)), QString("not_prepared"));
    account.pendingFactor = kSecret;
    const std::string code = totpCode(kSecret, totpStep(kNow));
    QCOMPARE(reasonOf(enableFactor(account, code == "000000" ? "000001" : "000000", kNow)), QString("wrong_code"));
    const auto enabled = enableFactor(account, code, kNow);
    QCOMPARE(enabled->secondFactor, kSecret);
    QVERIFY(enabled->pendingFactor.empty());
    QCOMPARE(reasonOf(useCode(*enabled, code, kNow)), QString("wrong_code"));  // it worked once already
  }

  void passwords_are_counted_in_characters() {
    QCOMPARE(passwordReason(""), QString("password_too_short"));
    QCOMPARE(passwordReason("eleven char"), QString("password_too_short"));
    QCOMPARE(passwordReason("twelve chars"), QString("ok"));
    QCOMPARE(passwordReason(std::string(128, 'x')), QString("ok"));
    QCOMPARE(passwordReason(std::string(129, 'x')), QString("password_too_long"));
    QCOMPARE(passwordReason(std::string(1 << 20, 'x')), QString("password_too_long"));
    const QString umlauts = QString(12, QChar(0xE4));
    QCOMPARE(passwordReason(umlauts.toStdString()), QString("ok"));
    QCOMPARE(passwordReason(umlauts.left(11).toStdString()), QString("password_too_short"));
    std::string faces;
    for (int i = 0; i < 128; ++i) faces += "\xF0\x9F\x98\x80";
    QCOMPARE(passwordReason(faces), QString("ok"));
  }

  void control_characters_and_what_is_no_utf8_are_refused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("NUL") << QByteArray("\0", 1);
    QTest::newRow("line break") << QByteArray("\n");
    QTest::newRow("delete") << QByteArray("\x7F");
    QTest::newRow("C1") << QByteArray("\xC2\x85");
    QTest::newRow("cut") << QByteArray("\xC3");
    QTest::newRow("overlong") << QByteArray("\xC0\x80");
    QTest::newRow("overlong of three") << QByteArray("\xE0\x80\x80");
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80");
    QTest::newRow("beyond the last") << QByteArray("\xF4\x90\x80\x80");
    QTest::newRow("a continuation alone") << QByteArray("\x80");
  }
  void control_characters_and_what_is_no_utf8_are_refused() {
    QFETCH(QByteArray, bytes);
    QCOMPARE(passwordReason("a good beginning" + bytes.toStdString()), QString("bad_password"));
  }
};

QTEST_GUILESS_MAIN(TstTotp)
#include "tst_totp.moc"
