// Base64 (RFC 4648). Encoding: the standard alphabet with padding, or the URL alphabet without. Decoding takes both
// alphabets, with or without padding, and refuses anything else, also stray bits after the last byte.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

std::string toBase64(std::string_view bytes);
std::string toBase64Url(std::string_view bytes);
Result<std::string> fromBase64(std::string_view text);

}  // namespace flotilla
