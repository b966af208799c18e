// Waiting for a rollout, as `deploy --wait` and `rollback --wait` do. Thread: the main thread.
#pragma once

#include <CLI/CLI.hpp>

#include <chrono>
#include <string>

#include "app/cli/session.h"
#include "models/domain/rollout.h"

namespace flotilla::cli {

struct WaitArguments {
  bool wait = false;
  Duration limit = std::chrono::seconds(120);
};
void declareWait(CLI::App& app, WaitArguments& arguments);

// Asks until the rollout is over, and prints a line whenever something changed. A control plane that restarts meanwhile
// is waited for. Errors: kWaitTimeout after `limit`, kInterrupted after Ctrl-C; the rollout goes on in either case.
Result<Rollout> waitForEnd(Session& session, Rollout rollout, Duration limit);

}  // namespace flotilla::cli
