#include "services/controlplane/core/identity/csrf.h"

#include "services/crypto/hash.h"
#include "services/crypto/keyed_hash.h"

namespace flotilla::controlplane {

std::string csrfToken(std::string_view session) {
  constexpr std::size_t kDigits = 32;
  return hmacSha256(session, "flotilla-csrf").hex().substr(0, kDigits);
}

bool isCsrfToken(std::string_view session, std::string_view given) {
  return equalSecrets(csrfToken(session), given);
}

}  // namespace flotilla::controlplane
