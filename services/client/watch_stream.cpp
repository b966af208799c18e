#include "services/client/watch_stream.h"

#include <grpcpp/alarm.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <utility>

#include "services/wire/fleet_feed.h"
#include "services/wire/operator_wire.h"

namespace flotilla {
namespace {

constexpr const char* kMethod = "/flotilla.v1.WatchService/Watch";
constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{10'000};

}  // namespace

class WatchStream::Attempt final : public grpc::ClientBidiReactor<v1::WatchRequest, v1::WatchResponse> {
 public:
  Attempt(WatchStream& owner, std::shared_ptr<grpc::ClientContext> context, std::uint64_t from)
      : owner_(owner), context_(std::move(context)) {
    request_.set_from_revision(from);
  }

  void begin(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::TemplatedGenericStub<v1::WatchRequest, v1::WatchResponse> stub(channel);
    stub.PrepareBidiStreamingCall(context_.get(), kMethod, {}, this);
    StartWriteLast(&request_, {});
    StartRead(&response_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (response_.has_resync())
      owner_.resync();
    else if (!owner_.take(wire::fromProto(response_)))
      return context_->TryCancel();
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    WatchStream& owner = owner_;
    delete this;
    owner.ended(status);
  }

 private:
  WatchStream& owner_;
  std::shared_ptr<grpc::ClientContext> context_;
  v1::WatchRequest request_;
  v1::WatchResponse response_;
};

WatchStream::WatchStream(std::shared_ptr<grpc::Channel> channel, const Credentials& credentials, Target target,
                         FleetListener& listener)
    : channel_(std::move(channel)),
      credentials_(credentials),
      target_(std::move(target)),
      listener_(listener),
      backoff_(random_, kFirstPause, kLongestPause, kFirstPause) {
  busy_ = true;
  attempt();
}

WatchStream::~WatchStream() {
  std::shared_ptr<grpc::ClientContext> context;
  std::shared_ptr<grpc::Alarm> alarm;
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    context = context_;
    alarm = alarm_;
  }
  if (context) context->TryCancel();
  if (alarm) alarm->Cancel();
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return !busy_; });
}

void WatchStream::retryNow() {
  std::shared_ptr<grpc::Alarm> alarm;
  std::shared_ptr<grpc::ClientContext> ofAnother;
  {
    const std::lock_guard lock(mutex_);
    alarm = alarm_;
    if (token_ != credentials_.token()) ofAnother = context_;
  }
  if (ofAnother) ofAnother->TryCancel();
  if (alarm) alarm->Cancel();  // its callback tries again, early
}

void WatchStream::attempt() {
  auto context = std::make_shared<grpc::ClientContext>();
  const std::string token = credentials_.token();
  if (!token.empty()) context->AddMetadata("authorization", "Bearer " + token);
  {
    const std::lock_guard lock(mutex_);
    alarm_.reset();
    if (closing_) {
      busy_ = false;
      return idle_.notify_all();
    }
    context_ = context;
    if (std::exchange(token_, token) != token) revision_ = 0;  // others see other parts of the fleet
  }
  problem_ = {};
  restart_ = revision_ == 0;
  (new Attempt(*this, std::move(context), revision_))->begin(channel_);  // deletes itself when done
}

bool WatchStream::take(Result<FleetUpdate> update) {
  if (!update) {
    problem_ = update.error();
    return false;
  }
  backoff_.reset();
  update->restart = std::exchange(restart_, false);
  if (update->complete) revision_ = update->revision;
  listener_.onUpdate(std::move(*update));
  return true;
}

void WatchStream::resync() {
  revision_ = 0;
}

void WatchStream::ended(const grpc::Status& status) {
  Error why = wire::decodeError(status.error_code(), status.error_message(), status.error_details());
  if (!problem_.reason.empty()) why = problem_;
  if (status.ok()) why = {ErrorCode::Unavailable, "stream_ended", "the control plane ended the stream"};
  if (why.reason == "unreachable") why = connectionError(target_, status.error_message());
  bool again = status.ok() && revision_ == 0;  // told to begin again: at once, and nobody need know
  bool closing = false;
  {
    const std::lock_guard lock(mutex_);
    closing = closing_;
    again = again || token_ != credentials_.token();  // ended because somebody else asks now
    context_.reset();
  }
  const auto wait = again ? std::chrono::milliseconds(0) : backoff_.next();
  if (!closing && !again) listener_.onLost(why, wait);
  const std::lock_guard lock(mutex_);
  if (closing_) {
    busy_ = false;
    return idle_.notify_all();
  }
  alarm_ = std::make_shared<grpc::Alarm>();
  alarm_->Set(std::chrono::system_clock::now() + wait, [this](bool) { attempt(); });
}

}  // namespace flotilla
