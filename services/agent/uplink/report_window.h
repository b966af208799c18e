// Private to the uplink: which reports are on their way, and what their answers tell of our clock. Thread: the agent's
// loop. Lifetime: agent and clock outlive it.
#pragma once

#include <deque>
#include <functional>
#include <utility>

#include "services/agent/core/agent.h"
#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/runtime/clock.h"

namespace flotilla::agent {

class ReportWindow {
 public:
  ReportWindow(Agent& agent, Clock& clock, std::function<void(v1::AgentMessage)> say)
      : agent_(agent), clock_(clock), say_(std::move(say)) {}

  // The hello of a session is about to be said.
  void begin();
  // It was answered. Reports are said once open() was called.
  void onWelcome(const v1::Welcome& welcome) const;
  void open(const v1::Welcome& welcome);
  void close() { open_ = false; }

  void onAck(const v1::ReportAck& ack);
  // Says what waits, at most a window ahead of the acknowledgements.
  void pump();

 private:
  Agent& agent_;
  Clock& clock_;
  std::function<void(v1::AgentMessage)> say_;
  bool open_ = false;
  bool readsPacked_ = false;  // the control plane; older ones do not
  std::uint64_t sentSeq_ = 0;
  SteadyPoint helloSent_{};
  std::deque<std::pair<std::uint64_t, SteadyPoint>> sent_;  // on their way
};

}  // namespace flotilla::agent
