#include "services/crypto/hash.h"
#include "services/crypto/pem.h"
#include "services/crypto/x509_object.h"

namespace flotilla {
namespace {

std::string publicKeyDer(const IdentityKey& key) {
  return toDer(key.state().key.get(), i2d_PUBKEY);
}

// The public half in the file belongs to the private half, and both to the curve.
bool isConsistent(EVP_PKEY* key) {
  const PkeyCtxPtr context(EVP_PKEY_CTX_new(key, nullptr));
  return context && EVP_PKEY_check(context.get()) == 1;
}

}  // namespace

bool isP256(std::string_view subjectPublicKeyInfo) {
  // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING of 65 bytes that starts with 4 (uncompressed) }
  constexpr std::string_view kHead(
      "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04",
      27);
  return subjectPublicKeyInfo.size() == kHead.size() + 64 && subjectPublicKeyInfo.starts_with(kHead);
}

IdentityKey IdentityKey::generate() {
  PkeyPtr key(EVP_EC_gen("P-256"));
  must(key != nullptr, "generate P-256");
  return IdentityKey(std::make_shared<const State>(State{std::move(key)}));
}

Result<IdentityKey> IdentityKey::fromPem(std::string_view pem) {
  const ErrorScope errors;
  PkeyPtr key = privateKeyFromPem(pem);
  const bool usable =
      key && EVP_PKEY_is_a(key.get(), "EC") == 1 && isP256(toDer(key.get(), i2d_PUBKEY)) && isConsistent(key.get());
  if (!usable)
    return invalid("key_malformed", "this is not a P-256 private key", {}, "give an unencrypted PKCS#8 file in PEM");
  return IdentityKey(std::make_shared<const State>(State{std::move(key)}));
}

std::string IdentityKey::toPem() const {
  return privateKeyToPem(state_->key.get());
}

Digest IdentityKey::fingerprint() const {
  return sha256(publicKeyDer(*this));
}

std::string IdentityKey::makeRequest() const {
  const RequestPtr request(X509_REQ_new());
  EVP_PKEY* key = state_->key.get();
  must(request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
           X509_REQ_set_pubkey(request.get(), key) == 1 && X509_REQ_sign(request.get(), key, EVP_sha256()) > 0,
       "make request");
  return writePem(kRequestPem, toDer(request.get(), i2d_X509_REQ));
}

std::string signWithIdentity(const IdentityKey& key, std::string_view message) {
  const MdCtxPtr context(EVP_MD_CTX_new());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.state().key.get())), '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  std::size_t size = signature.size();
  must(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.state().key.get()) == 1 &&
           EVP_DigestSign(context.get(), out, &size, asBytes(message), message.size()) == 1,
       "sign ECDSA");
  signature.resize(size);
  return signature;
}

bool verifyWithCertificate(std::string_view certificatePem, std::string_view message, std::string_view signature) {
  const ErrorScope errors;
  const X509Ptr certificate = certificateFromPem(certificatePem);
  if (!certificate || !isP256(publicKeyDerOf(certificate.get()))) return false;
  EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  const MdCtxPtr context(EVP_MD_CTX_new());
  return key != nullptr && context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), asBytes(signature), signature.size(), asBytes(message), message.size()) == 1;
}

}  // namespace flotilla
