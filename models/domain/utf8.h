// Text as people send it, in messages and answers. Thread: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flotilla {

// Bytes of the character at the front of `text`, which is not empty; 0 if they are none: an overlong form, a surrogate,
// something above U+10FFFF, or a character that is cut.
std::size_t characterBytes(std::string_view text);

// Bytes of an error's message or fix that leave the server: gRPC carries no more than a few thousand.
inline constexpr std::size_t kMostTold = 1000;

// For quoting what was sent: at most `most` bytes, not cut through a character, and '?' for each byte that is none,
// because what is told travels as UTF-8.
std::string excerpt(std::string_view text, std::size_t most);

}  // namespace flotilla
