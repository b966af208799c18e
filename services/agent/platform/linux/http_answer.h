// Decides from the head of an HTTP answer what becomes of its body. Thread: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla::agent {

struct HttpHead {
  int status = 0;
  std::optional<std::uint64_t> contentLength;  // bytes; a number too large to hold counts as the largest
  std::string contentRange;
  std::string contentEncoding;
};

// Takes one line of a head, without its line end. A status line starts a new head (an answer may be preceded by a "100
// Continue").
void readHeadLine(HttpHead& head, std::string_view line);

// Where in the file the first byte of the body belongs, for a request of the bytes from `have` on of something `length`
// bytes long (a range request if `have` > 0): `have`, or 0 if the source ignored the range. Errors: not_found,
// source_denied (Denied), source_unavailable, V29_too_long, V32_too_short.
Result<std::uint64_t> bodyOffset(const HttpHead& head, std::uint64_t have, std::uint64_t length);

Error sourceUnavailable(std::string message);  // Unavailable: try again later

}  // namespace flotilla::agent
