#include "models/domain/alert.h"

#include <cstdint>

namespace flotilla {

AlertId alertIdOf(const Labels& labels) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0xff) * 0x100000001b3;
  };
  for (const auto& [name, value] : labels) {
    add(name);
    add(value);
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = kDigits[(hash >> (60 - 4 * i)) & 15];
  return AlertId(text);
}

std::string toText(const Matcher& matcher) {
  std::string out = matcher.name + (matcher.isEqual ? "=" : "!") +
                    (matcher.isRegex   ? "~"
                     : matcher.isEqual ? ""
                                       : "=") +
                    "\"";
  for (const char c : matcher.value) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

}  // namespace flotilla
