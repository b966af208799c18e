// The child process in which one arm of a workload runs: it loads the plugins, checks the bundle, serves requests from
// the source and tells the agent what it counted (services/telemetry/worker_frames.h). A crash here costs the agent a
// restart count.
#pragma once

namespace flotilla {

// Serves the agent at the other end of `descriptor` (a stream socket, for example fd 3 of `flotilla-agent worker`)
// until Stop or end of file. Thread: the calling one, blocked; makes no others (a runtime plugin may). Does not close
// the descriptor. Returns the exit code: 0 after Stop or when the agent is gone, 1 after Failed was sent.
int runWorker(int descriptor);

}  // namespace flotilla
