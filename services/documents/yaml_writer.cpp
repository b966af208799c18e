#include "services/documents/yaml_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace flotilla {
namespace {

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Words that some readers of YAML take for other things than text.
bool isReserved(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords{"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool isPlain(std::string_view text) {
  const auto harmless = [](char c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '_' || c == '.' || c == '/';
  };
  return !text.empty() && isLetter(text.front()) && text.back() != ' ' && !isReserved(text) &&
         std::all_of(text.begin(), text.end(), harmless);
}

}  // namespace

std::string yamlScalar(std::string_view text) {
  if (isPlain(text)) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte >= 0x20 && byte != 0x7F) {
      out += c;
      continue;
    }
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\x%02x", byte);
    out += code.data();
  }
  return out + '"';
}

std::string yamlDecimal(double value) {
  std::array<char, 400> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return {digits.data(), error == std::errc{} ? end : digits.data()};
}

}  // namespace flotilla
