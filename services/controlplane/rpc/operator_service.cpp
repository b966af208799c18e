#include "services/controlplane/rpc/operator_service.h"

#include <atomic>

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

Credentials credentialsOf(const grpc::GenericCallbackServerContext& context) {
  Credentials out;
  out.local = context.peer().starts_with("unix:");
  const auto at = context.client_metadata().find("authorization");
  if (at != context.client_metadata().end()) out.authorization.assign(at->second.data(), at->second.size());
  return out;
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

// One message in flight. The watcher behind it is removed on the fleet loop before the reactor goes away.
class StreamReactor : public grpc::ServerGenericBidiReactor, public StreamSink {
 public:
  StreamReactor(Executor& loop, Dispatcher& dispatcher, grpc::GenericCallbackServerContext* context)
      : loop_(loop), dispatcher_(dispatcher), context_(context) {
    StartRead(&request_);
  }

  bool ready() const override { return !writing_ && !over_; }
  void send(std::string bytes) override {
    writing_ = true;
    response_ = bufferOf(bytes);
    StartWrite(&response_);
  }
  void finish(const Status& status) override {
    if (over_.exchange(true)) return;
    Finish(status ? grpc::Status::OK : toGrpc(status.error()));
  }

  void OnReadDone(bool ok) override {
    if (!ok) return finish(invalid("no_request", "the call carries no request"));
    dispatcher_.open(context_->method(), bytesOf(request_), credentialsOf(*context_), *this,
                     [this](Result<StreamClosed> opened) {
                       if (opened)
                         closed_ = std::move(*opened);
                       else
                         finish(opened.error());
                     });
  }
  void OnWriteDone(bool ok) override {
    writing_ = false;
    if (!ok) finish(okStatus());
  }
  void OnCancel() override { finish(Error{ErrorCode::Unavailable, "cancelled", "the stream was cancelled"}); }
  void OnDone() override {
    over_ = true;
    loop_.post([this] {
      if (closed_) closed_();
      delete this;
    });
  }

 private:
  Executor& loop_;
  Dispatcher& dispatcher_;
  grpc::GenericCallbackServerContext* context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::atomic<bool> writing_ = false;
  std::atomic<bool> over_ = false;
  StreamClosed closed_;
};

}  // namespace

grpc::Status toGrpc(const Error& error) {
  return {static_cast<grpc::StatusCode>(wire::statusCodeOf(error.code)), error.message, wire::encodeErrorDetail(error)};
}

grpc::ServerGenericBidiReactor* OperatorService::CreateReactor(grpc::GenericCallbackServerContext* context) {
  if (dispatcher_.isStreaming(context->method())) return new StreamReactor(loop_, dispatcher_, context);
  return new UnaryReactor(dispatcher_, context);
}

}  // namespace flotilla::controlplane
