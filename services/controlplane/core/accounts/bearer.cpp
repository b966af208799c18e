#include "services/controlplane/core/accounts/bearer.h"

#include <array>
#include <cstdint>

#include "services/runtime/base64.h"
#include "services/runtime/bytes.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kSession = "fls1.";
constexpr std::string_view kApiToken = "fltp_";
constexpr std::string_view kBeforeAccounts = "flo1.";
constexpr std::size_t kLongestBearer = 256;
constexpr std::size_t kCheckDigits = 8;

std::string checkOf(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out(kCheckDigits, '0');
  std::uint32_t crc = crc32c(text);
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, crc >>= 4U) *digit = kHex[crc & 15U];
  return out;
}

Error unknown() {
  return {ErrorCode::Unauthenticated, "token_unknown", "this token is not known here", "authorization",
          "log in, or use an API token of this server"};
}

// "<id><separator><secret>"
Result<Bearer> idAndSecret(PrincipalKind kind, std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return unknown();
  const auto secret = fromBase64(text.substr(at + 1));
  if (!secret) return unknown();
  return Bearer{kind, std::string(text.substr(0, at)), *secret};
}

}  // namespace

std::string sessionText(const SessionId& id, std::string_view secret) {
  return std::string(kSession) + id.value + "." + toBase64Url(secret);
}

std::string apiTokenText(const ApiTokenId& id, std::string_view secret) {
  const std::string text = std::string(kApiToken) + id.value + "_" + toBase64Url(secret);
  return text + "_" + checkOf(text);
}

Result<Bearer> parseBearer(std::string_view text) {
  if (text.size() > kLongestBearer) return unknown();
  if (text.starts_with(kSession)) return idAndSecret(PrincipalKind::Session, text.substr(kSession.size()), '.');
  if (text.starts_with(kBeforeAccounts))
    return idAndSecret(PrincipalKind::ApiToken, text.substr(kBeforeAccounts.size()), '.');
  if (!text.starts_with(kApiToken)) return unknown();
  const std::size_t end = text.rfind('_');
  if (end < kApiToken.size() || text.substr(end + 1) != checkOf(text.substr(0, end)))
    return Error{ErrorCode::Unauthenticated, "token_damaged", "this API token was not copied whole", "authorization",
                 "copy it again; it ends in an underscore and eight characters"};
  return idAndSecret(PrincipalKind::ApiToken, text.substr(kApiToken.size(), end - kApiToken.size()), '_');
}

}  // namespace flotilla::controlplane
