// Private to services/client: one Watch after the other, each going on where the last one ended. Thread: any; the
// listener is called on threads of gRPC. Lifetime: as FleetWatch.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "models/domain/fleet_feed.h"
#include "services/client/connection_error.h"
#include "services/client/credentials.h"
#include "services/runtime/backoff.h"
#include "services/runtime/random.h"

namespace grpc {
class Alarm;
class Channel;
class ClientContext;
class Status;
}  // namespace grpc

namespace flotilla {

class WatchStream final : public FleetWatch {
 public:
  // `credentials` outlive this; `target` names the server in errors.
  WatchStream(std::shared_ptr<grpc::Channel> channel, const Credentials& credentials, Target target,
              FleetListener& listener);
  ~WatchStream() override;
  WatchStream(const WatchStream&) = delete;
  WatchStream& operator=(const WatchStream&) = delete;

  // One that was begun as somebody else ends, and a whole picture for who asks now comes instead.
  void retryNow() override;

 private:
  class Attempt;

  void attempt();
  // What the stream said; false if it cannot be understood and the stream should end.
  bool take(Result<FleetUpdate> update);
  void resync();
  void ended(const grpc::Status& status);

  const std::shared_ptr<grpc::Channel> channel_;
  const Credentials& credentials_;
  const Target target_;
  FleetListener& listener_;
  SystemRandom random_;
  Backoff backoff_;
  // Used by one attempt at a time, on whatever thread it is.
  std::uint64_t revision_ = 0;  // of the last complete picture; 0 = begin with a snapshot
  bool restart_ = true;
  Error problem_;

  std::mutex mutex_;
  std::condition_variable idle_;
  bool closing_ = false;
  bool busy_ = false;  // an attempt is open, or a callback is under way
  std::shared_ptr<grpc::ClientContext> context_;
  std::string token_;  // of the attempt under way, or of the last one
  std::shared_ptr<grpc::Alarm> alarm_;
};

}  // namespace flotilla
