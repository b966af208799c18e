#include "app/controlplane/pki.h"

namespace flotilla::controlplane {
namespace {

constexpr std::uint64_t kMaxPem = 64 << 10;
constexpr Duration kServerLife = std::chrono::hours(24 * 90);
constexpr Duration kBackdate = std::chrono::minutes(5);

Result<std::string> readSecret(Files& files, const Path& path) {
  FLOTILLA_CHECK(checkPrivateFile(path));
  return files.readAll(path, kMaxPem);
}

Result<CertificateAuthority> openCa(Files& files, const Path& folder, TimePoint now) {
  const Path key = folder / "ca.key", certificate = folder / "ca.pem";
  if (!files.exists(certificate)) {
    // The certificate is written last, so that a crash in between leaves "not made yet".
    const CertificateAuthority ca = CertificateAuthority::create("Flotilla fleet CA", now - kBackdate);
    FLOTILLA_CHECK(files.replace(key, ca.keyPem()));
    FLOTILLA_CHECK(files.replace(certificate, ca.certificatePem()));
  }
  FLOTILLA_TRY(const std::string keyPem, readSecret(files, key));
  FLOTILLA_TRY(const std::string certificatePem, files.readAll(certificate, kMaxPem));
  return CertificateAuthority::load(keyPem, certificatePem);
}

// `isNew`: there is no fleet yet that trusts another one.
Result<SigningKey> openAssignmentKey(Files& files, const Path& folder, bool isNew) {
  const Path path = folder / "assignment.key";
  if (!files.exists(path)) {
    if (!isNew)
      return precondition("assignment_key_missing",
                          path.string() + " is missing, and every node would refuse what another key signs", "data",
                          "restore it from a backup; or make a new fleet in another data directory");
    const SigningKey key = SigningKey::generate();
    FLOTILLA_CHECK(files.replace(path, key.toPem()));
  }
  FLOTILLA_TRY(const std::string pem, readSecret(files, path));
  FLOTILLA_TRY(SigningKey key, SigningKey::fromPem(pem));
  FLOTILLA_CHECK(files.replace(folder / "assignment.pub", publicKeyToPem(key.publicKey())));
  return key;
}

}  // namespace

Result<Pki> openPki(Files& files, const Path& data, const std::vector<std::string>& hosts, TimePoint now) {
  FLOTILLA_CHECK(ensurePrivateDirectory(data / "pki"));
  FLOTILLA_CHECK(ensurePrivateDirectory(data / "keys"));
  // The CA's certificate comes last: it marks that the fleet exists.
  const bool isNew = !files.exists(data / "pki" / "ca.pem");
  FLOTILLA_TRY(SigningKey assignment, openAssignmentKey(files, data / "keys", isNew));
  FLOTILLA_TRY(CertificateAuthority ca, openCa(files, data / "pki", now));
  // The server's own certificate is made anew at every start: nodes trust the CA, not this key.
  const IdentityKey server = IdentityKey::generate();
  const std::string leaf = ca.issueServer(server, hosts, now - kBackdate, now + kServerLife);
  return Pki{ca, assignment, leaf + ca.certificatePem(), server.toPem()};
}

}  // namespace flotilla::controlplane
