#include "services/runtime/base64.h"

#include <cstdint>

namespace flotilla {
namespace {

constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Six bits per character, the last character filled up with zero bits; no padding.
std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t window = 0;
  int bits = 0;
  for (const char c : bytes) {
    window = (window << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += alphabet[(window >> (bits - 6)) & 63U];
  }
  if (bits > 0) out += alphabet[(window << (6 - bits)) & 63U];
  return out;
}

Error malformed() {
  return invalid("bad_base64", "this is not base64 text");
}

// Without its padding, which must be the right one if there is any.
Result<std::string_view> withoutPadding(std::string_view text) {
  const std::size_t end = text.find('=');
  if (end == std::string_view::npos) return text;
  const std::string_view padding = text.substr(end);
  if (text.size() % 4 != 0 || (padding != "=" && padding != "==")) return malformed();
  return text.substr(0, end);
}

}  // namespace

std::string toBase64(std::string_view bytes) {
  std::string out = encode(bytes, kStandard);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

std::string toBase64Url(std::string_view bytes) {
  return encode(bytes, kUrl);
}

Result<std::string> fromBase64(std::string_view text) {
  FLOTILLA_TRY(const std::string_view digits, withoutPadding(text));
  const std::string_view alphabet = digits.find_first_of("-_") == std::string_view::npos ? kStandard : kUrl;
  std::string out;
  out.reserve(digits.size() * 3 / 4);
  std::uint32_t window = 0;
  int bits = 0;
  for (const char c : digits) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return malformed();
    window = (window << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((window >> bits) & 0xFFU);
  }
  const bool stray = bits >= 6 || (window & ((1U << bits) - 1U)) != 0;
  if (stray) return malformed();
  return out;
}

}  // namespace flotilla
