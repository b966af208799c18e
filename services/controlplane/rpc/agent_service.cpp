#include "services/controlplane/rpc/agent_service.h"

#include "services/controlplane/rpc/agent_talk.h"
#include "services/controlplane/rpc/operator_service.h"

namespace flotilla::controlplane {
namespace {

using Reactor = grpc::ServerBidiReactor<v1::AgentMessage, v1::ServerMessage>;

// One connected agent. Reads arrive on gRPC threads and are handled on the fleet loop, one at a time: the next read
// starts when the one before was handled, so a flood waits in the peer's send window.
class SessionReactor final : public Reactor, public AgentOutlet {
 public:
  SessionReactor(Executor& loop, AgentHub& hub, Clock& clock, AgentPeer peer)
      : loop_(loop), clock_(clock), talk_(hub, clock, std::move(peer), *this) {
    StartRead(&incoming_);
  }

  void write(const v1::ServerMessage& message) override { StartWrite(&message); }
  void finish(const Error& why) override { Finish(toGrpc(why)); }

  void OnReadDone(bool ok) override {
    loop_.post([this, ok, received = clock_.now()] {
      if (talk_.over()) return;
      if (!ok) return talk_.peerEnded();
      talk_.handle(incoming_, received);
      if (!talk_.over()) StartRead(&incoming_);
    });
  }
  void OnWriteDone(bool ok) override {
    loop_.post([this, ok] { talk_.written(ok); });
  }
  void OnCancel() override {
    loop_.post([this] { talk_.close({ErrorCode::Unavailable, "cancelled", "the session was cancelled"}); });
  }
  void OnDone() override {
    loop_.post([this] {
      talk_.disconnected();
      delete this;
    });
  }

 private:
  Executor& loop_;
  Clock& clock_;
  v1::AgentMessage incoming_;
  AgentTalk talk_;
};

// A peer that is no node.
class Refusal final : public Reactor {
 public:
  explicit Refusal(const Error& why) { Finish(toGrpc(why)); }
  void OnDone() override { delete this; }
};

Result<AgentPeer> peerIn(const grpc::CallbackServerContext& context) {
  const auto pems = context.auth_context()->FindPropertyValues("x509_pem_cert");
  if (pems.empty()) return Error{ErrorCode::Unauthenticated, "no_certificate", "the session has no client certificate"};
  return peerOf({pems.front().data(), pems.front().size()});
}

// Answers the call with what it is given.
template <class Response>
auto answerTo(grpc::ServerUnaryReactor* reactor, Response* response) {
  return [reactor, response](const Result<Response>& answer) {
    if (!answer) return reactor->Finish(toGrpc(answer.error()));
    *response = *answer;
    reactor->Finish(grpc::Status::OK);
  };
}

}  // namespace

grpc::ServerBidiReactor<v1::AgentMessage, v1::ServerMessage>* AgentService::Session(
    grpc::CallbackServerContext* context) {
  auto peer = peerIn(*context);
  if (!peer) return new Refusal(peer.error());
  return new SessionReactor(loop_, hub_, clock_, std::move(*peer));
}

grpc::ServerUnaryReactor* EnrolmentService::Enrol(grpc::CallbackServerContext* context, const v1::EnrolRequest* request,
                                                  v1::EnrolResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  loop_.post([this, request, response, reactor] { talk_.enrol(*request, answerTo(reactor, response)); });
  return reactor;
}

grpc::ServerUnaryReactor* EnrolmentService::RenewExpired(grpc::CallbackServerContext* context,
                                                         const v1::RenewExpiredRequest* request,
                                                         v1::RenewResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  loop_.post([this, request, response, reactor] { talk_.renewExpired(*request, answerTo(reactor, response)); });
  return reactor;
}

}  // namespace flotilla::controlplane
