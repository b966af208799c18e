// Private to services/client: one typed call from request message to domain value. Thread: any. Lifetime: as
// UnaryCalls.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "services/client/connection.h"
#include "services/client/operator_client.h"
#include "services/client/unary_calls.h"

namespace google::protobuf {
class Message;
}

namespace flotilla {

class OperatorClient::Transport {
 public:
  Transport(ClientOptions options, std::shared_ptr<grpc::Channel> channel)
      : options_(std::move(options)),
        credentials_(options_.token),
        channel_(std::move(channel)),
        calls_(channel_, credentials_, options_.deadline) {}

  // `method` is "NodeService/ListNodes"; `convert` makes a Result<T> of a Response.
  template <class Response, class Request, class T, class Convert>
  void ask(const std::string& method, Request request, Done<T> done, Convert convert) {
    auto message = std::make_shared<Request>(std::move(request));
    const bool mutation = stamp(*message);
    send({"/flotilla.v1." + method, std::move(message), std::make_shared<Response>(), mutation,
          [this, done = std::move(done), convert](const UnaryCalls::Outcome& outcome,
                                                  const UnaryCalls::Message& response) {
            if (outcome.code != 0) return done(errorOf(outcome));
            const auto& answer = static_cast<const Response&>(response);
            observe(answer);
            done(convert(answer));
          }});
  }

  std::unique_ptr<FleetWatch> watch(FleetListener& listener);
  void useToken(std::string token) { credentials_.use(std::move(token)); }
  void askJson(const std::string& method, const std::string& requestJson, Done<std::string> done);

 private:
  bool stamp(google::protobuf::Message& request);
  void observe(const google::protobuf::Message& answer) const;
  // One that needs a confirmation waits for it, and is sent once more.
  void send(UnaryCalls::Spec spec);
  Error errorOf(const UnaryCalls::Outcome& outcome) const;

  const ClientOptions options_;
  SystemRandom random_;
  Credentials credentials_;
  const std::shared_ptr<grpc::Channel> channel_;
  UnaryCalls calls_;
};

}  // namespace flotilla
