// Private to services/client: unary gRPC calls by method name, with a deadline over all attempts and retries of those
// that may be repeated. Thread: start() from any thread; `finished` arrives on a thread of gRPC, exactly once.
// Lifetime: the destructor cancels what is under way and waits for every `finished`; it must not run inside one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "services/client/credentials.h"
#include "services/runtime/random.h"

namespace grpc {
class Channel;
class Status;
}  // namespace grpc
namespace google::protobuf {
class MessageLite;
}

namespace flotilla {

class UnaryCalls {
 public:
  using Message = google::protobuf::MessageLite;

  // How a call ended, in gRPC's terms; code 0 is success.
  struct Outcome {
    int code = 0;
    std::string message;
    std::string details;
  };

  struct Spec {
    std::string path;
    std::shared_ptr<Message> request;
    std::shared_ptr<Message> response;
    bool repeatable = false;  // the same bytes may be sent again when the server was unavailable
    std::function<void(const Outcome&, const Message& response)> finished;
  };

  // Each attempt is made with what `credentials` says then; they outlive this.
  UnaryCalls(std::shared_ptr<grpc::Channel> channel, const Credentials& credentials,
             std::chrono::milliseconds deadline);
  ~UnaryCalls();
  UnaryCalls(const UnaryCalls&) = delete;
  UnaryCalls& operator=(const UnaryCalls&) = delete;

  void start(Spec spec);

 private:
  struct Call;
  using CallPtr = std::shared_ptr<Call>;

  void attempt(const CallPtr& call);
  void ended(const CallPtr& call, const grpc::Status& status);
  bool retryLater(const CallPtr& call);
  void finish(const CallPtr& call, const Outcome& outcome);

  std::shared_ptr<grpc::Channel> channel_;
  const Credentials& credentials_;
  std::chrono::milliseconds deadline_;
  SystemRandom random_;

  std::mutex mutex_;
  std::condition_variable idle_;
  std::set<CallPtr> active_;
  bool closing_ = false;
};

}  // namespace flotilla
