#include "services/controlplane/rpc/operator_service.h"

#include "models/domain/utf8.h"
#include "services/wire/operator_wire.h"

namespace flotilla::controlplane {
namespace {

std::string bytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string out;
  if (!buffer.Dump(&slices).ok()) return out;
  for (const grpc::Slice& slice : slices) out.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return out;
}

grpc::ByteBuffer bufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

// "ipv4:127.0.0.1:4711" and "ipv6:%5B::1%5D:4711" -> the address; empty for a socket of this machine.
std::string addressOf(const std::string& peer) {
  const auto scheme = peer.find(':');
  const auto port = peer.rfind(':');
  if (!peer.starts_with("ipv") || port <= scheme) return {};
  std::string out = peer.substr(scheme + 1, port - scheme - 1);
  for (const char* bracket : {"%5B", "%5D", "[", "]"})
    if (const auto at = out.find(bracket); at != std::string::npos) out.erase(at, std::string_view(bracket).size());
  return out;
}

Credentials credentialsOf(const grpc::GenericCallbackServerContext& context) {
  const auto told = [&](const char* name) -> std::string_view {
    const auto at = context.client_metadata().find(name);
    return at == context.client_metadata().end() ? std::string_view()
                                                 : std::string_view(at->second.data(), at->second.size());
  };
  return {context.peer().starts_with("unix:"), std::string(told("authorization")), addressOf(context.peer()),
          programText(told("user-agent"))};
}

// Reads the one request, then answers once. The dispatcher answers exactly once, so the reactor lives until then.
class UnaryReactor : public grpc::ServerGenericBidiReactor {
 public:
  UnaryReactor(Dispatcher& dispatcher, grpc::GenericCallbackServerContext* context)
      : dispatcher_(dispatcher), context_(context) {
    StartRead(&request_);
  }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(toGrpc(invalid("no_request", "the call carries no request")));
    if (context_->deadline() == std::chrono::system_clock::time_point::max())
      return Finish(
          toGrpc(invalid("no_deadline", "the call has no deadline", "deadline", "set one, at most 60 s away")));
    dispatcher_.call(context_->method(), bytesOf(request_), credentialsOf(*context_),
                     [this](const Result<std::string>& answer) {
                       if (!answer) return Finish(toGrpc(answer.error()));
                       response_ = bufferOf(*answer);
                       StartWriteAndFinish(&response_, {}, grpc::Status::OK);
                     });
  }
  void OnDone() override { delete this; }

 private:
  Dispatcher& dispatcher_;
  grpc::GenericCallbackServerContext* context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

// One message in flight. Everything happens on the fleet loop, so that nothing is written after the stream was
// finished; the watcher behind it is removed there before the reactor goes away.
class StreamReactor : public grpc::ServerGenericBidiReactor, public StreamSink {
 public:
  StreamReactor(Executor& loop, Dispatcher& dispatcher, grpc::GenericCallbackServerContext* context)
      : loop_(loop), dispatcher_(dispatcher), context_(context) {
    StartRead(&request_);
  }

  bool ready() const override { return !writing_ && !over_; }
  void send(std::string bytes) override {
    if (!ready()) return;
    writing_ = true;
    response_ = bufferOf(bytes);
    StartWrite(&response_);
  }
  void finish(const Status& status) override {
    if (over_) return;
    over_ = true;
    Finish(status ? grpc::Status::OK : toGrpc(status.error()));
  }

  void OnReadDone(bool ok) override {
    if (!ok) return finishLater(invalid("no_request", "the call carries no request"));
    dispatcher_.open(context_->method(), bytesOf(request_), credentialsOf(*context_), *this,
                     [this](Result<StreamClosed> opened) {
                       if (opened)
                         closed_ = std::move(*opened);
                       else
                         finish(opened.error());
                     });
  }
  void OnWriteDone(bool ok) override {
    loop_.post([this, ok] {
      writing_ = false;
      if (!ok) return finish(okStatus());
      nowReady();
    });
  }
  void OnCancel() override { finishLater({ErrorCode::Unavailable, "cancelled", "the stream was cancelled"}); }
  void OnDone() override {
    loop_.post([this] {
      over_ = true;
      if (closed_) closed_();
      delete this;
    });
  }

 private:
  void finishLater(Error error) {
    loop_.post([this, error = std::move(error)] { finish(error); });
  }

  Executor& loop_;
  Dispatcher& dispatcher_;
  grpc::GenericCallbackServerContext* context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  bool writing_ = false;
  bool over_ = false;
  StreamClosed closed_;
};

}  // namespace

grpc::Status toGrpc(const Error& error) {
  return {static_cast<grpc::StatusCode>(wire::statusCodeOf(error.code)), excerpt(error.message, kMostTold),
          wire::encodeErrorDetail(error)};
}

grpc::ServerGenericBidiReactor* OperatorService::CreateReactor(grpc::GenericCallbackServerContext* context) {
  if (dispatcher_.isStreaming(context->method())) return new StreamReactor(loop_, dispatcher_, context);
  return new UnaryReactor(dispatcher_, context);
}

}  // namespace flotilla::controlplane
