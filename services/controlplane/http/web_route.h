// The addresses of the listener for people: one table, in which every address and method says who may use it and what
// keeps other sites from using it in a browser's name. Thread: any; pure. Private to this folder, and for its tests.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace flotilla::controlplane {

enum class WebCall {
  Method,
  GetSession,
  LogIn,
  AcceptInvitation,
  LogOut,
  Health,
  Ready,
  Metrics,
  Registry,
  Alerts,
  App
};

enum class WebPermission {
  Anybody,
  OwnSession,    // whose cookie comes with it
  MethodRules,   // the dispatcher's, by method
  FleetViewer,   // a bearer that may see the whole fleet
  UploadTicket,  // the registry's
  AlertRoles,    // as alert_front.h says
};

enum class CsrfClass {
  NoEffect,    // changes nothing
  Token,       // where the cookie shows who asks, X-Flotilla-CSRF must come with it
  SameOrigin,  // nobody is known yet: only from our own pages, and only as JSON
  NoCookie,    // never looks at cookies
};

struct WebRoute {
  consteval WebRoute(std::string_view path_, std::string_view method_, WebCall call_, WebPermission permission_,
                     CsrfClass csrf_)
      : path(path_), method(method_), call(call_), permission(permission_), csrf(csrf_) {}

  std::string_view path;    // all that begins so if it ends with "/" or "."
  std::string_view method;  // empty: whoever answers there looks at it
  WebCall call;
  WebPermission permission;
  CsrfClass csrf;
};

std::span<const WebRoute> webRoutes();

struct FoundRoute {
  const WebRoute* route = nullptr;  // null: no such address, or not with that method
  std::string allowed;              // then: methods that the address takes; empty: there is no such address
};
FoundRoute findRoute(std::string_view method, std::string_view path);

// One spelling of each address: from the root, no percent-encoding, no empty or dotted segment, no odd characters.
bool isPlainPath(std::string_view path);

}  // namespace flotilla::controlplane
