// Private to services/crypto: ownership of OpenSSL objects, and what to do when OpenSSL itself fails.
// Thread: any. Nothing outside this folder includes it.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace flotilla {

template <auto Free>
struct OpensslDeleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using BioPtr = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, OpensslDeleter<BN_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpensslDeleter<X509_EXTENSION_free>>;
using GeneralNamePtr = std::unique_ptr<GENERAL_NAME, OpensslDeleter<GENERAL_NAME_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, OpensslDeleter<GENERAL_NAMES_free>>;
using MdCtxPtr = std::unique_ptr<EVP_MD_CTX, OpensslDeleter<EVP_MD_CTX_free>>;
using PkeyCtxPtr = std::unique_ptr<EVP_PKEY_CTX, OpensslDeleter<EVP_PKEY_CTX_free>>;
using PkeyPtr = std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>>;
using Pkcs8Ptr = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>>;
using RequestPtr = std::unique_ptr<X509_REQ, OpensslDeleter<X509_REQ_free>>;
using StoreCtxPtr = std::unique_ptr<X509_STORE_CTX, OpensslDeleter<X509_STORE_CTX_free>>;
using StorePtr = std::unique_ptr<X509_STORE, OpensslDeleter<X509_STORE_free>>;
using X509Ptr = std::unique_ptr<X509, OpensslDeleter<X509_free>>;

// The error queue belongs to the thread, and TLS code in the same thread would take what we leave there for an error of
// its own. Every function that feeds OpenSSL with foreign bytes holds one of these.
class ErrorScope {
 public:
  ErrorScope() { ERR_set_mark(); }
  ~ErrorScope() { ERR_pop_to_mark(); }
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
};

// For calls that fail only without memory, without randomness or by a mistake of ours: logs and ends the program.
[[noreturn]] void opensslFailed(const char* what);
inline void must(bool done, const char* what) {
  if (!done) opensslFailed(what);
}

inline const unsigned char* asBytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
inline std::string_view asText(const unsigned char* bytes, std::size_t count) {
  return {reinterpret_cast<const char*>(bytes), count};
}

// The object in DER, by its i2d function.
template <class T, class Encode>
std::string toDer(const T* object, Encode encode) {
  unsigned char* out = nullptr;
  const int size = encode(object, &out);
  must(size > 0, "encode DER");
  std::string der(asText(out, static_cast<std::size_t>(size)));
  OPENSSL_free(out);
  return der;
}

// The object that fills `der` exactly, by its d2i function, or null.
template <class Ptr, class Decode>
Ptr fromDer(std::string_view der, Decode decode) {
  const unsigned char* at = asBytes(der);
  const unsigned char* const end = at + der.size();
  Ptr object(decode(nullptr, &at, static_cast<long>(der.size())));
  if (at != end) object.reset();
  return object;
}

}  // namespace flotilla
