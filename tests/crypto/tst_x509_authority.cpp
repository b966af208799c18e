#include <QSet>
#include <QtTest>

#include "services/crypto/x509.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

const TimePoint kNow = parseRfc3339("2026-03-01T12:00:00Z").value();
const TimePoint kLater = kNow + 7 * 24h;
const NodeId kNode("0190f3c2-8a5b-7c3d-9e4f-001122334455");

// Object identifiers and extensions as they stand in DER, so that the tests read certificates without the code they
// test.
const std::string kClientAuth("\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02", 10);
const std::string kServerAuth("\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01", 10);
const std::string kNotAuthority("\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x02\x30\x00", 12);
const std::string kAuthorityOfLeaves("\x06\x03\x55\x1d\x13\x01\x01\xff\x04\x08\x30\x06\x01\x01\xff\x02\x01\x00", 18);
const std::string kOnlySignsCertificates("\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x02\x04", 14);
const std::string kOnlySigns("\x06\x03\x55\x1d\x0f\x01\x01\xff\x04\x04\x03\x02\x07\x80", 14);
const std::string kSubjectKeyId("\x06\x03\x55\x1d\x0e\x04\x16", 7);
const std::string kAuthorityKeyId("\x06\x03\x55\x1d\x23\x04\x18", 7);
const std::string kUncriticalNames("\x06\x03\x55\x1d\x11\x04", 6);

bool has(const std::string& certificatePem, const std::string& bytes) {
  return derOf(certificatePem).find(bytes) != std::string::npos;
}

CertificateRequest requestOf(const IdentityKey& key) {
  return parseRequest(key.makeRequest()).value();
}

}  // namespace

class TstX509Authority : public QObject {
  Q_OBJECT

 private slots:
  void makes_an_authority_for_ten_years_that_signs_only_leaves() {
    const auto authority = CertificateAuthority::create("Fleet of Rotterdam", kNow);
    const auto info = parseCertificate(authority.certificatePem()).value();
    QVERIFY(info.fingerprint == authority.fingerprint());
    QVERIFY(info.notBefore <= kNow);
    QCOMPARE(toRfc3339(info.notAfter), toRfc3339(kNow + 3650 * 24h));
    QVERIFY(info.uri.empty());
    for (const std::string& part : {kAuthorityOfLeaves, kOnlySignsCertificates, kSubjectKeyId, kAuthorityKeyId})
      QVERIFY(has(authority.certificatePem(), part));
  }

  void issues_a_node_certificate_with_its_name_and_nothing_else() {
    const auto authority = CertificateAuthority::create("test", kNow);
    const IdentityKey key = IdentityKey::generate();
    const std::string pem = authority.issueNode(requestOf(key), kNode, kNow - 5min, kLater);
    const auto info = parseCertificate(pem).value();
    QVERIFY(info.fingerprint == key.fingerprint());
    QVERIFY(nodeFromUri(info.uri).value() == kNode);
    QCOMPARE(toRfc3339(info.notBefore), toRfc3339(kNow - 5min));
    QCOMPARE(toRfc3339(info.notAfter), toRfc3339(kLater));
    for (const std::string& part :
         {kNotAuthority, kOnlySigns, kClientAuth, kSubjectKeyId, kAuthorityKeyId, kUncriticalNames})
      QVERIFY(has(pem, part));
    QVERIFY(!has(pem, kServerAuth));
  }

  void issues_a_server_certificate_with_dns_and_ip_names() {
    const auto authority = CertificateAuthority::create("test", kNow);
    const std::string pem =
        authority.issueServer(IdentityKey::generate(), {"flotilla.example", "127.0.0.1", "::1"}, kNow, kLater);
    QVERIFY(has(pem, std::string("\x82\x10") + "flotilla.example"));
    QVERIFY(has(pem, std::string("\x87\x04\x7f\x00\x00\x01", 6)));
    QVERIFY(has(pem, std::string("\x87\x10", 2) + std::string(15, '\0') + "\x01"));
    for (const std::string& part : {kNotAuthority, kOnlySigns, kServerAuth}) QVERIFY(has(pem, part));
    QVERIFY(!has(pem, kClientAuth));
    QVERIFY(parseCertificate(pem).value().uri.empty());
  }

