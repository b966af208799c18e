// Private to the uplink: one session stream.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "services/proto/flotilla/v1/agent.grpc.pb.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

// One stream. gRPC calls it on its threads; it only posts to the loop. Deletes itself on the loop after the last
// callback.
class SessionStream final : public grpc::ClientBidiReactor<v1::AgentMessage, v1::ServerMessage> {
 public:
  struct Events {
    std::function<void(const v1::ServerMessage&)> onMessage;
    std::function<void(const grpc::Status&)> onEnd;
  };

  SessionStream(Executor& loop, const std::shared_ptr<grpc::Channel>& channel, Events events)
      : loop_(loop), events_(std::move(events)), stub_(v1::AgentService::NewStub(channel)) {
    stub_->async()->Session(&context_, this);
    AddHold();  // writes come from the loop; released when the stream is given up
    StartRead(&incoming_);
    StartCall();
  }

  // On the loop.
  void send(v1::AgentMessage message) {
    if (over_) return;
    outbox_.push_back(std::move(message));
    if (outbox_.size() == 1) StartWrite(&outbox_.front());
  }
  void abandon() {
    if (over_) return;
    over_ = true;
    context_.TryCancel();
    RemoveHold();
  }
  void detach() { events_ = {}; }

  void OnReadDone(bool ok) override {
    loop_.post([this, ok] {
      if (!ok) return abandon();
      if (over_) return;
      if (events_.onMessage) events_.onMessage(incoming_);
      if (!over_) StartRead(&incoming_);
    });
  }
  void OnWriteDone(bool ok) override {
    loop_.post([this, ok] {
      outbox_.pop_front();
      if (!ok) return abandon();
      if (!over_ && !outbox_.empty()) StartWrite(&outbox_.front());
    });
  }
  void OnDone(const grpc::Status& status) override {
    loop_.post([this, status] {
      if (events_.onEnd) events_.onEnd(status);
      delete this;
    });
  }

 private:
  Executor& loop_;
  Events events_;
  grpc::ClientContext context_;
  std::unique_ptr<v1::AgentService::Stub> stub_;
  v1::ServerMessage incoming_;
  std::deque<v1::AgentMessage> outbox_;
  bool over_ = false;
};

}  // namespace flotilla::agent
