#include "services/runtime/base32.h"

#include <cstdint>

namespace flotilla {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr unsigned kBits = 5;

}  // namespace

std::string toBase32(std::string_view bytes) {
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    held = (held << 8U) | static_cast<std::uint8_t>(byte);
    for (bits += 8; bits >= kBits; bits -= kBits) out += kAlphabet[(held >> (bits - kBits)) & 31U];
  }
  if (bits > 0) out += kAlphabet[(held << (kBits - bits)) & 31U];
  return out;
}

Result<std::string> fromBase32(std::string_view text) {
  const Error bad = invalid("bad_base32", "this is not base32");
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  while (text.ends_with('=')) text.remove_suffix(1);
  for (char c : text) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return bad;
    held = (held << kBits) | static_cast<std::uint32_t>(value);
    bits += kBits;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((held >> bits) & 255U);
  }
  // What is left over is less than a character, and nothing.
  if (bits >= kBits || (held & ((1U << bits) - 1U)) != 0) return bad;
  return out;
}

}  // namespace flotilla
