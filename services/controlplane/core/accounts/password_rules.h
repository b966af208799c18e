// What a password may be. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kShortestPassword = 12;  // characters, that is code points of UTF-8
inline constexpr std::size_t kLongestPassword = 128;
inline constexpr std::size_t kPasswordBytes = 4 * kLongestPassword;  // what is longer is nobody's

// 12 to 128 characters of UTF-8 without control characters, taken as they are: nothing is folded or cut. Errors are
// Invalid with the field: "password_too_short", "password_too_long", "bad_password".
Status checkPassword(const char* field, std::string_view password);

}  // namespace flotilla::controlplane
