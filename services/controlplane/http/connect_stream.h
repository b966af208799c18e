// One stream of answers between the dispatcher, whose methods write it on the fleet loop, and a session, which sends it
// on the HTTP thread. One message is under way at a time; the method is told when it may make the next. Lifetime: lives
// as long as either side has it; the method behind it is told once that the far end is gone.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "services/controlplane/http/connect_call.h"
#include "services/controlplane/http/connect_reply.h"
#include "services/controlplane/http/exchange.h"
#include "services/controlplane/http/quota.h"
#include "services/controlplane/rpc/dispatcher.h"

namespace flotilla::controlplane {

class ConnectStream final : public StreamSink, public PieceSource, public std::enable_shared_from_this<ConnectStream> {
 public:
  ConnectStream(Executor& loop, Dispatcher& dispatcher, ConnectCall call, std::string request,
                std::unique_ptr<Quota::Lease> place)
      : loop_(loop),
        dispatcher_(dispatcher),
        call_(std::move(call)),
        request_(std::move(request)),
        place_(std::move(place)) {}

  // StreamSink: the fleet loop.
  bool ready() const override { return !underWay_ && !over_; }
  void send(std::string bytes) override;
  void finish(const Status& status) override;

  // PieceSource: the HTTP thread.
  void start(std::function<void()> wake) override;
  std::optional<Piece> take() override;
  void sent() override;
  void outOfTime() override;
  void ended() override;

 private:
  void opened(Result<StreamClosed> closed);
  Piece lastPiece(const std::optional<std::string>& error) const { return {endOfStream(error), true}; }

  Executor& loop_;
  Dispatcher& dispatcher_;
  const ConnectCall call_;
  std::string request_;
  std::unique_ptr<Quota::Lease> place_;  // the HTTP thread's
  std::function<void()> wake_;           // set before the dispatcher knows of this

  // Only the fleet loop.
  bool underWay_ = false;
  bool over_ = false;
  bool isGone_ = false;
  StreamClosed closed_;

  std::mutex mutex_;  // of what follows
  std::optional<std::string> next_;
  bool hasEnd_ = false;
  std::optional<std::string> error_;  // JSON, told at the end
};

}  // namespace flotilla::controlplane
