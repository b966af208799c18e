#include <QtTest>
#include <functional>
#include <random>

#include "services/crypto/ed25519.h"
#include "services/crypto/enrol_token.h"
#include "services/crypto/hash.h"
#include "services/crypto/x509.h"
#include "tests/crypto/crypto_support.h"

using namespace flotilla;

namespace {

constexpr int kMutationsOfEach = 300;

// True if the reader took the text for a good one.
using Reader = std::function<bool(const std::string&)>;

struct Subject {
  const char* name;
  std::string block;  // name of the PEM block, empty for text that is not PEM
  std::string good;
  Reader read;
};

std::vector<Subject> subjects() {
  static const auto authority = CertificateAuthority::create("test", TimePoint{});
  static const std::string authorityKey = authority.keyPem();
  const IdentityKey identity = IdentityKey::generate();
  const SigningKey signer = SigningKey::generate();
  const TimePoint later = TimePoint{} + std::chrono::hours(1);
  const std::string leaf = authority.issueServer(identity, {"localhost"}, TimePoint{}, later);
  const std::string& authorityPem = authority.certificatePem();
  const auto inChain = [=](const std::string& text) {
    return verifyPinnedChain(text + authorityPem, authority.fingerprint(), TimePoint{}).ok();
  };
  const EnrolToken token{TokenId("a1"), std::string(32, 's'), sha256("ca")};
  return {
      {"request", "CERTIFICATE REQUEST", identity.makeRequest(), [](const auto& t) { return parseRequest(t).ok(); }},
      {"certificate", "CERTIFICATE", leaf, [](const auto& t) { return parseCertificate(t).ok(); }},
      {"chain", "CERTIFICATE", leaf, inChain},
      {"authority", "CERTIFICATE", authorityPem,
       [](const auto& t) { return CertificateAuthority::load(authorityKey, t).ok(); }},
      {"identity", "PRIVATE KEY", identity.toPem(), [](const auto& t) { return IdentityKey::fromPem(t).ok(); }},
      {"signing key", "PRIVATE KEY", signer.toPem(), [](const auto& t) { return SigningKey::fromPem(t).ok(); }},
      {"public key", "PUBLIC KEY", publicKeyToPem(signer.publicKey()),
       [](const auto& t) { return publicKeyFromPem(t).ok(); }},
      {"token", "", token.toText(), [](const auto& t) { return parseEnrolToken(t).ok(); }},
  };
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (std::size_t left = 1 + below(4); left > 0; --left) {
      const std::size_t at = below(text.size());
      const char byte = static_cast<char>(below(256));
      switch (below(4)) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.insert(at, 1 + below(8), byte);
          break;
        case 2:
          text.erase(at, 1 + below(8));
          break;
        default:
          text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
      }
      if (text.empty()) text = "x";
    }
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  std::mt19937 random_;
};

}  // namespace

class TstCryptoGarbage : public QObject {
  Q_OBJECT

 private slots:
  void accepts_what_is_whole() {
    for (const Subject& subject : subjects()) QVERIFY2(subject.read(subject.good), subject.name);
  }

  void refuses_every_truncation() {
    for (const Subject& subject : subjects()) {
      // Without its last line break a PEM text is still whole.
      const std::size_t end = subject.good.size() - (subject.block.empty() ? 0 : 1);
      for (std::size_t size = 0; size < end; ++size)
        QVERIFY2(!subject.read(subject.good.substr(0, size)), subject.name);
      if (subject.block.empty()) continue;
      const std::string der = derOf(subject.good);
      for (std::size_t size = 0; size < der.size(); ++size)
        QVERIFY2(!subject.read(pemOf(subject.block, der.substr(0, size))), subject.name);
    }
  }

  void survives_random_mutations() {
    const unsigned seed = std::random_device{}();
    qInfo("seed %u", seed);
    Mutator mutator(seed);
    for (const Subject& subject : subjects()) {
      const std::string der = subject.block.empty() ? std::string() : derOf(subject.good);
      int accepted = 0;
      for (int i = 0; i < kMutationsOfEach; ++i) {
        accepted += subject.read(mutator.mutate(subject.good)) ? 1 : 0;
        if (!der.empty()) accepted += subject.read(pemOf(subject.block, mutator.mutate(der))) ? 1 : 0;
      }
      qInfo("%s: %d of %d mutations still read", subject.name, accepted, kMutationsOfEach * (der.empty() ? 1 : 2));
    }
  }
};

QTEST_GUILESS_MAIN(TstCryptoGarbage)
#include "tst_crypto_garbage.moc"
