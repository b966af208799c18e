#include <QtTest>

#include "services/crypto/x509.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;

class TstX509Parse : public QObject {
  Q_OBJECT

 private slots:
  void reads_the_request_of_a_node() {
    const IdentityKey key = IdentityKey::generate();
    const auto request = parseRequest(key.makeRequest());
    QCOMPARE(reasonOf(request), "ok");
    QVERIFY(request->fingerprint == key.fingerprint());
    QCOMPARE(request->publicKeyDer.size(), std::size_t{91});
  }

  void refuses_other_requests_data() {
    QTest::addColumn<QString>("reason");
    QTest::newRow("request_p384") << "csr_key";
    QTest::newRow("request_rsa512") << "csr_key";
    QTest::newRow("request_rsa2048") << "csr_key";
    QTest::newRow("request_ed25519") << "csr_key";
    QTest::newRow("request_explicit_curve") << "csr_key";
    QTest::newRow("request_compressed_point") << "csr_key";
    QTest::newRow("request_sha1") << "csr_signature";
    QTest::newRow("request_with_subject") << "csr_names";
    QTest::newRow("request_for_authority") << "csr_names";
    QTest::newRow("request_for_another_node") << "csr_names";
    QTest::newRow("certificate_two_uris") << "csr_malformed";
  }
  void refuses_other_requests() {
    QFETCH(QString, reason);
    const std::string pem = fixture(QTest::currentDataTag());
    QVERIFY(!pem.empty());
    QCOMPARE(reasonOf(parseRequest(pem)), reason);
  }

  void refuses_a_request_that_its_key_did_not_sign() {
    const std::string pem = IdentityKey::generate().makeRequest();
    QCOMPARE(reasonOf(parseRequest(withBrokenSignature("CERTIFICATE REQUEST", pem))), "csr_signature");
  }

  void refuses_a_request_over_16_kib_before_reading_it() {
    const std::string pem = IdentityKey::generate().makeRequest();
    QCOMPARE(reasonOf(parseRequest(pem + std::string(16 * 1024 - pem.size(), '\n'))), "ok");
    QCOMPARE(reasonOf(parseRequest(pem + std::string(16 * 1024 - pem.size() + 1, '\n'))), "csr_too_large");
    QCOMPARE(reasonOf(parseRequest(std::string(1 << 20, 'A'))), "csr_too_large");
  }

  void refuses_what_is_not_exactly_one_request() {
    const std::string pem = IdentityKey::generate().makeRequest();
    QCOMPARE(reasonOf(parseRequest("")), "csr_malformed");
    QCOMPARE(reasonOf(parseRequest("hello")), "csr_malformed");
    QCOMPARE(reasonOf(parseRequest(derOf(pem))), "csr_malformed");
    QCOMPARE(reasonOf(parseRequest(pem + pem)), "csr_malformed");
    QCOMPARE(reasonOf(parseRequest(pemOf("CERTIFICATE REQUEST", derOf(pem) + "x"))), "csr_malformed");
    QCOMPARE(reasonOf(parseRequest(pemOf("CERTIFICATE REQUEST", ""))), "csr_malformed");
  }

  void refuses_a_point_that_is_not_on_the_curve() {
    std::string der = derOf(IdentityKey::generate().makeRequest());
    const std::size_t point = der.find(std::string("\x03\x42\x00\x04", 4)) + 4;
    der[point + 40] = static_cast<char>(der[point + 40] ^ 1);
    const QString reason = reasonOf(parseRequest(pemOf("CERTIFICATE REQUEST", der)));
    QVERIFY2(reason == "csr_key" || reason == "csr_malformed", qPrintable(reason));
  }

  void refuses_certificates_with_unusable_fields_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"certificate_two_uris", "certificate_nul_in_uri", "certificate_broken_names",
                             "certificate_negative_serial", "request_p384", "chain_with_purpose"})
      QTest::newRow(name) << name;
  }
  void refuses_certificates_with_unusable_fields() {
    QFETCH(QString, name);
    const std::string pem = fixture(name);
    QVERIFY(!pem.empty());
    QCOMPARE(reasonOf(parseCertificate(pem)), "certificate_malformed");
  }

  void refuses_an_oversized_certificate() {
    const std::string pem = CertificateAuthority::create("test", TimePoint{}).certificatePem();
    QCOMPARE(reasonOf(parseCertificate(pem)), "ok");
    QCOMPARE(reasonOf(parseCertificate(pem + std::string(16 * 1024, '\n'))), "certificate_malformed");
  }

  void reads_back_the_identity_it_writes() {
    const IdentityKey key = IdentityKey::generate();
    const auto again = IdentityKey::fromPem(key.toPem());
    QVERIFY(again.ok());
    QVERIFY(again->fingerprint() == key.fingerprint());
    QCOMPARE(reasonOf(IdentityKey::fromPem(key.makeRequest())), "key_malformed");
    QCOMPARE(reasonOf(IdentityKey::fromPem("")), "key_malformed");
  }

  void refuses_an_identity_whose_halves_do_not_belong_together() {
    std::string der = derOf(IdentityKey::generate().toPem());
    const std::string other = derOf(IdentityKey::generate().toPem());
    der.replace(der.size() - 64, 64, other, other.size() - 64, 64);
    QCOMPARE(reasonOf(IdentityKey::fromPem(pemOf("PRIVATE KEY", der))), "key_malformed");
  }

  void reads_the_node_of_a_name() {
    const NodeId node("0190f3c2-8a5b-7c3d-9e4f-001122334455");
    QCOMPARE(nodeUri(node), "spiffe://flotilla/node/" + node.value);
    QVERIFY(nodeFromUri(nodeUri(node)).value() == node);
  }

  void refuses_names_that_are_not_those_of_a_node_data() {
    QTest::addColumn<QString>("uri");
    QTest::newRow("empty") << "";
    QTest::newRow("no node") << "spiffe://flotilla/node/";
    QTest::newRow("other domain") << "spiffe://example/node/a";
    QTest::newRow("other kind") << "spiffe://flotilla/server/a";
    QTest::newRow("upper-case scheme") << "SPIFFE://flotilla/node/a";
    QTest::newRow("slash") << "spiffe://flotilla/node/a/b";
    QTest::newRow("dots") << "spiffe://flotilla/node/..";
    QTest::newRow("query") << "spiffe://flotilla/node/a?b";
    QTest::newRow("percent") << "spiffe://flotilla/node/%2e%2e";
    QTest::newRow("right-to-left mark") << QString("spiffe://flotilla/node/a") + QChar(0x200F);
    QTest::newRow("10 KiB") << "spiffe://flotilla/node/" + QString(10240, 'a');
  }
  void refuses_names_that_are_not_those_of_a_node() {
    QFETCH(QString, uri);
    QCOMPARE(reasonOf(nodeFromUri(uri.toStdString())), "not_a_node");
  }
};

QTEST_GUILESS_MAIN(TstX509Parse)
#include "tst_x509_parse.moc"
