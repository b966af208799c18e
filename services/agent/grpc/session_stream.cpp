#include "services/agent/grpc/session_stream.h"

#include "services/agent/grpc/transport_cause.h"
#include "services/wire/operator_wire.h"

namespace flotilla::agent {
namespace {

LineEnd endOf(const grpc::Status& status) {
  return {wire::decodeError(status.error_code(), status.error_message(), status.error_details()),
          transportCause(status.error_message()), isClosedByPeer(status.error_message())};
}

}  // namespace

std::shared_ptr<SessionStream> SessionStream::open(Executor& loop, const std::shared_ptr<grpc::Channel>& channel,
                                                   LineEvents events) {
  std::shared_ptr<SessionStream> stream(new SessionStream(loop, channel, std::move(events)));
  stream->self_ = stream;
  stream->stub_->async()->Session(&stream->context_, stream.get());
  stream->AddHold();  // writes come from the loop; released when the stream is given up
  stream->StartRead(&stream->incoming_);
  stream->StartCall();
  return stream;
}

void SessionStream::send(v1::AgentMessage message) {
  if (over_) return;
  outbox_.push_back(std::move(message));
  if (outbox_.size() == 1) StartWrite(&outbox_.front());
}

void SessionStream::abandon() {
  if (over_) return;
  over_ = true;
  context_.TryCancel();
  RemoveHold();
}

void SessionStream::OnReadDone(bool ok) {
  loop_.post([this, ok] {
    if (!ok) return abandon();
    if (over_) return;
    if (const auto events = events_) events->onMessage(incoming_);
    if (!over_) StartRead(&incoming_);
  });
}

void SessionStream::OnWriteDone(bool ok) {
  loop_.post([this, ok] {
    outbox_.pop_front();
    if (!ok) return abandon();
    if (!over_ && !outbox_.empty()) StartWrite(&outbox_.front());
  });
}

void SessionStream::OnDone(const grpc::Status& status) {
  loop_.post([this, status] {
    const auto self = std::move(self_);
    if (const auto events = std::move(events_)) events->onEnd(endOf(status));
  });
}

}  // namespace flotilla::agent
