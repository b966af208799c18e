// Private to the uplink: answers what the control plane asks of this node. Thread: the agent's loop. Lifetime: loop and
// agent outlive it; an answer that comes after it is dropped.
#pragma once

#include <functional>

#include "models/domain/node_logs.h"
#include "services/agent/core/agent.h"
#include "services/agent/core/guard.h"
#include "services/proto/flotilla/v1/agent.pb.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

class NodeAnswers {
 public:
  using SearchLogs = std::function<void(const LogQuery&, Done<LogExcerpt>)>;
  // `searchLogs` answers on any thread; empty: this node keeps no logs. `say`: over the session, if there is one. Over
  // another one than that which asked, an answer means nothing, and is ignored.
  NodeAnswers(Executor& loop, Agent& agent, SearchLogs searchLogs, std::function<void(v1::AgentMessage)> say)
      : loop_(loop), agent_(agent), searchLogs_(std::move(searchLogs)), say_(std::move(say)) {}

  void onSearch(const v1::SearchLogs& asked);
  void onCapture(const v1::CaptureInputs& asked);

 private:
  void sendFound(std::uint64_t id, const Result<LogExcerpt>& found);
  void sendCaptured(std::uint64_t id, const Result<InputSamples>& captured);

  Executor& loop_;
  Agent& agent_;
  SearchLogs searchLogs_;
  std::function<void(v1::AgentMessage)> say_;
  Guard guard_;
};

}  // namespace flotilla::agent
