#include "services/controlplane/http/web_router.h"

#include "services/controlplane/http/connect_reply.h"
#include "services/controlplane/http/web_gate.h"

namespace flotilla::controlplane {
namespace {

Reply textReply(unsigned status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  reply.body = std::move(text);
  return reply;
}

Reply wrongMethod(const std::string& allowed) {
  Reply reply = connectError({"unimplemented", 405}, invalid("bad_method", "this address does not take that method",
                                                             "method", "use " + allowed));
  reply.headers.emplace_back("Allow", allowed);
  return reply;
}

std::string gauge(const char* name, const char* help, std::size_t value) {
  const std::string title(name);
  return "# HELP " + title + " " + help + "\n# TYPE " + title + " gauge\n" + title + " " + std::to_string(value) + "\n";
}

}  // namespace

WebRouter::WebRouter(Parts parts, WebSite site)
    : parts_(std::move(parts)),
      site_(std::move(site)),
      api_(parts_.loop, parts_.dispatcher, parts_.limits),
      sessions_(parts_.dispatcher, parts_.limits),
      app_(site_.files) {}

Outcome WebRouter::begin(const RequestHead& head) {
  if (!isOurHost(head.host, site_.hosts))
    return connectError({"not_found", 421}, notFound("wrong_host", "this server has another name", "Host",
                                                     "set public.host or tls.hosts of flotillad"));
  const std::string_view path = head.target.substr(0, head.target.find('?'));
  const FoundRoute found = findRoute(head.method, path);
  // These two have rules of their own for what an address may look like.
  const bool own =
      found.route == nullptr || (found.route->call != WebCall::Registry && found.route->call != WebCall::Alerts);
  if (own && !isPlainPath(path))
    return connectError(invalid("bad_target", "this is not the one spelling of an address", "target",
                                "write it from the root, without percent signs, \"//\" and \"..\""));
  if (found.route == nullptr) return wrongMethod(found.allowed);
  if (auto refused = checkOrigin(head, *found.route)) return std::move(*refused);
  return dispatch(head, *found.route, path);
}

Outcome WebRouter::dispatch(const RequestHead& head, const WebRoute& route, std::string_view path) {
  switch (route.call) {
    case WebCall::Method:
      return api_.begin(head, authorizationOf(head));
    case WebCall::GetSession:
    case WebCall::LogIn:
    case WebCall::AcceptInvitation:
    case WebCall::LogOut:
      return sessions_.begin(head, route.call);
    case WebCall::Health:
      return textReply(200, "alive\n");
    case WebCall::Ready: {
      const Status ready = site_.front.readiness();
      return ready ? textReply(200, "ready\n") : textReply(503, "not ready: " + ready.error().message + "\n");
    }
    case WebCall::Metrics:
      return metrics(head);
    case WebCall::Registry:
      return parts_.registry.begin(head);
    case WebCall::Alerts:
      if (parts_.alerts) return parts_.alerts->begin(head);
      break;
    case WebCall::App:
      return app_.answer(head, path);
  }
  return textReply(404, "There is no such address.\n");
}

Outcome WebRouter::metrics(const RequestHead& head) {
  Credentials who{false, std::string(head.authorization), std::string(head.peer), programText(head.userAgent)};
  return Later{[this, who = std::move(who)](Respond respond) {
    site_.front.facts(who, [this, respond = std::move(respond)](Result<std::string> facts) {
      respond([this, facts = std::move(facts)] {
        if (!facts) return connectError(facts.error());
        Reply reply;
        reply.headers.emplace_back("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        reply.body = *facts + traffic_.text() +
                     gauge("flotilla_http_connections", "Open connections.", parts_.connections()) +
                     gauge("flotilla_http_streams", "Open streams of the operator API.", api_.openStreams());
        return reply;
      });
    });
  }};
}

}  // namespace flotilla::controlplane
