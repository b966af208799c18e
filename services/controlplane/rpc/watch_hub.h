// Watchers of the fleet: a snapshot as fast as the far end takes it, then changes by revision, merged every 100 ms.
// Nothing is queued per watcher but the names of what it still has to be told: each remembers the revision it has, and
// is told the newest state of what changed since when it can take more. One that is too far behind is told to begin
// again. Each message is small, so that the fleet loop is never busy with one for long. Thread: the fleet loop.
// Lifetime: outlives its watchers' streams.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "services/controlplane/rpc/dispatcher.h"
#include "services/proto/flotilla/v1/watch.pb.h"

namespace flotilla::controlplane {

// Rollouts with more nodes are told as counts.
inline constexpr std::size_t kRolloutNodesSent = 1000;

class WatchHub {
 public:
  WatchHub(Executor& loop, ControlPlane& plane) : loop_(loop), plane_(plane) {}

  Result<StreamClosed> open(const v1::WatchRequest& request, const Caller& caller, StreamSink& sink);
  void onCommitted();
  std::size_t watchers() const { return watchers_.size(); }

 private:
  using WatcherId = std::uint64_t;
  struct Watcher {
    StreamSink* sink;
    Caller caller;
    std::set<Topic> topics;
    std::uint64_t revision = 0;
    std::optional<Touched> next;        // of the snapshot: everything before it in its topic was sent
    std::vector<Touched> changes;       // still to tell, in reverse
    std::uint64_t changesRevision = 0;  // that the watcher has once they are told
    bool waiting = false;               // for what it is told to be durable
    bool isBusy() const { return next.has_value() || !changes.empty(); }
  };
  void schedule();
  void tick();
  void collectChanges(Watcher& watcher);
  void pump(WatcherId id);
  void sendNext(Watcher& watcher);
  void sendSnapshot(Watcher& watcher);
  void sendChanges(Watcher& watcher);
  bool addThing(const Watcher& watcher, const Touched& touched, v1::Thing& thing) const;

  Executor& loop_;
  ControlPlane& plane_;
  std::map<WatcherId, Watcher> watchers_;
  WatcherId lastId_ = 0;
  bool scheduled_ = false;
};

}  // namespace flotilla::controlplane
