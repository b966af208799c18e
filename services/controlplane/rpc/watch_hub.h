// Watchers of the fleet: a snapshot as fast as the far end takes it, then changes by revision, merged every 100 ms.
// Nothing is queued per watcher but the names of what it still has to be told: each remembers the revision it has, and
// is told the newest state of what changed since when it can take more. One that is too far behind is told to begin
// again. Each message is small, so that the fleet loop is never busy with one for long, and made once for everybody who
// may see the same. A watcher that was told nothing for 10 to 15 s is told so: an empty change with the revision that
// it has. Thread: the fleet loop. Lifetime: outlives its watchers' streams.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "services/controlplane/rpc/dispatcher.h"
#include "services/controlplane/rpc/watch_messages.h"
#include "services/proto/flotilla/v1/watch.pb.h"

namespace flotilla::controlplane {

class WatchHub {
 public:
  WatchHub(Executor& loop, ControlPlane& plane) : loop_(loop), plane_(plane), messages_(plane) {}

  Result<StreamClosed> open(const v1::WatchRequest& request, const Caller& caller, StreamSink& sink);
  void onCommitted();
  std::size_t watchers() const { return watchers_.size(); }
  // Messages with things that were made so far, each for any number of watchers.
  std::uint64_t messagesMade() const { return messages_.made(); }

 private:
  using WatcherId = std::uint64_t;
  struct Watcher {
    StreamSink* sink;
    Audience audience;
    std::uint64_t revision = 0;
    std::optional<Touched> next = {};  // of the snapshot: everything before it in its topic was sent
    ChangeListPtr changes = {};        // still to tell; the watcher has its revision once that is done
    std::size_t told = 0;              // of them
    bool waiting = false;              // for what it is told to be durable
    int quietBeats = 0;                // since it was told anything
    bool isBusy() const { return next.has_value() || changes; }
  };
  void schedule();
  void tick();
  void collectChanges(Watcher& watcher);
  void pump(WatcherId id);
  void sendNext(Watcher& watcher);
  void sendSnapshot(Watcher& watcher);
  void sendChanges(Watcher& watcher);
  void tell(Watcher& watcher, std::string message);
  void scheduleBeat();
  void beat();

  Executor& loop_;
  ControlPlane& plane_;
  WatchMessages messages_;
  std::map<WatcherId, Watcher> watchers_;
  WatcherId lastId_ = 0;
  bool scheduled_ = false;
  bool beating_ = false;
};

}  // namespace flotilla::controlplane
