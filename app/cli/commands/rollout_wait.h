// Following a rollout: --wait of the commands that begin one or take it back, and `rollouts watch`. A control plane
// that restarts meanwhile is waited for. Thread: the main thread.
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
// Adds --wait, which it returns, and --timeout-wait.
CLI::Option* declareWait(CLI::App& app, WaitArguments& arguments);

// Shows a rollout that was just begun; with --wait it asks until the rollout is over, and prints a line whenever
// something changed. Ok if it then is `wanted` and left no nodes behind. Errors: rollout_<state> with the sentence why,
// also of one that was paused and goes on only when somebody resumes it; nodes_stay; kWaitTimeout and kInterrupted,
// where the rollout goes on.
Status follow(Session& session, const Rollout& begun, const WaitArguments& wait, RolloutState wanted);

// Prints a line for every change until it is over, with -o json the rollout itself, each on a line. Ok if it succeeded,
// or went back when it was on its way back from the beginning. Errors: as of `follow`, without a limit.
Status watch(Session& session, const Rollout& rollout);

}  // namespace flotilla::cli
