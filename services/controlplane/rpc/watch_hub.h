// Watchers of the fleet: a snapshot, then changes by revision, merged every 100 ms. Nothing is queued per watcher: each
// remembers the revision it has, and is told the newest state of what changed since when it can take more. One that is
// too far behind is told to begin again. Thread: the fleet loop. Lifetime: outlives its watchers' streams.
#pragma once

#include <list>
#include <set>

#include "services/controlplane/rpc/dispatcher.h"
#include "services/proto/flotilla/v1/watch.pb.h"

namespace flotilla::controlplane {

class WatchHub {
 public:
  WatchHub(Executor& loop, ControlPlane& plane) : loop_(loop), plane_(plane) {}

  Result<StreamClosed> open(const v1::WatchRequest& request, const Caller& caller, StreamSink& sink);
  void onCommitted();
  std::size_t watchers() const { return watchers_.size(); }

 private:
  struct Watcher {
    StreamSink* sink;
    Caller caller;
    std::set<Topic> topics;
    std::uint64_t revision = 0;
    std::vector<Touched> snapshot;  // still to send, in reverse
    bool inSnapshot = false;
  };
  void schedule();
  void advance(Watcher& watcher);
  void sendSnapshot(Watcher& watcher);
  void sendChanges(Watcher& watcher);
  bool addThing(const Watcher& watcher, const Touched& touched, v1::Thing& thing) const;
  std::vector<Touched> everything(const Watcher& watcher) const;

  Executor& loop_;
  ControlPlane& plane_;
  std::list<Watcher> watchers_;
  bool scheduled_ = false;
};

}  // namespace flotilla::controlplane
