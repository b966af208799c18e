// An operator API that answers what the test says, by method name, over a real gRPC server.
// Thread: `handler` runs on threads of gRPC, several at once. Lifetime: the destructor ends open calls and waits for
// them.
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "models/domain/result.h"
#include "services/proto/flotilla/v1/watch.pb.h"
#include "services/wire/operator_wire.h"

namespace flotilla::test {

struct FakeRequest {
  std::string method;  // "NodeService/ListNodes"
  std::string bytes;
  std::string authorization;

  template <class Message>
  Message as() const {
    Message message;
    message.ParseFromString(bytes);
    return message;
  }
};

struct FakeAnswer {
  grpc::Status status;
  std::string bytes;
  bool never = false;                    // keep the call open until the client gives up
  std::vector<std::string> stream = {};  // messages to send before that, or before the status

  static FakeAnswer of(const google::protobuf::Message& message) {
    return {grpc::Status::OK, message.SerializeAsString()};
  }
  static FakeAnswer of(const Error& error) {
    return {
        {static_cast<grpc::StatusCode>(wire::statusCodeOf(error.code)), error.message, wire::encodeErrorDetail(error)},
        {}};
  }
  static FakeAnswer silence() { return {grpc::Status::OK, {}, true}; }
  static FakeAnswer streamOf(const std::vector<v1::WatchResponse>& messages, bool staysOpen) {
    FakeAnswer out{grpc::Status::OK, {}, staysOpen};
    for (const auto& message : messages) out.stream.push_back(message.SerializeAsString());
    return out;
  }
};

class FakeOperatorServer : public grpc::CallbackGenericService {
 public:
  using Handler = std::function<FakeAnswer(const FakeRequest&)>;

  // `address` is "unix:/path" or "127.0.0.1:0".
  FakeOperatorServer(const std::string& address, Handler handler,
                     const std::shared_ptr<grpc::ServerCredentials>& credentials = grpc::InsecureServerCredentials())
      : handler_(std::move(handler)) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, credentials, &port_);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeOperatorServer() override { server_->Shutdown(std::chrono::system_clock::now()); }

  int port() const { return port_; }
  std::vector<FakeRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    return new Reactor(*this, *context);
  }

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    Reactor(FakeOperatorServer& server, grpc::GenericCallbackServerContext& context) : server_(server) {
      request_.method = context.method().substr(std::string("/flotilla.v1.").size());
      const auto at = context.client_metadata().find("authorization");
      if (at != context.client_metadata().end()) request_.authorization = {at->second.data(), at->second.size()};
      StartRead(&buffer_);
    }

    void OnReadDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      request_.bytes = textOf(buffer_);
      if (answered_) return;
      answered_ = true;
      answer_ = server_.answer(request_);
      if (!answer_.stream.empty()) return sendNext();
      if (answer_.never) return waitForCancel();
      if (!answer_.status.ok()) return Finish(answer_.status);
      load(answer_.bytes);
      StartWriteAndFinish(&buffer_, grpc::WriteOptions(), grpc::Status::OK);
    }

    void OnWriteDone(bool ok) override {
      if (ok && sent_ < answer_.stream.size()) return sendNext();
      if (!ok || !answer_.never) return Finish(answer_.status);
      waitForCancel();
    }

    void OnCancel() override {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
      if (waiting_) Finish(grpc::Status::CANCELLED);
    }

    void OnDone() override { delete this; }

   private:
    static std::string textOf(const grpc::ByteBuffer& buffer) {
      std::vector<grpc::Slice> slices;
      (void)buffer.Dump(&slices);
      std::string text;
      for (const grpc::Slice& slice : slices) text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
      return text;
    }

    void load(const std::string& bytes) {
      const grpc::Slice slice(bytes);
      buffer_ = grpc::ByteBuffer(&slice, 1);
    }
    void sendNext() {
      load(answer_.stream[sent_++]);
      StartWrite(&buffer_);
    }

    void waitForCancel() {
      const std::lock_guard lock(mutex_);
      waiting_ = true;
      if (cancelled_) Finish(grpc::Status::CANCELLED);
    }

    FakeOperatorServer& server_;
    FakeRequest request_;
    FakeAnswer answer_;
    bool answered_ = false;
    std::size_t sent_ = 0;
    grpc::ByteBuffer buffer_;
    std::mutex mutex_;
    bool waiting_ = false;
    bool cancelled_ = false;
  };

  FakeAnswer answer(const FakeRequest& request) {
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return handler_(request);
  }

  Handler handler_;
  mutable std::mutex mutex_;
  std::vector<FakeRequest> requests_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace flotilla::test
