// Semantic versions MAJOR.MINOR.PATCH[-pre]; build metadata is not taken. Order as in https://semver.org section 11,
// except that a pre-release is compared as one text.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

struct Version {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::uint32_t patch = 0;
  std::string pre = {};

  std::string toString() const;
  friend bool operator==(const Version&, const Version&) = default;
  friend std::strong_ordering operator<=>(const Version& a, const Version& b);
};

Result<Version> parseVersion(std::string_view text);

}  // namespace flotilla
