#include "services/crypto/keyed_hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>

namespace flotilla {

Digest hmacSha256(std::string_view key, std::string_view message) {
  Digest out;
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  static_assert(sizeof out.bytes == 32);
  // Fails only if the library has no SHA-256 at all.
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, message.size(), out.bytes.data(), &size) ==
      nullptr)
    std::abort();
  return out;
}

}  // namespace flotilla
