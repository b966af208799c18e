#include "services/client/unary_calls.h"

#include <grpcpp/alarm.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <utility>
#include <vector>

#include "services/runtime/backoff.h"

namespace flotilla {
namespace {

constexpr int kRetries = 3;
constexpr std::chrono::milliseconds kFirstWait{200};
constexpr std::chrono::milliseconds kLongestWait{2'000};

}  // namespace

struct UnaryCalls::Call {
  Call(Spec what, Random& random, std::chrono::milliseconds limit)
      : spec(std::move(what)),
        deadline(std::chrono::steady_clock::now() + limit),
        retriesLeft(spec.repeatable ? kRetries : 0),
        backoff(random, kFirstWait, kLongestWait) {}

  Spec spec;
  std::chrono::steady_clock::time_point deadline;  // of all attempts together
  int retriesLeft;
  Backoff backoff;
  // Guarded by mutex_, shared because cancelling must happen without it: gRPC may call back from inside.
  std::shared_ptr<grpc::ClientContext> context;
  std::shared_ptr<grpc::Alarm> alarm;
};

UnaryCalls::UnaryCalls(std::shared_ptr<grpc::Channel> channel, const Credentials& credentials,
                       std::chrono::milliseconds deadline)
    : channel_(std::move(channel)), credentials_(credentials), deadline_(deadline) {}

UnaryCalls::~UnaryCalls() {
  std::vector<std::pair<std::shared_ptr<grpc::ClientContext>, std::shared_ptr<grpc::Alarm>>> open;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const CallPtr& call : active_) open.emplace_back(call->context, call->alarm);
  }
  for (const auto& [context, alarm] : open) {
    if (context) context->TryCancel();
    if (alarm) alarm->Cancel();
  }
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return active_.empty(); });
}

void UnaryCalls::start(Spec spec) {
  const auto call = std::make_shared<Call>(std::move(spec), random_, deadline_);
  {
    const std::lock_guard lock(mutex_);
    active_.insert(call);
  }
  attempt(call);
}

void UnaryCalls::attempt(const CallPtr& call) {
  const auto context = std::make_shared<grpc::ClientContext>();
  const auto left = call->deadline - std::chrono::steady_clock::now();
  context->set_deadline(std::chrono::system_clock::now() +
                        std::chrono::duration_cast<std::chrono::system_clock::duration>(left));
  if (const std::string token = credentials_.token(); !token.empty())
    context->AddMetadata("authorization", "Bearer " + token);
  bool closing = false;
  {
    const std::lock_guard lock(mutex_);
    closing = closing_;
    call->context = context;
  }
  if (closing) return finish(call, {grpc::StatusCode::CANCELLED, "the client is closing", {}});
  call->spec.response->Clear();
  grpc::TemplatedGenericStub<Message, Message> stub(channel_);
  stub.UnaryCall(context.get(), call->spec.path, {}, call->spec.request.get(), call->spec.response.get(),
                 [this, call](const grpc::Status& status) { ended(call, status); });
}

void UnaryCalls::ended(const CallPtr& call, const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && call->retriesLeft > 0 && retryLater(call)) return;
  finish(call, {status.error_code(), status.error_message(), status.error_details()});
}

bool UnaryCalls::retryLater(const CallPtr& call) {
  const auto wait = call->backoff.next();
  if (std::chrono::steady_clock::now() + wait >= call->deadline) return false;
  --call->retriesLeft;
  const std::lock_guard lock(mutex_);
  if (closing_) return false;
  // Set inside the lock, so that the destructor sees either no alarm and `closing_` stops us, or an alarm it can
  // cancel.
  call->alarm = std::make_shared<grpc::Alarm>();
  call->alarm->Set(std::chrono::system_clock::now() + wait, [this, call](bool) { attempt(call); });
  return true;
}

void UnaryCalls::finish(const CallPtr& call, const Outcome& outcome) {
  call->spec.finished(outcome, *call->spec.response);
  std::shared_ptr<grpc::Alarm> alarm;  // keeps its callback, which keeps the call: without this a retried call leaks
  const std::lock_guard lock(mutex_);
  alarm.swap(call->alarm);
  active_.erase(call);
  if (active_.empty()) idle_.notify_all();
}

}  // namespace flotilla
