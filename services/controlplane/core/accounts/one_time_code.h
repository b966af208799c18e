// Codes that people copy from paper or a message and that work once: invitations and recovery codes. 80 bits, so that a
// plain hash is enough to keep. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/digest.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

// "XXXX-XXXX-XXXX-XXXX", of capital letters and the digits 2 to 7.
std::string makeOneTimeCode(Random& random);
// What is kept of it. The same however it is typed: in small letters, with spaces, without hyphens, with 0, 1 and 8 for
// the letters that they look like. Zero for what cannot be one.
Digest hashOfOneTimeCode(std::string_view code);

}  // namespace flotilla::controlplane
