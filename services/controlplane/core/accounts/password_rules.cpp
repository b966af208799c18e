#include "services/controlplane/core/accounts/password_rules.h"

#include <cstdint>
#include <optional>

namespace flotilla::controlplane {
namespace {

constexpr char32_t kHighest = 0x10FFFF;

// Takes the first code point off the text; nothing if it is not UTF-8: cut, overlong, a surrogate or beyond the last.
std::optional<char32_t> takeCharacter(std::string_view& text) {
  const auto first = static_cast<std::uint8_t>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (size == 0 || first > 0xF4 || text.size() < size) return std::nullopt;
  static constexpr std::uint8_t kPayload[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  static constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t value = first & kPayload[size];
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0U) != 0x80) return std::nullopt;
    value = (value << 6U) | (next & 0x3FU);
  }
  if (value < kLeast[size] || value > kHighest || (value >= 0xD800 && value <= 0xDFFF)) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

bool isControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

}  // namespace

Status checkPassword(const char* field, std::string_view password) {
  const auto tooLong = [&] {
    return invalid("password_too_long", "a password has at most 128 characters", field, "choose a shorter one");
  };
  if (password.size() > kPasswordBytes) return tooLong();
  std::size_t characters = 0;
  for (; !password.empty(); ++characters) {
    const auto c = takeCharacter(password);
    if (!c || isControl(*c))
      return invalid("bad_password", "a password is text without control characters", field,
                     "write letters, digits, spaces and signs");
  }
  if (characters > kLongestPassword) return tooLong();
  if (characters < kShortestPassword)
    return invalid("password_too_short", "a password has at least 12 characters", field,
                   "several words make a good one");
  return okStatus();
}

}  // namespace flotilla::controlplane
