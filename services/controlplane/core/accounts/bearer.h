// What stands after "Bearer": a session "fls1.<id>.<secret>", an API token "fltp_<id>_<secret>_<crc>", or a token from
// before there were accounts, "flo1.<operator id>.<secret>". Thread: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "models/domain/access.h"
#include "models/domain/result.h"

namespace flotilla::controlplane {

struct Bearer {
  PrincipalKind kind = PrincipalKind::Session;
  std::string id;
  std::string secret;  // raw
};

std::string sessionText(const SessionId& id, std::string_view secret);
std::string apiTokenText(const ApiTokenId& id, std::string_view secret);

// Unauthenticated: "token_unknown" of what is neither, "token_damaged" of an API token that was not copied whole.
Result<Bearer> parseBearer(std::string_view text);

}  // namespace flotilla::controlplane
