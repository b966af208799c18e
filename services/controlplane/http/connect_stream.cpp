#include "services/controlplane/http/connect_stream.h"

namespace flotilla::controlplane {

void ConnectStream::send(std::string bytes) {
  if (!ready()) return;
  underWay_ = true;
  {
    const std::lock_guard lock(mutex_);
    next_ = std::move(bytes);
  }
  wake_();
}

void ConnectStream::finish(const Status& status) {
  if (over_) return;
  over_ = true;
  {
    const std::lock_guard lock(mutex_);
    if (!hasEnd_ && !status) error_ = connectErrorJson(connectCode(status.error()), status.error());
    hasEnd_ = true;
  }
  wake_();
}

void ConnectStream::start(std::function<void()> wake) {
  wake_ = std::move(wake);
  dispatcher_.open(call_.method.name(), std::move(request_), call_.credentials, *this,
                   [self = shared_from_this()](Result<StreamClosed> closed) { self->opened(std::move(closed)); });
}

void ConnectStream::opened(Result<StreamClosed> closed) {
  if (!closed) return finish(closed.error());
  if (isGone_) return (*closed)();
  closed_ = std::move(*closed);
}

std::optional<PieceSource::Piece> ConnectStream::take() {
  std::optional<std::string> message;
  {
    const std::lock_guard lock(mutex_);
    if (!next_ && hasEnd_) return lastPiece(error_);
    message = std::exchange(next_, std::nullopt);
  }
  if (!message) return std::nullopt;
  if (!call_.isJson) return Piece{envelope(*message)};
  const auto json = call_.method.responseToJson(*message);
  if (json) return Piece{envelope(*json)};
  return lastPiece(connectErrorJson(connectCode(json.error()), json.error()));
}

void ConnectStream::sent() {
  loop_.post([self = shared_from_this()] {
    self->underWay_ = false;
    if (!self->over_) self->nowReady();
  });
}

void ConnectStream::outOfTime() {
  const std::lock_guard lock(mutex_);
  if (hasEnd_) return;
  hasEnd_ = true;
  error_ = connectErrorJson(kDeadlineExceeded, {ErrorCode::Unavailable, "deadline_exceeded",
                                                "the time that the call allowed is over", "Connect-Timeout-Ms"});
}

void ConnectStream::ended() {
  place_.reset();
  loop_.post([self = shared_from_this()] {
    self->over_ = true;
    self->isGone_ = true;
    if (const auto closed = std::exchange(self->closed_, nullptr)) closed();
  });
}

}  // namespace flotilla::controlplane
