#include "services/client/transport.h"

#include "services/client/watch_stream.h"
#include "services/runtime/clock.h"
#include "services/wire/operator_json.h"
#include "services/wire/operator_wire.h"

namespace flotilla {
namespace {

constexpr const char* kConfirmationNeeded = "confirmation_needed";

}  // namespace

// Gives a mutation its request id; says whether it is one.
bool OperatorClient::Transport::stamp(google::protobuf::Message& request) {
  return wire::fillRequestId(request, makeUuid(SystemClock().now(), random_));
}

void OperatorClient::Transport::observe(const google::protobuf::Message& answer) const {
  if (!options_.onAnswer) return;
  if (const auto json = wire::writeJson(answer); json.ok()) options_.onAnswer(*json);
}

Error OperatorClient::Transport::errorOf(const UnaryCalls::Outcome& outcome) const {
  Error error = wire::decodeError(outcome.code, outcome.message, outcome.details);
  if (error.reason == "unreachable") return connectionError(targetOf(options_), outcome.message);
  if (error.reason == "unknown_method" && error.message.empty()) {  // from a gRPC server that has no operator API
    error.message = nameOf(targetOf(options_)) + " does not know this call";
    error.fix = "check the port, operators have one of their own, and the version of flotillad";
  }
  if (error.reason == "deadline_exceeded")
    error.message = "no answer from " + nameOf(targetOf(options_)) + " within " + toText(Duration(options_.deadline));
  return error;
}

void OperatorClient::Transport::send(UnaryCalls::Spec spec) {
  if (!options_.onConfirmationNeeded) return calls_.start(std::move(spec));
  const UnaryCalls::Spec again = spec;
  spec.finished = [this, again](const UnaryCalls::Outcome& outcome, const UnaryCalls::Message& response) {
    if (outcome.code == 0 || errorOf(outcome).reason != kConfirmationNeeded) return again.finished(outcome, response);
    options_.onConfirmationNeeded([this, again, outcome](bool confirmed) {
      if (confirmed) return calls_.start(again);
      again.finished(outcome, *again.response);
    });
  };
  calls_.start(std::move(spec));
}

std::unique_ptr<FleetWatch> OperatorClient::Transport::watch(FleetListener& listener) {
  return std::make_unique<WatchStream>(channel_, credentials_, targetOf(options_), listener);
}

void OperatorClient::Transport::askJson(const std::string& method, const std::string& requestJson,
                                        Done<std::string> done) {
  auto found = wire::findOperatorMethod(method);
  if (!found) return done(found.error());
  if (const auto read = wire::readJson(requestJson, *found->request); !read) return done(read.error());
  const bool mutation = stamp(*found->request);
  send({found->path, std::move(found->request), std::move(found->response), mutation,
        [this, done = std::move(done)](const UnaryCalls::Outcome& outcome, const UnaryCalls::Message& response) {
          if (outcome.code != 0) return done(errorOf(outcome));
          const auto& answer = static_cast<const google::protobuf::Message&>(response);
          observe(answer);
          done(wire::writeJson(answer));
        }});
}

}  // namespace flotilla
