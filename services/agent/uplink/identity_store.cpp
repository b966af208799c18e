#include "services/agent/uplink/identity_store.h"

namespace flotilla::agent {
namespace {

constexpr std::uint64_t kMaxPem = 64 << 10;
constexpr const char* kEndKey = "-----END PRIVATE KEY-----\n";
constexpr const char* kEndCertificate = "-----END CERTIFICATE-----\n";

// Cuts `text` after the first `marker`; empty if it is not there.
std::string takeThrough(std::string& text, std::string_view marker) {
  const std::size_t at = text.find(marker);
  if (at == std::string::npos) return {};
  std::string head = text.substr(0, at + marker.size());
  text.erase(0, head.size());
  return head;
}

// `misfit` unless the certificate is that of the key.
Result<Identity> identityOf(IdentityKey key, std::string certificatePem, std::string caPem, const Error& misfit) {
  FLOTILLA_TRY(CertificateInfo info, parseCertificate(certificatePem));
  if (info.fingerprint != key.fingerprint()) return misfit;
  FLOTILLA_TRY(NodeId node, nodeFromUri(info.uri));
  return Identity{std::move(key), std::move(certificatePem), std::move(caPem), std::move(info), std::move(node)};
}

}  // namespace

Error notEnrolled(const Path& data) {
  return precondition(
      "not_enrolled", "there is no node in " + data.string() + ": it is not enrolled", {},
      "flotilla-agent enrol --data " + data.string() + " --server HOST:7447 --token-file FILE --root root.json");
}

bool IdentityStore::enrolled() const {
  return files_.exists(folder_ / "identity.pem");
}

Result<Identity> IdentityStore::read(const Path& path) const {
  FLOTILLA_CHECK(means_.checkFile(path));
  FLOTILLA_TRY(std::string text, files_.readAll(path, kMaxPem));
  // It is read before every dial; what has not changed needs no look at its keys again.
  Known& known = known_[path];
  if (known.identity && known.text == text) return *known.identity;
  known.text = text;
  known.identity.reset();
  const std::string keyPem = takeThrough(text, kEndKey);
  std::string certificatePem = takeThrough(text, kEndCertificate);
  FLOTILLA_TRY(IdentityKey key, IdentityKey::fromPem(keyPem));
  const Error damaged =
      internalError("identity_damaged", path.string() + " holds a key and a certificate that do not belong together");
  FLOTILLA_TRY(known.identity, identityOf(std::move(key), std::move(certificatePem), std::move(text), damaged));
  return *known.identity;
}

Result<Identity> IdentityStore::load() const {
  if (!enrolled()) return notEnrolled(folder_.parent_path());
  return read(folder_ / "identity.pem");
}

std::optional<Identity> IdentityStore::previous() const {
  if (!files_.exists(folder_ / "previous.pem")) return std::nullopt;
  auto identity = read(folder_ / "previous.pem");
  return identity ? std::optional(std::move(*identity)) : std::nullopt;
}

Result<IdentityKey> IdentityStore::nextKey() {
  FLOTILLA_CHECK(means_.ensureDirectory(folder_));
  const Path path = folder_ / "next.key";
  if (!files_.exists(path)) FLOTILLA_CHECK(files_.replace(path, means_.makeKey().toPem()));
  FLOTILLA_CHECK(means_.checkFile(path));
  FLOTILLA_TRY(std::string pem, files_.readAll(path, kMaxPem));
  if (nextKey_.key && nextKey_.text == pem) return *nextKey_.key;
  FLOTILLA_TRY(IdentityKey key, IdentityKey::fromPem(pem));
  nextKey_ = {std::move(pem), key};
  return key;
}

Result<Identity> IdentityStore::save(const std::string& certificatePem, const std::string& caPem) {
  FLOTILLA_TRY(IdentityKey key, nextKey());
  std::string text = key.toPem() + certificatePem + caPem;
  const Error wrong = invalid("wrong_certificate", "the server issued a certificate for another key");
  FLOTILLA_TRY(Identity identity, identityOf(std::move(key), certificatePem, caPem, wrong));
  const Path path = folder_ / "identity.pem";
  if (enrolled()) {
    FLOTILLA_TRY(const std::string old, files_.readAll(path, kMaxPem));
    FLOTILLA_CHECK(files_.replace(folder_ / "previous.pem", old));
  }
  FLOTILLA_CHECK(files_.replace(path, text));
  FLOTILLA_CHECK(files_.remove(folder_ / "next.key"));
  nextKey_ = {};
  known_[path] = {std::move(text), std::move(identity)};
  return load();
}

Status IdentityStore::forgetPrevious() {
  return files_.remove(folder_ / "previous.pem");
}

bool shouldRenew(const CertificateInfo& info, TimePoint now, double jitter) {
  const auto life = static_cast<double>((info.notAfter - info.notBefore).count());
  const auto age = static_cast<double>((now - info.notBefore).count());
  return age >= life * (0.5 + jitter);
}

}  // namespace flotilla::agent
