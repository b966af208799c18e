// Base32 (RFC 4648), upper-case, without padding: what people type from paper and what authenticator apps take.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/result.h"

namespace flotilla {

std::string toBase32(std::string_view bytes);
// Also of lower case, with padding, and with spaces and hyphens anywhere. Invalid/"bad_base32" for everything else.
Result<std::string> fromBase32(std::string_view text);

}  // namespace flotilla
