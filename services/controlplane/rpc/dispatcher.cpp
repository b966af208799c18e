#include "services/controlplane/rpc/dispatcher.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <cstdlib>

#include "models/domain/node_logs.h"
#include "models/domain/utf8.h"
#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/core/fleet/answers.h"
#include "services/proto/flotilla/v1/options.pb.h"
#include "services/runtime/log.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

constexpr std::size_t kMaxRequest = 4 << 20;

std::string withoutSlash(std::string method) {
  if (method.starts_with('/')) method.erase(0, 1);
  return method;
}

// "flotilla.v1.NodeService/ListNodes" -> its descriptor, if the program knows it.
const MethodDescriptor* descriptorOf(std::string method) {
  const std::size_t slash = method.find('/');
  if (slash == std::string::npos) return nullptr;
  method[slash] = '.';
  return DescriptorPool::generated_pool()->FindMethodByName(method);
}

const v1::MethodRules& rulesOf(const MethodDescriptor& method) {
  return method.options().GetExtension(v1::rules);
}

bool hasRules(const MethodDescriptor& method) {
  return wire::fromProto(rulesOf(method).role()).ok() && rulesOf(method).scope() != v1::SCOPE_UNSPECIFIED;
}

std::string stringField(const google::protobuf::Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? std::string() : message.GetReflection()->GetString(message, field);
}

std::uint64_t numberField(const google::protobuf::Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? 0 : message.GetReflection()->GetUInt64(message, field);
}

// The same for the same request, in whatever order its maps were written.
std::string canonicalBytes(const google::protobuf::Message& message) {
  std::string out;
  google::protobuf::io::StringOutputStream stream(&out);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return out;
}

Error denied(const Caller& caller, const MethodDescriptor& method) {
  return {ErrorCode::Denied,
          "role_missing",
          caller.name + " may not call " + method.name(),
          {},
          "ask for the role " + std::string(toText(wire::fromProto(rulesOf(method).role()).value())) +
              (rulesOf(method).scope() == v1::SCOPE_FLEET ? " for the whole fleet" : "")};
}

void respondWhenDurable(Fleet& fleet, Result<std::string> answer, const Dispatcher::Respond& respond) {
  fleet.whenDurable([answer = std::move(answer), respond](const Status& stored) {
    respond(stored ? answer : Result<std::string>(stored.error()));
  });
}

// Joins the id that the operator's program gave its request to the object that the audit log names, and for a rollout
// that is the id by which its nodes log what they do about it.
void logChange(const std::string& requestId, const AuditFact& fact) {
  log::info("an operator's request", {{"corr", isCorrelationId(requestId) ? requestId : std::string()},
                                      {"action", fact.action},
                                      {"object", fact.object},
                                      {"actor", fact.actor}});
}

bool mayCall(const Caller& caller, const MethodDescriptor& method) {
  const Role role = wire::fromProto(rulesOf(method).role()).value();
  return rulesOf(method).scope() == v1::SCOPE_FLEET ? caller.mayEverywhere(role) : caller.may(role);
}

// Roles are not asked of who concerns themselves, and nothing of who is not known yet.
Status checkRules(const AccountDesk& accounts, const Caller& caller, const MethodDescriptor& method) {
  const v1::MethodRules& rules = rulesOf(method);
  if (rules.scope() == v1::SCOPE_ANYBODY) return okStatus();
  if (rules.scope() != v1::SCOPE_OWN) {
    FLOTILLA_CHECK(accounts.checkSecondFactor(caller));
    if (!mayCall(caller, method)) return denied(caller, method);
  }
  return rules.confirm() ? accounts.checkConfirmed(caller) : okStatus();
}

}  // namespace

std::string programText(std::string_view said) {
  constexpr std::size_t kLongest = 120;
  std::string out(said.substr(0, kLongest));
  std::erase_if(out, [](char c) { return c < ' ' || c > '~'; });
  return out;
}

Dispatcher::Method& Dispatcher::add(const std::string& method) {
  const MethodDescriptor* descriptor = descriptorOf(method);
  if (descriptor == nullptr || !hasRules(*descriptor) || methods_.contains(method)) {
    log::error("a method is unknown, has no rules, or is registered twice", {{"method", method}});
    std::abort();
  }
  Method& entry = methods_[method];
  entry.descriptor = descriptor;
  return entry;
}

