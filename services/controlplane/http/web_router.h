// Sends each request of the listener for people to whoever answers it, after what the table of routes demands. Thread:
// the HTTP thread. Lifetime: outlives what it answers with; what it was given outlives it.
#pragma once

#include "services/controlplane/http/alert_api.h"
#include "services/controlplane/http/connect_api.h"
#include "services/controlplane/http/registry.h"
#include "services/controlplane/http/traffic.h"
#include "services/controlplane/http/web_app.h"
#include "services/controlplane/http/web_route.h"
#include "services/controlplane/http/web_session.h"

namespace flotilla::controlplane {

class WebRouter {
 public:
  // `connections`: how many are open now.
  struct Parts {
    Executor& loop;
    Dispatcher& dispatcher;
    const HttpLimits& limits;
    Registry& registry;
    std::optional<AlertApi>& alerts;
    std::function<std::size_t()> connections;
  };
  WebRouter(Parts parts, WebSite site);

  Outcome begin(const RequestHead& head);
  void served(const Served& served) { traffic_.count(served); }

 private:
  Outcome dispatch(const RequestHead& head, const WebRoute& route, std::string_view path);
  Outcome metrics(const RequestHead& head);

  Parts parts_;
  WebSite site_;
  ConnectApi api_;
  WebSession sessions_;
  WebApp app_;
  Traffic traffic_;
};

}  // namespace flotilla::controlplane
