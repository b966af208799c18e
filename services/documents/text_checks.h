// Checks on raw text that JSON and YAML share. Private to services/documents. Thread: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace flotilla {

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{1} << 20;

// UTF-8 as in RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

// Unicode characters in valid UTF-8.
std::size_t characterCount(std::string_view text);

// C0 and C1 control characters and DEL; tab and line breaks count when `allowLayout` is false.
bool hasControls(std::string_view text, bool allowLayout);

// `min` to `max` characters from '!' to '~'.
bool isVisibleAscii(std::string_view text, std::size_t min, std::size_t max);

// [A-Za-z0-9._-]{1,max}
bool isToken(std::string_view text, std::size_t max);

// For quoting input in a message: at most 60 bytes, cut between characters, control characters as '?'.
std::string excerpt(std::string_view text);

// For quoting a limit in a message: at most six decimals, none of them a trailing zero.
std::string plainNumber(double value);

}  // namespace flotilla
