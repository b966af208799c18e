// HMAC with SHA-256 (RFC 2104). Thread: pure.
#pragma once

#include <string_view>

#include "models/domain/digest.h"

namespace flotilla {

Digest hmacSha256(std::string_view key, std::string_view message);

}  // namespace flotilla
