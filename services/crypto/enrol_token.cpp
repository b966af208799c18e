#include "services/crypto/enrol_token.h"

#include <algorithm>

#include "services/runtime/base64.h"

namespace flotilla {
namespace {

constexpr std::string_view kPrefix = "flt1.";
constexpr std::size_t kMaxTokenBytes = 160;
constexpr std::size_t kSecretBytes = 32;

bool isTokenId(std::string_view id) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !id.empty() && id.size() <= 32 && std::all_of(id.begin(), id.end(), allowed);
}

Error malformed() {
  return invalid("token_malformed", "this is not an enrolment token", "token",
                 "copy the whole text that `flotillactl token create` printed, on one line");
}

}  // namespace

std::string EnrolToken::toText() const {
  return std::string(kPrefix) + id.value + "." + toBase64Url(secret) + "." + ca.hex();
}

Result<EnrolToken> parseEnrolToken(std::string_view text) {
  if (text.size() > kMaxTokenBytes || !text.starts_with(kPrefix)) return malformed();
  const std::string_view rest = text.substr(kPrefix.size());
  const std::size_t first = rest.find('.');
  const std::size_t second = rest.rfind('.');
  if (first == second) return malformed();
  // The errors of the parts quote their input, so they are dropped here.
  const auto secret = fromBase64(rest.substr(first + 1, second - first - 1));
  const auto ca = parseDigest("sha256:" + std::string(rest.substr(second + 1)));
  if (!isTokenId(rest.substr(0, first)) || !secret || secret->size() != kSecretBytes || !ca) return malformed();
  EnrolToken token{TokenId(std::string(rest.substr(0, first))), *secret, *ca};
  // Only one spelling is a token: no padding, no other alphabet.
  if (token.toText() != text) return malformed();
  return token;
}

}  // namespace flotilla
