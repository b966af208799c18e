#include "services/controlplane/http/alert_api.h"

#include <algorithm>
#include <utility>

#include "models/domain/utf8.h"
#include "services/controlplane/http/alert_post.h"
#include "services/controlplane/http/alert_select.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kBearer = "Bearer ";

struct Methods {
  std::string_view allowed;  // as the header wants them
  bool get = true, post = false, remove = false;
};

Methods methodsOf(AlertCall call) {
  switch (call) {
    case AlertCall::Alerts:
    case AlertCall::Silences:
      return {"POST,GET", true, true, false};
    case AlertCall::Silence:
      return {"DELETE,GET", true, false, true};
    default:
      return {"GET"};
  }
}

bool takes(const Methods& methods, std::string_view method) {
  return (methods.get && method == "GET") || (methods.post && method == "POST") ||
         (methods.remove && method == "DELETE");
}

Reply methodFault(const RequestHead& head, const Methods& methods) {
  Reply reply = alertFault(ApiFault{
      405, 405,
      "method " + excerpt(head.method, 20) + " is not allowed, but [" + std::string(methods.allowed) + "] are"});
  reply.headers.emplace_back("Allow", methods.allowed);
  return reply;
}

// For whoever watches the watcher: needs no token and tells nothing else.
Reply probeReply(bool good) {
  Reply reply;
  reply.status = good ? 200 : 503;
  reply.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  reply.headers.emplace_back("Cache-Control", "no-store");
  reply.body = good ? "OK" : "Service Unavailable";
  return reply;
}

bool isJson(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type == "application/json";
}

// The filter of a query, or the reply that says what is wrong with it.
std::variant<AlertFilter, Reply> filterOf(const AlertFront& front, const AlertQuery& query) {
  auto matchers = parseFilter(query.filter);
  if (const auto* const fault = std::get_if<ApiFault>(&matchers)) return alertFault(*fault);
  auto labels = front.compile(std::get<std::vector<Matcher>>(matchers));
  if (!labels) return alertFault(ApiFault{400, 0, labels.error().message});
  AlertFront::LabelTest everybody = [](const Labels&) { return true; };
  AlertFilter out{std::move(*labels), std::move(everybody), query.active, query.silenced, query.inhibited};
  if (query.receiver.empty()) return out;
  auto receiver = front.compile({Matcher{"receiver", query.receiver, true, true}});
  if (!receiver) return alertFault(ApiFault{400, 0, "failed to parse receiver param: " + receiver.error().message});
  out.receiver = std::move(*receiver);
  return out;
}

// An answer that is a reply if all went well.
template <class T, class Encode>
auto replyWith(Respond respond, Encode encode) {
  return [respond = std::move(respond), encode = std::move(encode)](Result<T> result) {
    respond([result = std::move(result), encode] { return result ? encode(*result) : alertFault(result.error()); });
  };
}

}  // namespace

bool AlertApi::owns(std::string_view target) {
  return target.starts_with("/api/v2/") || target.starts_with("/-/");
}

Outcome AlertApi::begin(const RequestHead& head) {
  auto parsed = parseAlertTarget(head.target);
  if (const auto* const fault = std::get_if<ApiFault>(&parsed)) return alertFault(*fault);
  const auto& query = std::get<AlertQuery>(parsed);
  const bool probes = query.call == AlertCall::Healthy || query.call == AlertCall::Ready;
  const Methods methods = methodsOf(query.call);
  if (!takes(methods, head.method) && !(probes && head.method == "HEAD")) return methodFault(head, methods);
  if (probes) return probeReply(query.call == AlertCall::Healthy || front_.isReady());

  if (!head.authorization.starts_with(kBearer))
    return alertFault(Error{ErrorCode::Unauthenticated, "no_token",
                            "the request carries no token: send Authorization: Bearer TOKEN of an operator"});
  std::string token(head.authorization.substr(kBearer.size()));
  if (head.method == "POST") return startBody(head, query.call, std::move(token));
  if (head.method == "DELETE") return expireSilence(query, std::move(token));
  return read(query, std::move(token));
}

