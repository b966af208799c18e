// A browser's session: opened by logging in or by accepting an invitation, kept by the browser as a cookie that no
// script can read, and ended by logging out. The session's text is never in a body. Thread: the HTTP thread. Lifetime:
// outlives its sinks; the dispatcher outlives it.
#pragma once

#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/http_server.h"
#include "services/controlplane/http/web_route.h"
#include "services/controlplane/rpc/dispatcher.h"

namespace flotilla::controlplane {

class WebSession {
 public:
  WebSession(Dispatcher& dispatcher, const HttpLimits& limits) : dispatcher_(dispatcher), limits_(limits) {}

  // One of GetSession, LogIn, AcceptInvitation and LogOut.
  Outcome begin(const RequestHead& head, WebCall call);

 private:
  friend class LogInSink;
  Outcome tell(const RequestHead& head);
  Outcome logOut(const RequestHead& head);
  Answer open(const char* method, const std::string& json, Credentials credentials, std::string before);

  Dispatcher& dispatcher_;
  const HttpLimits& limits_;
};

}  // namespace flotilla::controlplane
