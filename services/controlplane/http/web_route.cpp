#include "services/controlplane/http/web_route.h"

#include <algorithm>
#include <array>

namespace flotilla::controlplane {
namespace {

constexpr std::array kRoutes = {
    WebRoute{"/v2/", "", WebCall::Registry, WebPermission::UploadTicket, CsrfClass::NoCookie},
    WebRoute{"/api/v2/", "", WebCall::Alerts, WebPermission::AlertRoles, CsrfClass::NoCookie},
    WebRoute{"/-/", "", WebCall::Alerts, WebPermission::Anybody, CsrfClass::NoCookie},
    WebRoute{"/flotilla.v1.", "POST", WebCall::Method, WebPermission::MethodRules, CsrfClass::Token},
    WebRoute{"/session", "GET", WebCall::GetSession, WebPermission::OwnSession, CsrfClass::NoEffect},
    WebRoute{"/session", "POST", WebCall::LogIn, WebPermission::Anybody, CsrfClass::SameOrigin},
    WebRoute{"/session", "DELETE", WebCall::LogOut, WebPermission::OwnSession, CsrfClass::Token},
    WebRoute{"/session/invitation", "POST", WebCall::AcceptInvitation, WebPermission::Anybody, CsrfClass::SameOrigin},
    WebRoute{"/healthz", "GET", WebCall::Health, WebPermission::Anybody, CsrfClass::NoEffect},
    WebRoute{"/healthz", "HEAD", WebCall::Health, WebPermission::Anybody, CsrfClass::NoEffect},
    WebRoute{"/readyz", "GET", WebCall::Ready, WebPermission::Anybody, CsrfClass::NoEffect},
    WebRoute{"/readyz", "HEAD", WebCall::Ready, WebPermission::Anybody, CsrfClass::NoEffect},
    WebRoute{"/metrics", "GET", WebCall::Metrics, WebPermission::FleetViewer, CsrfClass::NoCookie},
    WebRoute{"/", "GET", WebCall::App, WebPermission::Anybody, CsrfClass::NoEffect},
    WebRoute{"/", "HEAD", WebCall::App, WebPermission::Anybody, CsrfClass::NoEffect},
};

bool covers(const WebRoute& route, std::string_view path) {
  const bool isPrefix = route.path.ends_with('/') || route.path.ends_with('.');
  return isPrefix ? path.starts_with(route.path) : path == route.path;
}

}  // namespace

std::span<const WebRoute> webRoutes() {
  return kRoutes;
}

FoundRoute findRoute(std::string_view method, std::string_view path) {
  FoundRoute out;
  const auto first = std::find_if(kRoutes.begin(), kRoutes.end(), [&](const WebRoute& r) { return covers(r, path); });
  if (first == kRoutes.end()) return out;
  for (const WebRoute& route : kRoutes) {
    if (route.path != first->path) continue;
    if (route.method.empty() || route.method == method) return {&route, {}};
    out.allowed += (out.allowed.empty() ? "" : ", ") + std::string(route.method);
  }
  return out;
}

bool isPlainPath(std::string_view path) {
  constexpr std::string_view kOdd = "-._~!$&'()*+,;=:@/";
  if (!path.starts_with('/') || path.find("//") != std::string_view::npos) return false;
  const bool plain = std::all_of(path.begin(), path.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kOdd.find(c) != std::string_view::npos;
  });
  return plain && path.find("/./") == std::string_view::npos && path.find("/../") == std::string_view::npos &&
         !path.ends_with("/.") && !path.ends_with("/..");
}

}  // namespace flotilla::controlplane
