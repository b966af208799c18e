#include <QtTest>

#include "services/crypto/x509.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

const TimePoint kNow = parseRfc3339("2026-03-01T12:00:00Z").value();
const TimePoint kLater = kNow + 7 * 24h;

struct Fleet {
  CertificateAuthority authority = CertificateAuthority::create("test", kNow);

  std::string server() const { return authority.issueServer(IdentityKey::generate(), {"localhost"}, kNow, kLater); }
  std::string node() const {
    const auto request = parseRequest(IdentityKey::generate().makeRequest()).value();
    return authority.issueNode(request, NodeId("node-1"), kNow, kLater);
  }
  QString verdict(const std::string& leaf, const std::string& last, TimePoint now = kNow + 1h) const {
    return reasonOf(verifyPinnedChain(leaf + last, authority.fingerprint(), now));
  }
};

// The second certificate of a chain, and a moment at which both are valid.
std::string authorityOf(const std::string& chain) {
  return chain.substr(chain.rfind("-----BEGIN"));
}
TimePoint validTime(const std::string& chain) {
  return parseCertificate(authorityOf(chain)).value().notBefore + 24h;
}

}  // namespace

class TstX509Chain : public QObject {
  Q_OBJECT

 private slots:
  void accepts_the_server_of_the_pinned_authority() {
    const Fleet fleet;
    const std::string authority = fleet.authority.certificatePem();
    const auto answer = verifyPinnedChain(fleet.server() + authority, fleet.authority.fingerprint(), kNow + 1h);
    QCOMPARE(reasonOf(answer), "ok");
    QCOMPARE(*answer, authority);
  }

  void refuses_another_authority_than_the_pinned_one() {
    const Fleet ours;
    const Fleet theirs;
    QCOMPARE(ours.verdict(theirs.server(), theirs.authority.certificatePem()), "ca_mismatch");
  }

  void refuses_a_server_that_the_authority_did_not_issue() {
    const Fleet ours;
    const Fleet theirs;  // of the same name
    QCOMPARE(ours.verdict(theirs.server(), ours.authority.certificatePem()), "chain_invalid");
  }

  void refuses_a_node_that_plays_server() {
    const Fleet fleet;
    QCOMPARE(fleet.verdict(fleet.node(), fleet.authority.certificatePem()), "chain_invalid");
  }

  void refuses_a_certificate_that_does_not_say_what_it_is_for() {
    const std::string with = fixture("chain_with_purpose");
    const std::string without = fixture("chain_without_purpose");
    const Digest pin = parseCertificate(authorityOf(with)).value().fingerprint;
    QCOMPARE(reasonOf(verifyPinnedChain(with, pin, validTime(with))), "ok");
    QCOMPARE(reasonOf(verifyPinnedChain(without, pin, validTime(without))), "chain_invalid");
  }

  void refuses_the_authority_itself_as_server() {
    const Fleet fleet;
    const std::string authority = fleet.authority.certificatePem();
    QCOMPARE(fleet.verdict(authority, authority), "chain_invalid");
  }

  void refuses_an_authority_certificate_that_its_key_did_not_sign() {
    const Fleet fleet;
    const std::string forged = withBrokenSignature("CERTIFICATE", fleet.authority.certificatePem());
    QCOMPARE(fleet.verdict(fleet.server(), forged), "chain_invalid");
  }

  void refuses_a_broken_signature_of_the_server_certificate() {
    const Fleet fleet;
    const std::string forged = withBrokenSignature("CERTIFICATE", fleet.server());
    QCOMPARE(fleet.verdict(forged, fleet.authority.certificatePem()), "chain_invalid");
  }

  void holds_the_limits_of_time() {
    const Fleet fleet;
    const std::string server = fleet.server();
    const std::string authority = fleet.authority.certificatePem();
    QCOMPARE(fleet.verdict(server, authority, kNow - 1s), "chain_invalid");
    QCOMPARE(fleet.verdict(server, authority, kNow), "ok");
    QCOMPARE(fleet.verdict(server, authority, kLater - 1s), "ok");
    QCOMPARE(fleet.verdict(server, authority, kLater + 1s), "chain_invalid");
    QCOMPARE(fleet.verdict(server, authority, TimePoint{}), "chain_invalid");
  }

  void refuses_chains_of_another_form() {
    const Fleet fleet;
    const std::string server = fleet.server();
    const std::string authority = fleet.authority.certificatePem();
    std::string long_chain = server;
    for (int i = 0; i < 29; ++i) long_chain += authority;
    QCOMPARE(fleet.verdict("", ""), "chain_malformed");
    QCOMPARE(fleet.verdict(server, ""), "chain_malformed");
    QCOMPARE(fleet.verdict("", authority), "chain_malformed");
    QCOMPARE(fleet.verdict(long_chain, authority), "chain_malformed");
    QCOMPARE(fleet.verdict(IdentityKey::generate().makeRequest(), authority), "chain_malformed");
    QCOMPARE(fleet.verdict(server, authority + std::string(40'000, '\n')), "chain_malformed");
  }
};

QTEST_GUILESS_MAIN(TstX509Chain)
#include "tst_x509_chain.moc"