void Dispatcher::stream(const std::string& method, Streamer handler) {
  add(method).stream = std::move(handler);
}

Status Dispatcher::checkComplete() const {
  for (const char* name : {"server",   "fleet",   "access",   "node",     "release", "rollout", "policy", "objective",
                           "alert",    "budget",  "drift",    "incident", "runbook", "run",     "task",   "paper",
                           "game_day", "account", "business", "summary",  "audit",   "watch"}) {
    const auto* file =
        DescriptorPool::generated_pool()->FindFileByName("services/proto/flotilla/v1/" + std::string(name) + ".proto");
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const MethodDescriptor* method = file->service(s)->method(m);
        const std::string full = file->service(s)->full_name() + "/" + method->name();
        if (!hasRules(*method) || !methods_.contains(full))
          return internalError("incomplete", full + " has no rules or no handler");
      }
    }
  }
  return okStatus();
}

bool Dispatcher::isStreaming(std::string method) const {
  const auto at = methods_.find(withoutSlash(std::move(method)));
  return at != methods_.end() && at->second.stream;
}

Result<Caller> Dispatcher::identify(const Credentials& credentials) const {
  if (credentials.local) return Caller{std::string(kLocalAdministrator), {{Role::Administrator, {}}}};
  constexpr std::string_view kBearer = "Bearer ";
  if (!credentials.authorization.starts_with(kBearer))
    return Error{ErrorCode::Unauthenticated, "no_token", "the request carries no token", "authorization",
                 "send authorization: Bearer TOKEN"};
  return plane_.accounts->identify(std::string_view(credentials.authorization).substr(kBearer.size()));
}

Result<Dispatcher::Entered> Dispatcher::enter(const std::string& method, const std::string& request,
                                              const Credentials& credentials) const {
  const auto at = methods_.find(withoutSlash(method));
  Asker asker{{{}, {}, PrincipalKind::Session}, credentials.local, credentials.source, credentials.program};
  // Whatever somebody carries who logs in, it is not looked at: the session that follows is a new one.
  if (at == methods_.end() || rulesOf(*at->second.descriptor).scope() != v1::SCOPE_ANYBODY) {
    FLOTILLA_TRY(asker.caller, identify(credentials));
  }
  if (at == methods_.end())
    return notFound("unknown_method", "there is no method " + excerpt(withoutSlash(method), 120));
  FLOTILLA_CHECK(checkRules(*plane_.accounts, asker.caller, *at->second.descriptor));
  if (request.size() > kMaxRequest)
    return Error{ErrorCode::Exhausted, "request_too_large", "the request has more than 4 MiB"};
  std::unique_ptr<Message> message(
      MessageFactory::generated_factory()->GetPrototype(at->second.descriptor->input_type())->New());
  if (!message->ParseFromString(request))
    return invalid("malformed", "the request is not a " + at->second.descriptor->input_type()->name());
  return Entered{&at->second, std::move(message), std::move(asker)};
}

void Dispatcher::call(std::string method, std::string request, Credentials credentials, Respond respond) {
  loop_.post([this, method = std::move(method), request = std::move(request), credentials = std::move(credentials),
              respond = std::move(respond)] {
    auto entered = enter(method, request, credentials);
    if (!entered) return respond(entered.error());
    if (entered->method->change) return runChange(*entered, respond);
    if (entered->method->changeLater) return runChangeLater(*entered, respond);
    if (entered->method->readLater)
      return entered->method->readLater(*entered->request, entered->asker.caller, respond);
    if (!entered->method->read) return respond(invalid("streaming", "this method streams; open it as a stream"));
    // What is read may not be durable yet: it is told only once it is.
    respondWhenDurable(plane_.fleet, entered->method->read(*entered->request, entered->asker.caller), respond);
  });
}

