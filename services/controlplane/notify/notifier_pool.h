// Threads that send: one for each notifier that has something to send, up to a bound; more notifiers than that share.
// Messages of one notifier go in their order, each is tried with growing pauses until it is taken, refused, or its
// deadline has passed. A notifier that hangs keeps its thread and nothing else. Thread: any; `done` is called on a
// thread of the pool. Lifetime: stop() cancels what runs and drops what waits; a plugin that does not come back even
// then is left behind with all that it uses, so that it stops nobody from leaving. Files, clock and chance outlive it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "models/domain/alerting.h"
#include "services/controlplane/notify/message.h"
#include "services/controlplane/notify/notifier_library.h"
#include "services/runtime/clock.h"
#include "services/runtime/random.h"

namespace flotilla::controlplane {

struct PoolLimits {
  std::size_t maxThreads = 16;
  std::size_t maxNotifiers = 256;             // with something to send
  std::size_t maxQueue = 16;                  // messages of one notifier
  std::chrono::milliseconds attempt{15'000};  // of one attempt, at most
  std::chrono::milliseconds pause{1'000};     // doubles after each attempt, and is drawn at random below that
  std::chrono::milliseconds longestPause{30'000};
  std::chrono::milliseconds grace{2'000};  // for an attempt to end after its deadline, and for all to end at stop()
};

struct SendingJob {
  Notifier notifier;
  std::shared_ptr<const NotifierFactory> factory;
  std::shared_ptr<const Notification> notification;
  std::shared_ptr<const MessageRules> rules;
  SteadyPoint deadline;
  std::function<void(Status)> done;  // once, unless the pool stops before. Error unavailable/"not_delivered"
};

class NotifierPool {
 public:
  NotifierPool(const Clock& clock, Random& random, Files& files, Path secrets, PoolLimits limits);
  ~NotifierPool();

  // Error exhausted/"notifier_busy" if its queue, or the number of notifiers, is full; `done` is not called then.
  Status add(SendingJob job);
  // Tells attempts that are over their deadline to end.
  void cancelOverdue();
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace flotilla::controlplane