  void takes_a_name_as_one_name_whatever_is_in_it() {
    const auto authority = CertificateAuthority::create("test", kNow);
    const NodeId sly("a,URI:spiffe://flotilla/node/b");
    const std::string pem = authority.issueNode(requestOf(IdentityKey::generate()), sly, kNow, kLater);
    QCOMPARE(parseCertificate(pem).value().uri, nodeUri(sly));
  }

  void gives_every_certificate_a_random_positive_serial() {
    const auto authority = CertificateAuthority::create("test", kNow);
    const auto request = requestOf(IdentityKey::generate());
    QSet<QString> serials;
    for (int i = 0; i < 64; ++i) {
      const auto info = parseCertificate(authority.issueNode(request, kNode, kNow, kLater));
      QCOMPARE(reasonOf(info), "ok");
      QVERIFY(info->serialHex.size() >= 28 && info->serialHex.size() <= 32);
      serials.insert(QString::fromStdString(info->serialHex));
    }
    QCOMPARE(serials.size(), 64);
  }

  void keeps_times_beyond_2050() {
    const auto authority = CertificateAuthority::create("test", kNow);
    const TimePoint far = parseRfc3339("2061-07-04T01:02:03Z").value();
    const std::string pem = authority.issueNode(requestOf(IdentityKey::generate()), kNode, kNow, far);
    QCOMPARE(toRfc3339(parseCertificate(pem).value().notAfter), toRfc3339(far));
  }

  void loads_the_authority_it_made() {
    const auto made = CertificateAuthority::create("test", kNow);
    const auto loaded = CertificateAuthority::load(made.keyPem(), made.certificatePem());
    QCOMPARE(reasonOf(loaded), "ok");
    QVERIFY(loaded->fingerprint() == made.fingerprint());
    QCOMPARE(loaded->certificatePem(), made.certificatePem());
  }

  void refuses_to_load_what_does_not_belong_together() {
    const auto one = CertificateAuthority::create("test", kNow);
    const auto two = CertificateAuthority::create("test", kNow);
    const IdentityKey key = IdentityKey::generate();
    const std::string leaf = one.issueServer(key, {"localhost"}, kNow, kLater);
    QCOMPARE(reasonOf(CertificateAuthority::load(one.keyPem(), two.certificatePem())), "ca_key_mismatch");
    QCOMPARE(reasonOf(CertificateAuthority::load(key.toPem(), leaf)), "ca_malformed");
    QCOMPARE(reasonOf(CertificateAuthority::load(one.keyPem(), "")), "ca_malformed");
    const std::string forged = withBrokenSignature("CERTIFICATE", one.certificatePem());
    QCOMPARE(reasonOf(CertificateAuthority::load(one.keyPem(), forged)), "ca_malformed");
    QCOMPARE(reasonOf(CertificateAuthority::load("", one.certificatePem())), "key_malformed");
  }

  void proves_possession_of_the_key_of_a_certificate() {
    const auto authority = CertificateAuthority::create("test", kNow);
    const IdentityKey key = IdentityKey::generate();
    const std::string pem = authority.issueNode(requestOf(key), kNode, kNow, kLater);
    const std::string signature = signWithIdentity(key, "nonce");
    QVERIFY(verifyWithCertificate(pem, "nonce", signature));
    QVERIFY(!verifyWithCertificate(pem, "Nonce", signature));
    QVERIFY(!verifyWithCertificate(pem, "nonce", ""));
    QVERIFY(!verifyWithCertificate(pem, "nonce", signature + "x"));
    QVERIFY(!verifyWithCertificate(pem, "nonce", signWithIdentity(IdentityKey::generate(), "nonce")));
    QVERIFY(!verifyWithCertificate("", "nonce", signature));
  }
};

QTEST_GUILESS_MAIN(TstX509Authority)
#include "tst_x509_authority.moc"
