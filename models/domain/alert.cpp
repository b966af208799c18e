#include "models/domain/alert.h"

#include <algorithm>
#include <cstdint>

namespace flotilla {
namespace {

constexpr std::uint64_t kOffset = 0xcbf29ce484222325;
constexpr std::uint64_t kPrime = 0x100000001b3;
constexpr std::string_view kSeparator = "\xff";  // is in no UTF-8 text, so that no name runs into its value

std::uint64_t mixed(std::uint64_t hash, std::string_view bytes) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  return hash;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + '"';
}

bool isPlainName(std::string_view name) {
  const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto fits = [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && isLetter(name.front()) && std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

AlertId alertIdOf(const Labels& labels) {
  std::uint64_t hash = kOffset;
  for (const auto& [name, value] : labels) hash = mixed(mixed(mixed(mixed(hash, name), kSeparator), value), kSeparator);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4) text[i] = kDigits[hash & 0xf];
  return AlertId(std::move(text));
}

std::string toText(const Matcher& matcher) {
  const char* sign = matcher.isRegex ? (matcher.isEqual ? "=~" : "!~") : (matcher.isEqual ? "=" : "!=");
  return (isPlainName(matcher.name) ? matcher.name : quoted(matcher.name)) + sign + quoted(matcher.value);
}

}  // namespace flotilla
