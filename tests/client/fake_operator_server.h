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
  bool never = false;  // keep the call open until the client gives up

  static FakeAnswer of(const google::protobuf::Message& message) {
    return {grpc::Status::OK, message.SerializeAsString()};
  }
  static FakeAnswer of(const Error& error) {
    return {
        {static_cast<grpc::StatusCode>(wire::statusCodeOf(error.code)), error.message, wire::encodeErrorDetail(error)},
        {}};
  }
  static FakeAnswer silence() { return {grpc::Status::OK, {}, true}; }
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
      const FakeAnswer answer = server_.answer(request_);
      if (answer.never) return waitForCancel();
      if (!answer.status.ok()) return Finish(answer.status);
      const grpc::Slice slice(answer.bytes);
      buffer_ = grpc::ByteBuffer(&slice, 1);
      StartWriteAndFinish(&buffer_, grpc::WriteOptions(), grpc::Status::OK);
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

    void waitForCancel() {
      const std::lock_guard lock(mutex_);
      waiting_ = true;
      if (cancelled_) Finish(grpc::Status::CANCELLED);
    }

    FakeOperatorServer& server_;
    FakeRequest request_;
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
