// The subcommands of `rollouts` that have files of their own, and what they share. Thread: the main thread.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "app/cli/arguments.h"

namespace flotilla::cli {

void addRolloutWhyCommand(CLI::App& rollouts, Session& session);        // why

template <class Arguments>
void declareRollout(CLI::App& app, Arguments& arguments) {
  addText(app, "rollout", arguments.rollout, "For example meter-reader-2")->required();
}

}  // namespace flotilla::cli
