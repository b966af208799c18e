// What people say about a rollout under way: start, pause, resume, promote, skip.
#include <algorithm>
#include <iostream>

#include "app/cli/commands/rollout_commands.h"
#include "app/cli/commands/rollout_text.h"
#include "app/cli/commands/rollout_wait.h"
#include "app/cli/text_output.h"
#include "models/domain/nearest_name.h"
#include "services/runtime/clock.h"

namespace flotilla::cli {
namespace {

struct WordArguments {
  std::string rollout;
  std::string reason;
  std::string wave;
  WaitArguments wait;
};

RolloutWord wordFor(RolloutVerb verb, const WordArguments& arguments) {
  RolloutWord word;
  word.verb = verb;
  word.rollout = RolloutId(arguments.rollout);
  word.reason = arguments.reason;
  return word;
}

Status sayAndFollow(Session& session, RolloutVerb verb, const WordArguments& arguments) {
  FLOTILLA_TRY(const Rollout rollout, say(session, wordFor(verb, arguments)));
  return follow(session, rollout, arguments.wait, RolloutState::Succeeded);
}

Status sayOfWave(Session& session, RolloutVerb verb, const WordArguments& arguments) {
  RolloutWord word = wordFor(verb, arguments);
  FLOTILLA_TRY(const Rollout before,
               session.ask<Rollout>([&](auto& client, auto done) { client.getRollout(word.rollout, done); }));
  FLOTILLA_TRY(const RolloutWave meant, waveCalled(before, arguments.wave));
  word.wave = meant.place;
  FLOTILLA_TRY(const Rollout rollout, say(session, word));
  session.show([&] {
    const std::string now = meant.place < rollout.waves.size()
                                ? "wave " + meant.name + " is " + spaced(toText(rollout.waves[meant.place].state))
                                : std::string();
    std::cout << harmless(standingOf(rollout, SystemClock().now())) << '\n' << harmless(now) << '\n';
  });
  return okStatus();
}

void declareReason(CLI::App& app, WordArguments& arguments) {
  app.add_option("--reason", arguments.reason, "For the audit log");
}

void addWaveVerb(CLI::App& rollouts, Session& session, RolloutVerb verb, const char* help) {
  addCommand<WordArguments>(
      rollouts, session, std::string(toText(verb)), help,
      [](CLI::App& app, WordArguments& arguments) {
        declareRollout(app, arguments);
        addText(app, "--wave", arguments.wave, "Its name, as rollouts show gives it")->required()->type_name("NAME");
        declareReason(app, arguments);
      },
      [verb](Session& s, const WordArguments& arguments) { return sayOfWave(s, verb, arguments); });
}

}  // namespace

Result<RolloutWave> waveCalled(const Rollout& rollout, const std::string& name) {
  std::vector<std::string> names;
  for (const RolloutWave& wave : rollout.waves) {
    if (wave.name == name) return wave;
    names.push_back(wave.name);
  }
  const std::string all = joined(names, ", ", [](const std::string& text) { return text; });
  const std::string near = didYouMean(name, names, {});
  return notFound("no_wave", rollout.id.value + " has no wave \"" + name + "\"", "--wave",
                  near + (near.empty() ? "" : " ") + (names.empty() ? "it has no waves" : "its waves are " + all));
}

Result<Rollout> say(Session& session, const RolloutWord& word) {
  session.seenIn = "rollouts show " + word.rollout.value;
  return session.ask<Rollout>([&](auto& client, auto done) { client.sayToRollout(word, done); });
}

void addRolloutWordCommands(CLI::App& rollouts, Session& session) {
  addCommand<WordArguments>(
      rollouts, session, "start", "Start a draft, or ask those who have to agree to its first wave",
      [](CLI::App& app, WordArguments& arguments) {
        declareRollout(app, arguments);
        declareWait(app, arguments.wait);
      },
      [](Session& s, const WordArguments& arguments) { return sayAndFollow(s, RolloutVerb::Start, arguments); });
  addCommand<WordArguments>(
      rollouts, session, "pause", "Give no more nodes the version until it is resumed; gates are still watched",
      [](CLI::App& app, WordArguments& arguments) {
        declareRollout(app, arguments);
        declareReason(app, arguments);
      },
      [](Session& s, const WordArguments& arguments) { return sayAndFollow(s, RolloutVerb::Pause, arguments); });
  addCommand<WordArguments>(
      rollouts, session, "resume", "Let a paused rollout go on; a wave that had no verdict is watched as long again",
      [](CLI::App& app, WordArguments& arguments) {
        declareRollout(app, arguments);
        declareReason(app, arguments);
        declareWait(app, arguments.wait);
      },
      [](Session& s, const WordArguments& arguments) { return sayAndFollow(s, RolloutVerb::Resume, arguments); });
  addWaveVerb(rollouts, session, RolloutVerb::Promote, "Let a wave pass by hand before its soak is over");
  addWaveVerb(rollouts, session, RolloutVerb::Skip, "Leave out a wave that has not begun: its nodes get nothing");
}

}  // namespace flotilla::cli
