// One capture of inputs at a time: collects what a workload's worker sends until there is enough, the time is over, or
// the worker ends. Thread: the agent's loop. Lifetime: a member of the Agent, before its workloads; what is under way
// when it ends is not answered.
#pragma once

#include <optional>

#include "models/domain/input_samples.h"
#include "models/domain/page.h"
#include "services/agent/core/guard.h"
#include "services/agent/core/workload_arms.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

class InputCapture {
 public:
  explicit InputCapture(Executor& loop) : loop_(loop) {}

  // `done` comes once. Exhausted/"busy" while another is under way; Precondition/"not_running" if nothing serves there;
  // what the worker refuses with: "no_inputs", "input_too_large".
  void begin(const SampleQuery& query, WorkloadArms& arms, Done<InputSamples> done);

 private:
  void take(Result<InputSample> sample);
  void finish(std::string endedEarly);

  struct Running {
    SampleQuery query;
    InputSamples captured;
    std::size_t bytes = 0;
    Done<InputSamples> done;
  };
  Executor& loop_;
  std::optional<Running> running_;
  Guard guard_;  // of the capture that runs
};

}  // namespace flotilla::agent