Outcome AlertApi::startBody(const RequestHead& head, AlertCall call, std::string token) {
  if (!isJson(head.contentType))
    return alertFault(ApiFault{
        415, 415,
        "unsupported media type \"" + excerpt(head.contentType, 80) + "\", only [application/json] are allowed"});
  if (head.contentLength.value_or(0) > limits_.maxAlertBody)
    return alertFault(ApiFault{413, 413, "a request has at most " + std::to_string(limits_.maxAlertBody) + " bytes"});
  return call == AlertCall::Alerts ? makeAlertsSink(front_, std::move(token), limits_.maxAlertBody)
                                   : makeSilenceSink(front_, std::move(token), limits_.maxAlertBody);
}

Outcome AlertApi::read(const AlertQuery& query, std::string token) {
  AlertAsker asker{std::move(token), Role::Viewer};
  const auto status = [&](std::function<std::string(const AlertFrontStatus&)> encode) {
    return Later([this, asker, encode = std::move(encode)](Respond respond) {
      front_.status(asker, replyWith<AlertFrontStatus>(std::move(respond), [encode](const AlertFrontStatus& found) {
                      return alertReply(encode(found));
                    }));
    });
  };
  switch (query.call) {
    case AlertCall::Status:
      return status([](const AlertFrontStatus& s) { return encodeStatus({s.version, s.startedAt, s.config}); });
    case AlertCall::Receivers:
      return status([](const AlertFrontStatus& s) { return encodeReceivers(s.receivers); });
    case AlertCall::Silences:
      return readSilences(query, std::move(asker));
    case AlertCall::Silence:
      return readSilence(query, std::move(asker));
    default:
      return readAlerts(query, std::move(asker));
  }
}

Outcome AlertApi::readAlerts(const AlertQuery& query, AlertAsker asker) {
  auto filter = filterOf(front_, query);
  if (auto* const refused = std::get_if<Reply>(&filter)) return std::move(*refused);
  return Later([this, asker = std::move(asker), groups = query.call == AlertCall::Groups,
                filter = std::get<AlertFilter>(std::move(filter))](Respond respond) {
    using View = std::shared_ptr<const AlertsView>;
    front_.view(asker, replyWith<View>(std::move(respond), [this, groups, filter](const View& view) {
                  const IdOfLabels idOf = [this](const Labels& labels) { return front_.idOf(labels); };
                  return alertReply(groups ? encodeAlertGroups(chooseGroups(*view, filter), idOf)
                                           : encodeAlerts(chooseAlerts(*view, filter, idOf), idOf));
                }));
  });
}

Outcome AlertApi::readSilences(const AlertQuery& query, AlertAsker asker) {
  auto filter = filterOf(front_, query);
  if (auto* const refused = std::get_if<Reply>(&filter)) return std::move(*refused);
  return Later([this, query, asker = std::move(asker),
                labels = std::get<AlertFilter>(std::move(filter)).labels](Respond respond) {
    using Silences = std::vector<Silence>;
    front_.silences(asker, replyWith<Silences>(std::move(respond), [this, query, labels](const Silences& silences) {
                      const TimePoint now = front_.now();
                      return alertReply(encodeSilences(chooseSilences(silences, query, labels, now), now));
                    }));
  });
}

Outcome AlertApi::readSilence(const AlertQuery& query, AlertAsker asker) {
  return Later([this, asker = std::move(asker), id = SilenceId(query.id)](Respond respond) {
    using Silences = std::vector<Silence>;
    front_.silences(asker, replyWith<Silences>(std::move(respond), [this, id](const Silences& silences) {
                      const auto found = std::find_if(silences.begin(), silences.end(),
                                                      [&](const Silence& silence) { return silence.id == id; });
                      if (found != silences.end()) return alertReply(encodeSilence(*found, front_.now()));
                      Reply reply = alertReply({});
                      reply.status = 404;
                      return reply;
                    }));
  });
}

// Alertmanager 0.25 answers 500 for an id that is none; that is not the server's fault, so here it is 404, as its
// document says since.
Outcome AlertApi::expireSilence(const AlertQuery& query, std::string token) {
  return Later([this, token = std::move(token), id = SilenceId(query.id)](Respond respond) {
    front_.expireSilence({token, Role::Operator}, id,
                         replyWith<Unit>(std::move(respond), [](const Unit&) { return alertReply({}); }));
  });
}

}  // namespace flotilla::controlplane
