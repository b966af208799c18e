// Private to the dialler: one session stream.
#pragma once

#include <deque>
#include <memory>

#include "services/agent/uplink/line.h"
#include "services/proto/flotilla/v1/agent.grpc.pb.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

// One stream. gRPC calls it on its threads; it only posts to the loop. Lives until gRPC has called it for the last time
// and the line is gone.
class SessionStream final : public grpc::ClientBidiReactor<v1::AgentMessage, v1::ServerMessage> {
 public:
  static std::shared_ptr<SessionStream> open(Executor& loop, const std::shared_ptr<grpc::Channel>& channel,
                                             LineEvents events);

  // On the loop.
  void send(v1::AgentMessage message);
  void abandon();
  // Events do not come any more; those under way may end.
  void detach() { events_.reset(); }

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  SessionStream(Executor& loop, const std::shared_ptr<grpc::Channel>& channel, LineEvents events)
      : loop_(loop),
        events_(std::make_shared<LineEvents>(std::move(events))),
        stub_(v1::AgentService::NewStub(channel)) {}

  Executor& loop_;
  std::shared_ptr<const LineEvents> events_;
  grpc::ClientContext context_;
  std::unique_ptr<v1::AgentService::Stub> stub_;
  v1::ServerMessage incoming_;
  std::deque<v1::AgentMessage> outbox_;
  bool over_ = false;
  std::shared_ptr<SessionStream> self_;  // until the last call
};

}  // namespace flotilla::agent
