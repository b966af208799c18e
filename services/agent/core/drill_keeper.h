// Faults that this node was given for practice: takes them only where whoever owns the machine lets it, ends them when
// their time is over by the steady clock, and knows how each stands. It is all in memory: nobody has to end a fault,
// and none outlives the agent. What the kinds do is a port. Thread: the agent's loop. Lifetime: owned by the Agent.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "models/domain/fault.h"
#include "services/agent/core/guard.h"
#include "services/runtime/clock.h"
#include "services/runtime/serial_loop.h"
#include "services/telemetry/report.h"

namespace flotilla::agent {

struct DrillRules {
  bool allowed = false;
  Duration longest = kLongestFault;
};

// The link of this node as faults that are under way leave it.
struct LinkState {
  bool cut = false;
  Duration delay{};  // of each message; 0 = none
  friend bool operator==(const LinkState&, const LinkState&) = default;
};

struct DrillActs {
  // Kills the workers of a workload (empty = of every one); how many there were.
  std::function<std::size_t(const WorkloadName&)> killWorkers;
  std::function<Status()> fillQuota;
  std::function<void()> freeQuota;
  std::function<Status()> restartAgent;  // after the answer is on its way
  std::function<void(const LinkState&)> setLink;
};

class DrillKeeper {
 public:
  DrillKeeper(DrillRules rules, Executor& loop, const Clock& clock, DrillActs acts);

  bool allowed() const { return rules_.allowed; }

  // Begins it, or says why not: "drills_refused", "fault_out_of_range", "already_under_way" (one of its kind),
  // "too_long" for this node, "too_many", "no_worker", or what the act says. An id that was told before means nothing.
  void take(const FaultOrder& order);
  // Ends those whose id begins so.
  void end(const std::string& prefix);

  std::vector<FaultStatus> statuses() const;
  // Something of that changed.
  void setListener(std::function<void()> listener) { onChange_ = std::move(listener); }

  // What is so because of faults that are under way.
  LinkState link() const { return {find(FaultKind::CutLink) != nullptr, amountOf(FaultKind::SlowLink)}; }
  // Of what leaves the node: its clock is wrong, and the offset that was measured says by how much.
  void skewTimes(NodeReport& report) const;

 private:
  struct Entry {
    FaultOrder order;
    FaultPhase phase = FaultPhase::UnderWay;
    Error why;  // of a refusal, or of an early end
    SteadyPoint begun{}, ended{};
  };
  Status begin(const FaultOrder& order);
  Status act(const FaultOrder& order);
  void killAgain(const std::string& id);
  void finish(const std::string& id, const Error& why);
  void finish(Entry& entry, const Error& why);
  const Entry* find(FaultKind kind) const;  // that is under way
  Entry* find(const std::string& id);
  Duration amountOf(FaultKind kind) const;
  void remember(Entry entry);
  void changed();

  DrillRules rules_;
  Executor& loop_;
  const Clock& clock_;
  DrillActs acts_;
  std::function<void()> onChange_;
  std::deque<Entry> entries_;  // oldest first
  LinkState link_;             // as it was told last
  Guard guard_;
};

}  // namespace flotilla::agent
