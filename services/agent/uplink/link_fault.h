// Private to the uplink: what faults for practice do to the session. Messages leave late while the link is slow; when
// it is cut the session is given up, and none is opened until the fault is over. Told by the DrillKeeper; it asks
// nothing by itself. Thread: the agent's loop. Lifetime: the loop and the keeper outlive it.
#pragma once

#include <deque>
#include <functional>

#include "services/agent/core/drill_keeper.h"
#include "services/agent/core/guard.h"
#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

class LinkFault {
 public:
  struct Acts {
    std::function<void(v1::AgentMessage)> send;
    std::function<void()> cut;       // give up the session, if there is one, and open the next
    std::function<void()> restored;  // what was refused may be opened now
  };
  LinkFault(Executor& loop, const DrillKeeper& drills, Acts acts)
      : loop_(loop), drills_(drills), acts_(std::move(acts)) {}

  // Whether no session may be opened now; then restored() follows.
  bool refuses();
  // A session begins: what the last one was about to say is not said any more.
  void begin();
  // In their order, also when they are not slowed down any more.
  void say(v1::AgentMessage message);

  // How faults stand has changed. Whoever is told of it has half a second to say so before the link is cut.
  void onChange();

 private:
  Executor& loop_;
  const DrillKeeper& drills_;
  Acts acts_;
  bool refused_ = false;
  std::deque<v1::AgentMessage> late_;
  Guard session_;  // renewed with each
  Guard guard_;
};

}  // namespace flotilla::agent
