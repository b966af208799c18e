#include "services/crypto/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>

namespace flotilla {

std::string hmacSha1(std::string_view key, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  // Fails only if the library has no SHA-1 at all; without it nobody's second factor can be checked.
  if (HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes, message.size(), out.data(), &size) == nullptr)
    std::abort();
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace flotilla
