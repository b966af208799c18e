#include "services/controlplane/http/headers.h"

#include <algorithm>
#include <array>

namespace flotilla::controlplane {
namespace {

// No script, style or frame but our own files; nothing inline.
constexpr std::string_view kContentSecurity =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; object-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'";

constexpr std::array<HeaderLine, 8> kSecurityHeaders = {{
    {"Content-Security-Policy", kContentSecurity},
    {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
}};

}  // namespace

std::span<const HeaderLine> securityHeaders() {
  return kSecurityHeaders;
}

void completeHeaders(Reply& reply, bool forNodes) {
  if (forNodes) {
    reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return;
  }
  for (const auto& [name, value] : kSecurityHeaders) reply.headers.emplace_back(name, value);
  const bool says = std::any_of(reply.headers.begin(), reply.headers.end(),
                                [](const auto& header) { return header.first == "Cache-Control"; });
  if (!says) reply.headers.emplace_back("Cache-Control", "no-store");
}

}  // namespace flotilla::controlplane
