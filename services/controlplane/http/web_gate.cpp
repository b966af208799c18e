#include "services/controlplane/http/web_gate.h"

#include <algorithm>
#include <cctype>

#include "services/controlplane/core/identity/csrf.h"
#include "services/controlplane/http/connect_reply.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kLongestSession = 256;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool isSessionText(std::string_view text) {
  return !text.empty() && text.size() <= kLongestSession && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  });
}

// "[::1]:7445" and "example.org:7445" without the port and the brackets.
std::string_view hostOnly(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, std::max<std::size_t>(host.find(']'), 1) - 1);
  return host.substr(0, host.rfind(':'));
}

Reply denied(const char* reason, const char* message, const char* field, const char* fix) {
  return connectError(Error{ErrorCode::Denied, reason, message, field, fix});
}

}  // namespace

std::string_view sessionOf(std::string_view cookie) {
  std::string_view found;
  while (!cookie.empty()) {
    const auto end = cookie.find(';');
    std::string_view pair = cookie.substr(0, end);
    cookie.remove_prefix(end == std::string_view::npos ? cookie.size() : end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (!pair.starts_with(kSessionCookie) || !pair.substr(kSessionCookie.size()).starts_with('=')) continue;
    if (!found.empty()) return {};
    found = pair.substr(kSessionCookie.size() + 1);
  }
  return isSessionText(found) ? found : std::string_view();
}

bool isOurHost(std::string_view host, const std::vector<std::string>& hosts) {
  if (hosts.empty()) return true;
  const std::string name = lower(hostOnly(host));
  return std::any_of(hosts.begin(), hosts.end(), [&](const std::string& known) { return lower(known) == name; });
}

std::optional<Reply> checkOrigin(const RequestHead& head, const WebRoute& route) {
  if (route.csrf == CsrfClass::NoEffect || route.csrf == CsrfClass::NoCookie) return std::nullopt;
  const bool fromElsewhere = (!head.fetchSite.empty() && head.fetchSite != "same-origin") ||
                             (!head.origin.empty() && lower(head.origin) != "https://" + lower(head.host));
  if (fromElsewhere)
    return denied("cross_site", "another site's page made this request", "Origin", "use the page of this server");
  if (route.csrf != CsrfClass::Token || !head.authorization.empty()) return std::nullopt;
  const std::string_view session = sessionOf(head.cookie);
  if (session.empty() || isCsrfToken(session, head.csrf)) return std::nullopt;
  return denied("bad_csrf", "the request does not show that a page of this server made it", "X-Flotilla-CSRF",
                "send what GET /session says as \"csrf\"");
}

std::string authorizationOf(const RequestHead& head) {
  if (!head.authorization.empty()) return std::string(head.authorization);
  const std::string_view session = sessionOf(head.cookie);
  return session.empty() ? std::string() : "Bearer " + std::string(session);
}

}  // namespace flotilla::controlplane
