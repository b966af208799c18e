// A SHA-256 digest: the name of every immutable thing.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  // "sha256:" and 64 lower-case hex digits.
  std::string toString() const;
  std::string hex() const;
  bool isZero() const { return *this == Digest{}; }
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

// Takes exactly the form of toString(); upper case, short and other algorithms are refused.
Result<Digest> parseDigest(std::string_view text);

std::string toHex(std::string_view bytes);
// Lower-case hex of even length only.
Result<std::string> fromHex(std::string_view hex);

}  // namespace flotilla
