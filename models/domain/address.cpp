#include "models/domain/address.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "models/domain/utf8.h"

namespace flotilla {
namespace {

bool isPort(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= 65535;
}

bool isHost(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) text = text.substr(1, text.size() - 2);
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return c > ' ' && c < 0x7f && c != '/' && c != '[' && c != ']' && (c != ':' || bracketed);
  });
}

}  // namespace

Status checkAddress(std::string_view field, std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos && isHost(text.substr(0, colon)) && isPort(text.substr(colon + 1)))
    return okStatus();
  return invalid("bad_address", "\"" + excerpt(text, 80) + "\" is not an address", std::string(field),
                 "write HOST:PORT, port 1 to 65535");
}

}  // namespace flotilla
