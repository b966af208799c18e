#include "services/controlplane/core/accounts/one_time_code.h"

#include "services/crypto/hash.h"
#include "services/runtime/base32.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kBytes = 10;
constexpr std::size_t kGroup = 4;
constexpr std::size_t kLongestTyped = 64;  // as typed

}  // namespace

std::string makeOneTimeCode(Random& random) {
  const std::string letters = toBase32(random.bytes(kBytes));
  std::string out;
  for (std::size_t i = 0; i < letters.size(); i += kGroup) out += (i > 0 ? "-" : "") + letters.substr(i, kGroup);
  return out;
}

Digest hashOfOneTimeCode(std::string_view code) {
  if (code.size() > kLongestTyped) return {};
  std::string letters(code);
  for (char& c : letters) {
    if (c == '0') c = 'O';
    if (c == '1') c = 'I';
    if (c == '8') c = 'B';
  }
  const auto bytes = fromBase32(letters);
  return bytes && bytes->size() == kBytes ? sha256("one-time code " + *bytes) : Digest{};
}

}  // namespace flotilla::controlplane
