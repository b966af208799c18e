// One-time passwords of time (RFC 6238): SHA-1, six digits, steps of 30 s, which is what every authenticator app takes.
// Thread: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/domain/time.h"

namespace flotilla::controlplane {

inline constexpr std::size_t kTotpSecretBytes = 20;

std::uint64_t totpStep(TimePoint at);
// The code of a step, of 1 to 8 digits.
std::string totpCode(std::string_view secret, std::uint64_t step, int digits = 6);

// The step that this code is of: the one of `now`, or the one before or after, as clocks differ. Nothing for any other
// code, and for one of `lastStep` or before: each works once.
std::optional<std::uint64_t> matchTotp(std::string_view secret, std::string_view code, TimePoint now,
                                       std::uint64_t lastStep);

// What an authenticator app reads as a picture: otpauth://totp/Flotilla:NAME?secret=...
std::string totpUri(std::string_view secret, std::string_view name);

}  // namespace flotilla::controlplane
