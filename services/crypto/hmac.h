// Keyed hashes (RFC 2104). Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace flotilla {

// 20 raw bytes. SHA-1 is what authenticator apps speak; nothing else here uses it.
std::string hmacSha1(std::string_view key, std::string_view message);

}  // namespace flotilla
