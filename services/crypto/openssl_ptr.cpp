#include "services/crypto/openssl_ptr.h"

#include <array>
#include <cstdlib>

#include "services/runtime/log.h"

namespace flotilla {

void opensslFailed(const char* what) {
  std::array<char, 256> why{};
  ERR_error_string_n(ERR_peek_last_error(), why.data(), why.size());
  log::error("OpenSSL cannot work", {{"call", what}, {"error", why.data()}});
  std::abort();
}

}  // namespace flotilla
