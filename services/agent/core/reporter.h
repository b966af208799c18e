// Makes a report every interval and soon after a change, and hands it to the queue, which keeps it until it is
// acknowledged. Events go from state.db to the queue before it. What cannot be stored now is in the next report;
// nothing here ever changes the state of an install (domain.md rule 5). Thread: the agent's loop. Lifetime: owned by
// the Agent.
#pragma once

#include <functional>

#include "services/agent/core/agent.h"
#include "services/agent/core/guard.h"

namespace flotilla::agent {

class Reporter {
 public:
  struct Hooks {
    std::function<NodeReport()> collect;  // all but numbers and events
    std::function<void()> stored;         // what was collected is safe
  };
  Reporter(const AgentConfig& config, AgentPorts& ports, Hooks hooks);

  void start();
  // A report once the running task is over; many calls make one report.
  void soon();
  void setListener(std::function<void()> onReport) { onReport_ = std::move(onReport); }

 private:
  void tick();
  void report();
  Status moveNews(const NodeReport& report);
  Status moveNews(const NodeReport& holder, bool onlySecurity);
  void syncSoon();

  const AgentConfig& config_;
  AgentPorts& ports_;
  Hooks hooks_;
  std::function<void()> onReport_;
  bool pending_ = false;
  bool syncing_ = false;   // posted
  bool undropped_ = true;  // state.db may still hold what the queue took
  Guard guard_;
};

}  // namespace flotilla::agent
