#include "services/controlplane/http/connect_call.h"

#include <charconv>

#include "services/controlplane/http/connect_reply.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kTimeoutDigits = 10;

Reply wrongType(const MethodForm& method) {
  const std::string takes =
      method.streams() ? "application/connect+proto, application/connect+json" : "application/proto, application/json";
  Reply reply = connectError(
      {"invalid_argument", 415},
      invalid("bad_content_type", "this method takes another content type", "Content-Type", "send one of " + takes));
  reply.headers.emplace_back("Accept-Post", takes);
  return reply;
}

// Whether the type says JSON; nothing if it is not one that the method takes.
std::optional<bool> isJsonType(const MethodForm& method, std::string_view type) {
  const auto semicolon = type.find(';');
  std::string_view name = type.substr(0, semicolon);
  while (name.ends_with(' ')) name.remove_suffix(1);
  const bool json = name == (method.streams() ? "application/connect+json" : "application/json");
  if (json) return true;
  const bool proto = name == (method.streams() ? "application/connect+proto" : "application/proto");
  return proto && semicolon == std::string_view::npos ? std::optional(false) : std::nullopt;
}

std::optional<std::chrono::milliseconds> parseTimeout(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = text.size() <= kTimeoutDigits && error == std::errc() && end == text.data() + text.size();
  return good && value > 0 ? std::optional(std::chrono::milliseconds(value)) : std::nullopt;
}

bool isPlain(std::string_view encoding) {
  return encoding.empty() || encoding == "identity";
}

}  // namespace

std::variant<ConnectCall, Reply> parseConnectCall(const RequestHead& head) {
  const auto method = MethodForm::find(head.target.substr(0, head.target.find('?')));
  if (!method) return connectError(notFound("unknown_method", "there is no such method"));
  const auto json = isJsonType(*method, head.contentType);
  if (!json) return wrongType(*method);
  ConnectCall call{*method, *json};
  if (!head.connectVersion.empty() && head.connectVersion != "1")
    return connectError(invalid("bad_version", "this server speaks version 1 of Connect's protocol",
                                "Connect-Protocol-Version", "send 1"));
  if (!isPlain(method->streams() ? head.connectEncoding : head.contentEncoding) || !isPlain(head.contentEncoding))
    return connectError(kUnimplemented, invalid("compressed", "requests are not taken compressed", "Content-Encoding",
                                                "send identity"));
  if (!head.connectTimeout.empty()) {
    const auto timeout = parseTimeout(head.connectTimeout);
    if (!timeout)
      return connectError(invalid("bad_timeout", "the timeout is not a number of milliseconds", "Connect-Timeout-Ms",
                                  "send 1 to 9999999999"));
    call.timeout = *timeout;
  }
  return call;
}

}  // namespace flotilla::controlplane
