#include <QtTest>

#include "services/crypto/dsse.h"
#include "services/crypto/hash.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;

namespace {

// Three release keys of which two must sign, and one assignment key.
struct Ceremony {
  std::vector<SigningKey> release{SigningKey::generate(), SigningKey::generate(), SigningKey::generate()};
  SigningKey assignment = SigningKey::generate();
  RootDocument root;

  Ceremony() {
    for (const SigningKey& key : release) allow(TrustRole::Release, keyIdOf(key.publicKey()).value, key);
    allow(TrustRole::Assignment, keyIdOf(assignment.publicKey()).value, assignment);
    root.roles[TrustRole::Release].threshold = 2;
  }

  void allow(TrustRole role, const std::string& name, const SigningKey& key) {
    root.keys[KeyId(name)] = key.publicKey();
    root.roles[role].keyIds.push_back(KeyId(name));
  }

  Envelope signedBy(const std::vector<SigningKey>& keys) const {
    return signEnvelope(kReleasePayloadType, "{\"release\":1}", keys);
  }

  QString verdict(const Envelope& envelope) const {
    return reasonOf(verifyEnvelope(envelope, kReleasePayloadType, root, TrustRole::Release));
  }
};

}  // namespace

class TstDsse : public QObject {
  Q_OBJECT

 private slots:
  void encodes_the_vector_of_the_specification() {
    const std::string encoded = preAuthEncoding("http://example.com/HelloWorld", "hello world");
    QCOMPARE(encoded, std::string("DSSEv1 29 http://example.com/HelloWorld 11 hello world"));
    QCOMPARE(sha256(encoded).hex(), std::string("217751fac2c4f14edb2c9297fbc34abcb016ba88e74757e875ec4ac16fb6b6a1"));
  }

  void tells_apart_texts_that_only_look_alike() {
    QVERIFY(preAuthEncoding("a 1 b", "c") != preAuthEncoding("a", "b 1 c"));
    QCOMPARE(preAuthEncoding("", ""), std::string("DSSEv1 0  0 "));
  }

  void accepts_a_release_signed_by_a_threshold_of_keys() {
    const Ceremony c;
    QCOMPARE(c.verdict(c.signedBy({c.release[0], c.release[2]})), "ok");
    QCOMPARE(c.verdict(c.signedBy(c.release)), "ok");
  }

  void rejects_a_release_without_enough_signatures() {
    const Ceremony c;
    QCOMPARE(c.verdict(c.signedBy({})), "V16_threshold");
    QCOMPARE(c.verdict(c.signedBy({c.release[1]})), "V16_threshold");
  }

  void rejects_a_release_that_one_key_signed_twice() {
    const Ceremony c;
    QCOMPARE(c.verdict(c.signedBy({c.release[0], c.release[0]})), "V16_threshold");
  }

  void rejects_a_release_signed_by_one_key_under_two_names() {
    Ceremony c;
    c.allow(TrustRole::Release, "second-name", c.release[0]);
    Envelope envelope = c.signedBy({c.release[0], c.release[0]});
    envelope.signatures[1].keyId = KeyId("second-name");
    QCOMPARE(c.verdict(envelope), "V16_threshold");
  }

  void rejects_the_key_of_another_role() {
    const Ceremony c;
    QCOMPARE(c.verdict(c.signedBy({c.release[0], c.assignment})), "V16_threshold");
  }

  void passes_over_signatures_of_strangers() {
    const Ceremony c;
    const SigningKey stranger = SigningKey::generate();
    QCOMPARE(c.verdict(c.signedBy({stranger, c.release[0], stranger, c.release[1]})), "ok");
  }

  void does_not_look_at_key_ids() {
    const Ceremony c;
    Envelope envelope = c.signedBy({c.release[0], c.release[1]});
    envelope.signatures[0].keyId = KeyId();
    envelope.signatures[1].keyId = envelope.signatures[0].keyId;
    QCOMPARE(c.verdict(envelope), "ok");
  }

  void rejects_a_changed_payload() {
    const Ceremony c;
    Envelope envelope = c.signedBy(c.release);
    envelope.payload += " ";
    QCOMPARE(c.verdict(envelope), "V16_threshold");
  }

  void rejects_another_payload_type_data() {
    QTest::addColumn<QString>("type");
    QTest::newRow("empty") << "";
    QTest::newRow("other case") << "application/vnd.flotilla.Release.v1+json";
    QTest::newRow("trailing space") << "application/vnd.flotilla.release.v1+json ";
    QTest::newRow("another document") << QString(kAssignmentPayloadType);
    QTest::newRow("long") << QString(65536, 'x');
  }
  void rejects_another_payload_type() {
    QFETCH(QString, type);
    const Ceremony c;
    QCOMPARE(c.verdict(signEnvelope(type.toStdString(), "{}", c.release)), "V16_payload_type");
  }

  void rejects_a_signature_made_for_another_payload_type() {
    const Ceremony c;
    Envelope envelope = signEnvelope(kAssignmentPayloadType, "{}", c.release);
    envelope.payloadType = kReleasePayloadType;
    QCOMPARE(c.verdict(envelope), "V16_threshold");
  }

  void rejects_a_signature_that_does_not_have_64_bytes_data() {
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 63, 65, 128}) QTest::addRow("%d bytes", size) << size;
  }
  void rejects_a_signature_that_does_not_have_64_bytes() {
    QFETCH(int, size);
    const Ceremony c;
    Envelope envelope = c.signedBy(c.release);
    envelope.signatures.push_back({KeyId("stranger"), std::string(static_cast<std::size_t>(size), 'x')});
    QCOMPARE(c.verdict(envelope), "V36_signature_form");
  }

  void rejects_a_root_that_does_not_name_the_role() {
    Ceremony c;
    const Envelope envelope = c.signedBy(c.release);
    c.root.roles.erase(TrustRole::Release);
    QCOMPARE(c.verdict(envelope), "V16_role_unknown");
  }

  void rejects_a_threshold_that_cannot_be_met_data() {
    QTest::addColumn<unsigned>("threshold");
    for (const unsigned threshold : {0U, 4U, 0xFFFFFFFFU}) QTest::addRow("%u of 3", threshold) << threshold;
  }
  void rejects_a_threshold_that_cannot_be_met() {
    QFETCH(unsigned, threshold);
    Ceremony c;
    c.root.roles[TrustRole::Release].threshold = threshold;
    QCOMPARE(c.verdict(c.signedBy(c.release)), "V16_role_unknown");
  }

  void counts_unique_keys_when_it_judges_a_threshold() {
    Ceremony c;
    c.allow(TrustRole::Release, "second-name", c.release[0]);
    c.root.roles[TrustRole::Release].keyIds.push_back(KeyId("not described"));
    c.root.roles[TrustRole::Release].threshold = 4;
    QCOMPARE(c.verdict(c.signedBy(c.release)), "V16_role_unknown");
    c.root.roles[TrustRole::Release].threshold = 3;
    QCOMPARE(c.verdict(c.signedBy(c.release)), "ok");
  }

  void never_counts_an_all_zero_key() {
    Ceremony c;
    c.root.keys[KeyId("zero")] = PublicKey{};
    c.root.roles[TrustRole::Release] = {{KeyId("zero")}, 1};
    Envelope envelope = c.signedBy({});
    envelope.signatures.push_back({KeyId("zero"), std::string(64, '\0')});
    QCOMPARE(c.verdict(envelope), "V16_threshold");
  }
};

QTEST_GUILESS_MAIN(TstDsse)
#include "tst_dsse.moc"
