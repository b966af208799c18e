// The one door for operators: every method, whatever the transport, is looked up, authenticated, authorised, limited,
// made idempotent and audited here. Transports hand in bytes and credentials and get bytes or an error back. Thread:
// call() and open() from any thread; handlers and answers run on the fleet loop. Lifetime: outlives its transports.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/access.h"
#include "services/controlplane/core/accounts/settled.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/rpc/control_plane.h"

namespace flotilla::controlplane {

struct Credentials {
  bool local = false;         // came through the Unix socket in the data directory
  std::string authorization;  // "Bearer <token>" otherwise
  std::string source = {};    // the peer's address without its port
  std::string program = {};   // what the far end says of itself, at most 120 printable characters
};
// Of what a far end says of itself: printable ASCII, at most 120 characters.
std::string programText(std::string_view said);

// Where a streaming method writes. Thread: the fleet loop.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  virtual bool ready() const = 0;  // false while the last message is still on its way: try later, send less
  virtual void send(std::string bytes) = 0;
  virtual void finish(const Status& status) = 0;
  // `ready` is called whenever a message was taken and the next can be sent.
  void whenReady(std::function<void()> ready) { ready_ = std::move(ready); }

 protected:
  void nowReady() {
    if (ready_) ready_();
  }

 private:
  std::function<void()> ready_;
};
// Told when the far end is gone; after that the sink must not be touched.
using StreamClosed = std::function<void()>;

class Dispatcher {
 public:
  using Respond = std::function<void(Result<std::string>)>;
  template <class Request, class Response>
  using Reader = std::function<Result<Response>(const Request&, const Caller&)>;
  template <class Request, class Response>
  using Changer = std::function<Result<Decision<Response>>(const Request&, const Caller&)>;
  // Answers once, on the fleet loop; at once, or later.
  template <class Request, class Response>
  using LaterReader = std::function<void(const Request&, const Caller&, std::function<void(Result<Response>)>)>;
  // For what takes time and then changes something, and for changes without a request id: nothing of the request is
  // kept. What it settles to is decided on the fleet loop, against the state of then.
  template <class Request, class Response>
  using LaterChanger = std::function<void(const Request&, const Asker&, const Settle<Response>&)>;
  using Streamer = std::function<Result<StreamClosed>(const google::protobuf::Message&, const Caller&, StreamSink&)>;

  Dispatcher(Executor& loop, ControlPlane& plane) : loop_(loop), plane_(plane) {}

  // Registration, before serving. A method that is unknown, has no rules, or is there already aborts the program.
  template <class Request, class Response>
  void read(const std::string& method, Reader<Request, Response> handler);
  // For what takes so long that the fleet loop must not wait for it.
  template <class Request, class Response>
  void readLater(const std::string& method, LaterReader<Request, Response> handler);
  template <class Request, class Response>
  void change(const std::string& method, Changer<Request, Response> handler);
  template <class Request, class Response>
  void changeLater(const std::string& method, LaterChanger<Request, Response> handler);
  void stream(const std::string& method, Streamer handler);
  // Every method of every operator service has a handler and a role, or an error naming the first that has not.
  Status checkComplete() const;

  // `method` is "flotilla.v1.NodeService/ListNodes", with or without a leading slash.
  void call(std::string method, std::string request, Credentials credentials, Respond respond);
  void open(std::string method, std::string request, Credentials credentials, StreamSink& sink,
            std::function<void(Result<StreamClosed>)> opened);
  bool isStreaming(std::string method) const;
  // Ends the streams of those who would not be let in any more. After each commit and once a second; on the fleet loop.
  void endStreams();

 private:
  using Message = google::protobuf::Message;
  // What a change amounts to once its answer is bytes.
  struct Outcome {
    std::string answer;
    Mutation mutation;
    AuditFact fact;
    bool happened = false;
    std::vector<AuditFact> also = {};
  };
  struct Method {
    const google::protobuf::MethodDescriptor* descriptor = nullptr;
    std::function<Result<std::string>(const Message&, const Caller&)> read;
    std::function<void(const Message&, const Caller&, const Respond&)> readLater;
    std::function<Result<Outcome>(const Message&, const Caller&)> change;
    std::function<void(const Message&, const Asker&, const Settle<std::string>&)> changeLater;
    Streamer stream;
  };
  struct Entered {
    const Method* method;
    std::unique_ptr<Message> request;
    Asker asker;
  };
  struct OpenStream {
    Caller caller;
    StreamSink* sink;
  };

  Method& add(const std::string& method);
  Result<Entered> enter(const std::string& method, const std::string& request, const Credentials& credentials) const;
  Result<Caller> identify(const Credentials& credentials) const;
  void runChangeLater(const Entered& entered, const Respond& respond);
  void submit(Mutation mutation, const std::vector<AuditFact>& facts, Result<std::string> answer,
              const std::string& requestId, const Respond& respond);
  void runChange(const Entered& entered, const Respond& respond);
  void store(const Entered& entered, Outcome outcome, AnswerRecord answer, const Respond& respond);

  Executor& loop_;
  ControlPlane& plane_;
  std::map<std::string, Method> methods_;
  std::map<std::uint64_t, OpenStream> streams_;
  std::uint64_t lastStream_ = 0;
};

template <class Request, class Response>
void Dispatcher::read(const std::string& method, Reader<Request, Response> handler) {
  add(method).read = [handler](const Message& request, const Caller& caller) -> Result<std::string> {
    FLOTILLA_TRY(const Response response, handler(static_cast<const Request&>(request), caller));
    return response.SerializeAsString();
  };
}

template <class Request, class Response>
void Dispatcher::readLater(const std::string& method, LaterReader<Request, Response> handler) {
  add(method).readLater = [handler](const Message& request, const Caller& caller, const Respond& respond) {
    handler(static_cast<const Request&>(request), caller, [respond](const Result<Response>& response) {
      respond(response ? Result<std::string>(response->SerializeAsString()) : Result<std::string>(response.error()));
    });
  };
}

template <class Request, class Response>
void Dispatcher::change(const std::string& method, Changer<Request, Response> handler) {
  add(method).change = [handler](const Message& request, const Caller& caller) -> Result<Outcome> {
    FLOTILLA_TRY(Decision<Response> decision, handler(static_cast<const Request&>(request), caller));
    return Outcome{decision.answer.SerializeAsString(), std::move(decision.mutation), std::move(decision.fact),
                   decision.happened, std::move(decision.also)};
  };
}

template <class Request, class Response>
void Dispatcher::changeLater(const std::string& method, LaterChanger<Request, Response> handler) {
  add(method).changeLater = [handler](const Message& request, const Asker& asker, const Settle<std::string>& settle) {
    handler(static_cast<const Request&>(request), asker, [settle](const Settled<Response>& out) {
      settle(out.template as<std::string>([](const Response& response) { return response.SerializeAsString(); }));
    });
  };
}

}  // namespace flotilla::controlplane
