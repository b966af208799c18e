#include "services/controlplane/core/accounts/totp.h"

#include "services/crypto/hash.h"
#include "services/crypto/hmac.h"
#include "services/runtime/base32.h"

namespace flotilla::controlplane {
namespace {

constexpr Duration kStep = std::chrono::seconds(30);
constexpr std::size_t kDigits = 6;

bool isCode(std::string_view text) {
  return text.size() == kDigits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::uint64_t totpStep(TimePoint at) {
  return static_cast<std::uint64_t>(toMicros(at) / kStep.count());
}

std::string totpCode(std::string_view secret, std::uint64_t step, int digits) {
  std::string counter;
  for (int shift = 56; shift >= 0; shift -= 8)
    counter += static_cast<char>((step >> static_cast<unsigned>(shift)) & 255U);
  const std::string mac = hmacSha1(secret, counter);
  const auto byte = [&](std::size_t at) { return std::uint32_t{static_cast<std::uint8_t>(mac[at])}; };
  const std::size_t from = byte(mac.size() - 1) & 15U;
  std::uint32_t number =
      ((byte(from) & 127U) << 24U) | (byte(from + 1) << 16U) | (byte(from + 2) << 8U) | byte(from + 3);
  std::string out(static_cast<std::size_t>(digits), '0');
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, number /= 10)
    *digit = static_cast<char>('0' + number % 10);
  return out;
}

std::optional<std::uint64_t> matchTotp(std::string_view secret, std::string_view code, TimePoint now,
                                       std::uint64_t lastStep) {
  if (!isCode(code)) return std::nullopt;
  const std::uint64_t here = totpStep(now);
  std::optional<std::uint64_t> found;
  for (const std::uint64_t step : {here - 1, here, here + 1})
    if (equalSecrets(totpCode(secret, step), code) && step > lastStep) found = step;
  return found;
}

std::string totpUri(std::string_view secret, std::string_view name) {
  return "otpauth://totp/Flotilla:" + std::string(name) + "?secret=" + toBase32(secret) +
         "&issuer=Flotilla&algorithm=SHA1&digits=6&period=30";
}

}  // namespace flotilla::controlplane
