// Why a rollout stands where it stands, with the numbers that its waves were judged by.
#include <cmath>
#include <iostream>

#include "app/cli/commands/rollout_commands.h"
#include "app/cli/commands/rollout_text.h"
#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

struct WhyArguments {
  std::string rollout;
  bool replay = false;
  bool looks = false;
};

std::string oddsOfLog(double logOdds) {
  return oddsText(std::exp(logOdds));
}

std::string answersText(std::uint64_t requests, std::uint64_t bad, std::uint64_t slow) {
  return counted(requests, "answer") + ", " + std::to_string(bad) + " bad (" +
         ratioText(static_cast<double>(bad), static_cast<double>(requests), 100, 2, "%") + "), " +
         std::to_string(slow) + " slow (" +
         ratioText(static_cast<double>(slow), static_cast<double>(requests), 100, 2, "%") + ")";
}

void printOdds(const RolloutLook& look) {
  const Evidence& seen = look.evidence;
  printFields(std::cout,
              {{"verdict", std::string(toText(seen.verdict)) + ": " + seen.why},
               {"odds of bad answers", oddsOfLog(seen.badLogOdds) + " that it is worse"},
               {"odds of slow answers", oddsOfLog(seen.slowLogOdds) + " that it is slower"},
               {"candidate", counted(seen.canaryNodes, "node") + ", " + std::to_string(seen.reportingNodes) +
                                 " reporting; " + answersText(seen.canaryRequests, seen.canaryBad, seen.canarySlow)},
               {"stable", counted(seen.baselineNodes, "node") + "; " +
                              answersText(seen.baselineRequests, seen.baselineBad, seen.baselineSlow)},
               {"needed", counted(seen.requestsNeeded, "answer") + " of the candidate before it can pass"},
               {"comparison of nodes",
                seen.canPermute ? "p = " + fixedText(seen.permutationP, 4) : std::string("too few nodes to tell")}});
}

// Newest first, as all lists of what happened.
void printLooks(const RolloutExplanation& why) {
  Table table({"LOOK", "AT", "VERDICT", "REASON", "BAD", "STABLE BAD", "ODDS BAD", "ODDS SLOW", "WHY"});
  for (auto look = why.looks.rbegin(); look != why.looks.rend(); ++look) {
    const Evidence& seen = look->evidence;
    table.add({std::to_string(look->number), shortTime(look->at), std::string(toText(seen.verdict)),
               spaced(seen.reason), std::to_string(seen.canaryBad) + " of " + std::to_string(seen.canaryRequests),
               std::to_string(seen.baselineBad) + " of " + std::to_string(seen.baselineRequests),
               oddsOfLog(seen.badLogOdds), oddsOfLog(seen.slowLogOdds), seen.why});
  }
  std::cout << '\n';
  table.print(std::cout);
  if (why.looks.size() < why.lookCount)
    std::cerr << "note: the last " << why.looks.size() << " of " << why.lookCount << " looks are shown\n";
}

void printTallies(const RolloutExplanation& why) {
  Table table({"NODE", "ARM", "ANSWERS", "BAD", "SLOW"});
  for (const NodeTally& node : why.nodes)
    table.add({node.node, node.canary ? "candidate" : "stable", std::to_string(node.requests), std::to_string(node.bad),
               std::to_string(node.slow)});
  std::cout << '\n';
  table.print(std::cout);
}

void printWhy(const RolloutExplanation& why, const WhyArguments& arguments) {
  std::cout << harmless(why.sentence) << '\n';
  if (!why.looks.empty()) {
    std::cout << '\n';
    printOdds(why.looks.back());
    if (arguments.looks) printLooks(why);
  }
  if (!why.nodes.empty()) printTallies(why);
  if (!arguments.replay || !why.replayed || why.differences > 0) return;
  if (why.lookCount == 0)
    std::cout << "\nno look was taken yet: there is nothing to replay\n";
  else
    std::cout << "\nreplayed " << counted(why.lookCount, "look") << ": the same numbers\n";
}

// Ok if they were asked for and are the same as were stored, or were not asked for.
Status checkReplay(const RolloutExplanation& why, const WhyArguments& arguments) {
  if (!arguments.replay) return okStatus();
  if (!why.replayed)
    return internalError("not_replayed", "the control plane did not replay the looks: nothing is known about them");
  if (why.differences == 0) return okStatus();
  return precondition("replay_differs",
                      std::to_string(why.differences) + " of " + counted(why.lookCount, "look") +
                          " give other numbers than were stored; the first is " + why.firstDifference,
                      {}, "keep the database as it is and find out who changed it, or which version judged then");
}

Status explain(Session& session, const WhyArguments& arguments) {
  const RolloutId id(arguments.rollout);
  FLOTILLA_TRY(const RolloutExplanation why, session.ask<RolloutExplanation>([&](auto& client, auto done) {
    client.explainRollout(id, arguments.replay, done);
  }));
  session.show([&] { printWhy(why, arguments); });
  return checkReplay(why, arguments);
}

}  // namespace

void addRolloutWhyCommand(CLI::App& rollouts, Session& session) {
  addCommand<WhyArguments>(
      rollouts, session, "why", "Explain where it stands: the sentence, the odds, and the nodes behind them",
      [](CLI::App& app, WhyArguments& arguments) {
        declareRollout(app, arguments);
        app.add_flag("--looks", arguments.looks, "Each look at the wave that counts, newest first, at most 200");
        app.add_flag("--replay", arguments.replay, "Compute all verdicts again from the counts that were stored");
      },
      explain);
}

}  // namespace flotilla::cli
