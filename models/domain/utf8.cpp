#include "models/domain/utf8.h"

namespace flotilla {
namespace {

bool isContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

// The second byte's range excludes overlong forms, surrogates and what lies above U+10FFFF.
std::size_t characterBytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!isContinuation(text[i])) return 0;
  }
  return length;
}

std::string excerpt(std::string_view text, std::size_t most) {
  std::string out;
  while (!text.empty()) {
    const std::size_t bytes = characterBytes(text);
    const std::size_t taken = bytes == 0 ? 1 : bytes;
    if (out.size() + taken > most) break;
    out += bytes == 0 ? std::string_view("?") : text.substr(0, bytes);
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace flotilla
