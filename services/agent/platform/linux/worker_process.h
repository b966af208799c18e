// Starts `flotilla-agent worker` children and talks to them: one thread with an epoll set forks all of them, moves
// their frames and reaps them. The wire is u32 little-endian length plus frame (at most 1 MiB) over descriptor 3 of the
// child. Thread: start(), send(), rssKb() and the destructors belong to the agent's loop; events run there through
// `loop`. Lifetime: `loop` and the launcher outlive every WorkerProcess. A WorkerProcess may be destroyed from its own
// events.
#pragma once

#include <memory>
#include <utility>

#include "services/agent/core/ports.h"
#include "services/agent/platform/linux/worker_hub.h"
#include "services/runtime/serial_loop.h"

namespace flotilla::agent {

class LinuxWorkerLauncher final : public WorkerLauncher {
 public:
  // `program` is run with the single argument "worker". Without `limits`, plain resource limits.
  LinuxWorkerLauncher(Path program, Executor& loop, Limits limits = {})
      : program_(std::move(program)), loop_(loop), hub_(std::move(limits)) {}

  // A worker that does not read (8 MiB waiting), floods, sends an over-long frame or closes its channel is killed;
  // onExit says so. Errors: NotFound/"no_file" if the program cannot be run, Unavailable/"spawn_failed".
  Result<std::unique_ptr<WorkerProcess>> start(const WorkerLimits& limits, WorkerEvents events) override;

 private:
  Path program_;
  Executor& loop_;
  WorkerHub hub_;
};

}  // namespace flotilla::agent
