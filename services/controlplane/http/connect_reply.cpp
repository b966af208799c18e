#include "services/controlplane/http/connect_reply.h"

#include <algorithm>

#include "models/domain/utf8.h"
#include "services/controlplane/rpc/method_form.h"
#include "services/runtime/base64.h"
#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kHeadBytes = 5;
constexpr char kCompressed = 1;
constexpr char kEnd = 2;

std::string enveloped(char flags, std::string_view message) {
  const auto size = static_cast<std::uint32_t>(message.size());
  std::string out{flags, static_cast<char>(size >> 24), static_cast<char>(size >> 16), static_cast<char>(size >> 8),
                  static_cast<char>(size)};
  out.append(message);
  return out;
}

// Seconds. What the fix tells people ("try again in 12 s") is told to programs as well.
std::string retryAfter(const Error& error) {
  constexpr std::string_view kAgainIn = "try again in ";
  std::string_view fix = error.fix;
  if (!fix.starts_with(kAgainIn)) return "5";
  fix.remove_prefix(kAgainIn.size());
  const std::string_view seconds = fix.substr(0, std::min(fix.find_first_not_of("0123456789"), fix.size()));
  return seconds.empty() ? "5" : std::string(seconds);
}

std::string jsonText(std::string_view text) {
  return '"' + log::escape(text) + '"';
}

}  // namespace

ConnectCode connectCode(const Error& error) {
  if (error.reason == "unknown_method") return {"unimplemented", 404};
  switch (error.code) {
    case ErrorCode::Invalid:
      return {"invalid_argument", 400};
    case ErrorCode::Unauthenticated:
      return {"unauthenticated", 401};
    case ErrorCode::Denied:
      return {"permission_denied", 403};
    case ErrorCode::NotFound:
      return {"not_found", 404};
    case ErrorCode::Conflict:
      return {"aborted", 409};
    case ErrorCode::Precondition:
      return {"failed_precondition", 400};
    case ErrorCode::Exhausted:
      return {"resource_exhausted", 429};
    case ErrorCode::Unavailable:
      return {"unavailable", 503};
    case ErrorCode::Internal:
      break;
  }
  return {"internal", 500};
}

std::string connectErrorJson(const ConnectCode& code, const Error& error) {
  Error told = error;
  if (code.name == "internal") {
    log::error("a call failed", {{"reason", error.reason}, {"error", error.message}});
    told = internalError(error.reason, "the server could not do this; its log says why");
  }
  return "{\"code\":" + jsonText(code.name) + ",\"message\":" + jsonText(excerpt(told.message, kMostTold)) +
         ",\"details\":[{\"type\":\"flotilla.v1.ErrorDetail\",\"value\":\"" + toBase64(errorDetailBytes(told)) +
         "\"}]}";
}

Reply connectError(const ConnectCode& code, const Error& error) {
  Reply reply;
  reply.status = code.status;
  reply.headers.emplace_back("Content-Type", "application/json");
  if (code.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"flotilla\"");
  if (code.status == 429 || code.status == 503) reply.headers.emplace_back("Retry-After", retryAfter(error));
  reply.body = connectErrorJson(code, error);
  return reply;
}

std::string envelope(std::string_view message) {
  return enveloped(0, message);
}

std::string endOfStream(const std::optional<std::string>& errorJson) {
  return enveloped(kEnd, errorJson ? "{\"error\":" + *errorJson + "}" : "{}");
}

Result<std::string> openEnvelope(const std::string& body) {
  if (body.size() < kHeadBytes) return invalid("bad_envelope", "the body is not an envelope of Connect's protocol");
  if (body[0] == kCompressed)
    return invalid("compressed", "the message is compressed", "Connect-Content-Encoding", "send it as it is");
  std::uint32_t size = 0;
  for (std::size_t i = 1; i < kHeadBytes; ++i) size = size << 8 | static_cast<unsigned char>(body[i]);
  if (body[0] != 0 || size != body.size() - kHeadBytes)
    return invalid("bad_envelope", "the body is not one whole message in an envelope");
  return body.substr(kHeadBytes);
}

}  // namespace flotilla::controlplane
