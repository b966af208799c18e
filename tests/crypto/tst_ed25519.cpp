#include <QtTest>
#include <algorithm>

#include "models/domain/digest.h"
#include "services/crypto/ed25519.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;

namespace {

std::string bytesOf(const QString& hex) {
  return fromHex(hex.toStdString()).value();
}

PublicKey keyOf(const QString& hex) {
  PublicKey key;
  std::ranges::copy(bytesOf(hex), key.bytes.begin());
  return key;
}

// A PKCS#8 file around a raw seed.
std::string pemOfSeed(const QString& hex) {
  return pemOf("PRIVATE KEY", bytesOf("302e020100300506032b657004220420") + bytesOf(hex));
}

// The same signature with S + L instead of S, which means the same modulo L.
std::string withUnreducedScalar(std::string signature) {
  const std::string order = bytesOf("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  int carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    const int sum = static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned char>(order[i]) + carry;
    signature[32 + i] = static_cast<char>(sum & 0xff);
    carry = sum >> 8;
  }
  return signature;
}

}  // namespace

class TstEd25519 : public QObject {
  Q_OBJECT

 private slots:
  void agrees_with_the_vectors_of_rfc_8032_data() {
    QTest::addColumn<QString>("seed");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("signature");
    QTest::newRow("test 1") << "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
                            << "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
                            << ""
                            << "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                               "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    QTest::newRow("test 2") << "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
                            << "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
                            << "72"
                            << "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    QTest::newRow("test 3") << "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
                            << "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
                            << "af82"
                            << "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                               "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
  }
  void agrees_with_the_vectors_of_rfc_8032() {
    QFETCH(QString, seed);
    QFETCH(QString, key);
    QFETCH(QString, message);
    QFETCH(QString, signature);
    const auto signer = SigningKey::fromPem(pemOfSeed(seed));
    QVERIFY(signer.ok());
    QVERIFY(signer->publicKey() == keyOf(key));
    QCOMPARE(signer->sign(bytesOf(message)), bytesOf(signature));
    QVERIFY(verifyEd25519(keyOf(key), bytesOf(message), bytesOf(signature)));
  }

  void refuses_another_message_key_or_signature() {
    const SigningKey key = SigningKey::generate();
    std::string signature = key.sign("message");
    QVERIFY(verifyEd25519(key.publicKey(), "message", signature));
    QVERIFY(!verifyEd25519(key.publicKey(), "massage", signature));
    QVERIFY(!verifyEd25519(SigningKey::generate().publicKey(), "message", signature));
    signature[5] = static_cast<char>(signature[5] ^ 1);
    QVERIFY(!verifyEd25519(key.publicKey(), "message", signature));
  }

  void refuses_signatures_that_do_not_have_64_bytes() {
    const SigningKey key = SigningKey::generate();
    const std::string signature = key.sign("message");
    QVERIFY(!verifyEd25519(key.publicKey(), "message", ""));
    QVERIFY(!verifyEd25519(key.publicKey(), "message", signature.substr(0, 63)));
    QVERIFY(!verifyEd25519(key.publicKey(), "message", signature + '\0'));
  }

  void refuses_a_scalar_that_is_not_reduced() {
    const SigningKey key = SigningKey::generate();
    const std::string signature = key.sign("message");
    QVERIFY(!verifyEd25519(key.publicKey(), "message", withUnreducedScalar(signature)));
    std::string order = signature;
    order.replace(32, 32, bytesOf("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"));
    QVERIFY(!verifyEd25519(key.publicKey(), "message", order));
  }

  void refuses_keys_of_small_order_data() {
    QTest::addColumn<QString>("hex");
    const QString zeros(60, '0');
    const QString ones(60, 'f');
    QTest::newRow("all zero") << "00" + zeros + "00";
    QTest::newRow("zero, signed") << "00" + zeros + "80";
    QTest::newRow("one") << "01" + zeros + "00";
    QTest::newRow("one, signed") << "01" + zeros + "80";
    QTest::newRow("p - 1") << "ec" + ones + "7f";
    QTest::newRow("p - 1, signed") << "ec" + ones + "ff";
    QTest::newRow("p") << "ed" + ones + "7f";
    QTest::newRow("p, signed") << "ed" + ones + "ff";
    QTest::newRow("p + 1") << "ee" + ones + "7f";
    QTest::newRow("p + 1, signed") << "ee" + ones + "ff";
    QTest::newRow("order 8") << "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
    QTest::newRow("order 8, signed") << "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85";
    QTest::newRow("other order 8") << "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
    QTest::newRow("other order 8, signed") << "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa";
  }
  void refuses_keys_of_small_order() {
    QFETCH(QString, hex);
    // R is the neutral element and S is zero: for such keys this signs about every eighth message without any secret.
    const std::string forged = bytesOf("01" + QString(126, '0'));
    for (int i = 0; i < 200; ++i) QVERIFY(!verifyEd25519(keyOf(hex), "message " + std::to_string(i), forged));
  }

  void reads_back_the_keys_it_writes() {
    const SigningKey key = SigningKey::generate();
    const auto again = SigningKey::fromPem(key.toPem());
    QVERIFY(again.ok());
    QVERIFY(again->publicKey() == key.publicKey());
    QVERIFY(publicKeyFromPem(publicKeyToPem(key.publicKey())).value() == key.publicKey());
  }

  void refuses_other_keys_and_other_blocks() {
    const SigningKey key = SigningKey::generate();
    const std::string p256 = fixture("request_p384");
    QCOMPARE(reasonOf(SigningKey::fromPem("")), "key_malformed");
    QCOMPARE(reasonOf(SigningKey::fromPem(p256)), "key_malformed");
    QCOMPARE(reasonOf(SigningKey::fromPem(publicKeyToPem(key.publicKey()))), "key_malformed");
    QCOMPARE(reasonOf(SigningKey::fromPem(key.toPem() + key.toPem())), "key_malformed");
    QCOMPARE(reasonOf(publicKeyFromPem(key.toPem())), "key_malformed");
  }

  void refuses_an_encrypted_key_without_asking_for_a_password() {
    std::string pem = SigningKey::generate().toPem();
    pem.insert(pem.find('\n') + 1,
               "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00000000000000000000000000000000\n\n");
    QCOMPARE(reasonOf(SigningKey::fromPem(pem)), "key_malformed");
    QCOMPARE(reasonOf(SigningKey::fromPem(pemOf("ENCRYPTED PRIVATE KEY", "anything"))), "key_malformed");
  }

  void names_a_key_by_the_start_of_its_hash() {
    const PublicKey key = keyOf("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    QCOMPARE(keyIdOf(key).value, std::string("21fe31dfa154a261"));
  }
};

QTEST_GUILESS_MAIN(TstEd25519)
#include "tst_ed25519.moc"
