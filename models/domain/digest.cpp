#include "models/domain/digest.h"

#include <algorithm>

#include "models/domain/utf8.h"

namespace flotilla {
namespace {

constexpr std::string_view kPrefix = "sha256:";
constexpr std::string_view kHexDigits = "0123456789abcdef";

}  // namespace

std::string toHex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

Result<std::string> fromHex(std::string_view hex) {
  std::string out;
  if (hex.size() % 2 != 0) return invalid("bad_hex", "hex text has an odd length");
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = kHexDigits.find(hex[i]);
    const auto low = kHexDigits.find(hex[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      return invalid("bad_hex", "hex text has a character other than 0-9 and a-f");
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string Digest::hex() const {
  return toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string Digest::toString() const {
  return std::string(kPrefix) + hex();
}

Result<Digest> parseDigest(std::string_view text) {
  const auto bad = [&] {
    return invalid("bad_digest", "\"" + excerpt(text, 80) + "\" is not a digest", {},
                   "write sha256: and 64 lower-case hex digits");
  };
  if (text.size() != kPrefix.size() + 64 || !text.starts_with(kPrefix)) return bad();
  const auto raw = fromHex(text.substr(kPrefix.size()));
  if (!raw) return bad();
  Digest digest;
  std::copy(raw->begin(), raw->end(), digest.bytes.begin());
  return digest;
}

}  // namespace flotilla
