// How Connect's protocol says things: errors, and the envelopes of streams (connectrpc.com/docs/protocol). Thread: any;
// pure. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "services/controlplane/http/reply.h"

namespace flotilla::controlplane {

struct ConnectCode {
  std::string_view name;  // "permission_denied"
  unsigned status = 500;  // of HTTP
};
inline constexpr ConnectCode kDeadlineExceeded{"deadline_exceeded", 504};
inline constexpr ConnectCode kUnimplemented{"unimplemented", 501};
ConnectCode connectCode(const Error& error);

// {"code", "message", "details"}. What went wrong inside is logged, never told.
std::string connectErrorJson(const ConnectCode& code, const Error& error);
Reply connectError(const ConnectCode& code, const Error& error);
inline Reply connectError(const Error& error) {
  return connectError(connectCode(error), error);
}

// One byte of flags, four of length, the message.
std::string envelope(std::string_view message);
std::string endOfStream(const std::optional<std::string>& errorJson);
// The one message of a request. Errors: Invalid/"bad_envelope", "compressed".
Result<std::string> openEnvelope(const std::string& body);

}  // namespace flotilla::controlplane