void Dispatcher::runChange(const Entered& entered, const Respond& respond) {
  const FleetState& state = plane_.fleet.state();
  const auto& method = *entered.method->descriptor;
  AnswerRecord record = newAnswer(stringField(*entered.request, "request_id"), entered.asker.caller.name,
                                  canonicalBytes(*entered.request), method.full_name(), rulesOf(method).secret_answer(),
                                  plane_.clock.now());
  if (const auto earlier = earlierAnswer(state, record)) return respondWhenDurable(plane_.fleet, *earlier, respond);
  auto outcome = entered.method->change(*entered.request, entered.asker.caller);
  if (!outcome) return respond(outcome.error());
  const std::uint64_t expected = numberField(*entered.request, "expected_revision");
  if (expected != 0 && plane_.fleet.decidedSince(expected, decidedBy(outcome->mutation)))
    return respond(Error{ErrorCode::Conflict, "revision_changed",
                         "somebody decided about the same things after revision " + std::to_string(expected),
                         "expected_revision", "look again, then decide"});
  store(entered, std::move(*outcome), std::move(record), respond);
}

void Dispatcher::store(const Entered& entered, Outcome outcome, AnswerRecord answer, const Respond& respond) {
  if (outcome.mutation.empty() && !outcome.happened) return respondWhenDurable(plane_.fleet, outcome.answer, respond);
  if (!answer.secret) answer.answer = outcome.answer;
  outcome.fact.actor = entered.asker.caller.name;
  outcome.fact.action = entered.method->descriptor->name();
  outcome.mutation.rows.emplace_back(std::move(answer));
  outcome.also.push_back(std::move(outcome.fact));
  submit(std::move(outcome.mutation), outcome.also, std::move(outcome.answer),
         stringField(*entered.request, "request_id"), respond);
}

void Dispatcher::runChangeLater(const Entered& entered, const Respond& respond) {
  entered.method->changeLater(*entered.request, entered.asker,
                              [this, name = entered.method->descriptor->name(), caller = entered.asker.caller.name,
                               respond](Settled<std::string> out) {
                                if (out.fact.object.empty())
                                  return respondWhenDurable(plane_.fleet, out.answer, respond);
                                if (out.fact.actor.empty()) out.fact.actor = caller;
                                out.fact.action = name;
                                submit(std::move(out.mutation), {out.fact}, std::move(out.answer), {}, respond);
                              });
}

// With its audit entries, the last of which says what was done. The answer is told once all of it is stored.
void Dispatcher::submit(Mutation mutation, const std::vector<AuditFact>& facts, Result<std::string> answer,
                        const std::string& requestId, const Respond& respond) {
  std::uint64_t seq = plane_.fleet.state().auditSeq;
  Digest head = plane_.fleet.state().auditHead;
  for (const AuditFact& fact : facts) {
    AuditEntry entry = chainEntry(fact, seq, head, plane_.clock.now());
    seq = entry.seq;
    head = entry.hash;
    mutation.rows.emplace_back(std::move(entry));
  }
  const AuditFact& last = facts.back();
  plane_.fleet.submit(std::move(mutation), [answer = std::move(answer), respond,
                                            fact = AuditFact{last.actor, last.action, last.object, {}, {}, {}},
                                            id = requestId](const Status& stored) {
    if (stored) logChange(id, fact);
    respond(stored ? answer : Result<std::string>(stored.error()));
  });
}

void Dispatcher::open(std::string method, std::string request, Credentials credentials, StreamSink& sink,
                      std::function<void(Result<StreamClosed>)> opened) {
  loop_.post([this, method = std::move(method), request = std::move(request), credentials = std::move(credentials),
              &sink, opened = std::move(opened)] {
    auto entered = enter(method, request, credentials);
    if (!entered) return opened(entered.error());
    if (!entered->method->stream) return opened(invalid("not_streaming", "this method does not stream"));
    auto closed = entered->method->stream(*entered->request, entered->asker.caller, sink);
    if (!closed) return opened(closed.error());
    const std::uint64_t id = ++lastStream_;
    streams_.emplace(id, OpenStream{entered->asker.caller, &sink});
    opened(StreamClosed([this, id, closed = std::move(*closed)] {
      streams_.erase(id);
      closed();
    }));
  });
}

void Dispatcher::endStreams() {
  std::vector<std::pair<std::uint64_t, Error>> over;
  for (const auto& [id, stream] : streams_)
    if (const Status holds = plane_.accounts->stillHolds(stream.caller); !holds) over.emplace_back(id, holds.error());
  for (const auto& [id, why] : over) {
    auto stream = streams_.extract(id);  // told once
    if (!stream.empty()) stream.mapped().sink->finish(why);
  }
}

}  // namespace flotilla::controlplane
