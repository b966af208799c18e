// The subcommands of `rollouts` that have files of their own, and what they share. Thread: the main thread.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

#include "app/cli/arguments.h"

namespace flotilla::cli {

void addRolloutPlanCommands(CLI::App& rollouts, Session& session);      // plan, create, edit
void addRolloutWordCommands(CLI::App& rollouts, Session& session);      // start, pause, resume, promote, skip
void addRolloutApprovalCommands(CLI::App& rollouts, Session& session);  // approve, reject
void addRolloutWhyCommand(CLI::App& rollouts, Session& session);        // why

template <class Arguments>
void declareRollout(CLI::App& app, Arguments& arguments) {
  addText(app, "rollout", arguments.rollout, "For example meter-reader-2")->required();
}

// The wave called `name`. Error: NotFound/"no_wave" about --wave with the names there are.
Result<RolloutWave> waveCalled(const Rollout& rollout, const std::string& name);

// Says it and shows what the rollout is then.
Result<Rollout> say(Session& session, const RolloutWord& word);

}  // namespace flotilla::cli
