#include "app/cli/commands/rollout_tables.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>

#include "app/cli/commands/rollout_text.h"
#include "app/cli/text_output.h"
#include "models/domain/rollout_approvals.h"

namespace flotilla::cli {
namespace {

std::string nodeName(const RolloutNode& node) {
  return node.nodeName.empty() ? node.node.value : node.nodeName;
}

std::string versionBefore(const RolloutNode& node) {
  return node.hadVersion ? node.from.toString() : std::string();
}

std::string waveName(const Rollout& rollout, std::uint32_t place) {
  return place < rollout.waves.size() ? rollout.waves[place].name : std::string();
}

// A rollout of very many nodes comes without them, and then nobody here knows.
std::string provenIn(const Rollout& rollout, const RolloutWave& wave) {
  if (rollout.nodes.empty()) return {};
  return std::to_string(std::count_if(rollout.nodes.begin(), rollout.nodes.end(), [&](const RolloutNode& node) {
    return node.wave == wave.place && node.outcome == NodeOutcome::Proven;
  }));
}

TimePoint since(const RolloutWave& wave) {
  return isOver(wave.state) ? wave.endedAt : wave.state == WaveState::Soaking ? wave.soakingAt : wave.startedAt;
}

void printWaves(const Rollout& rollout) {
  Table table({"WAVE", "STATE", "NODES", "PROVEN", "VERDICT", "ODDS", "SINCE"});
  for (const RolloutWave& wave : rollout.waves) {
    const bool seen = wave.looks > 0;
    table.add({wave.name, spaced(toText(wave.state)), std::to_string(wave.nodes), provenIn(rollout, wave),
               seen ? std::string(toText(wave.verdict)) : std::string(), seen ? oddsText(wave.odds) : std::string(),
               shortTime(since(wave))});
  }
  std::cout << '\n';
  table.print(std::cout);
}

// As planned, and what nodes found so far.
void printStages(const RolloutStages& stages) {
  std::cout << '\n';
  for (const std::string& planned : sentences(stages.planned)) std::cout << harmless(planned) << '\n';
  for (const StageSummary& found : stages.found) std::cout << harmless(toText(found)) << '\n';
}

void printApprovals(const Rollout& rollout, TimePoint now) {
  Table table({"WAVE", "BY", "SAID", "AT", "EXPIRES", "COUNTS", "REASON"});
  for (const RolloutApproval& approval : rollout.approvals) {
    const std::string why = whyItDoesNotCount(rollout, approval, now);
    table.add({waveName(rollout, approval.wave), approval.by, approval.approved ? "approved" : "rejected",
               shortTime(approval.at), shortTime(approval.expires), why.empty() ? "yes" : "no: " + why,
               approval.reason});
  }
  std::cout << '\n';
  table.print(std::cout);
}

void printNodesByWave(const Rollout& rollout) {
  Table table({"NODE", "WAVE", "FROM", "OUTCOME", "REASON", "MESSAGE"});
  for (const RolloutNode& node : rollout.nodes)
    table.add({nodeName(node), waveName(rollout, node.wave), versionBefore(node), spaced(toText(node.outcome)),
               spaced(node.reason), node.message});
  table.print(std::cout);
}

bool leftOutNodes(const Rollout& rollout) {
  return rollout.nodes.empty() && rollout.size() > 0;
}

std::string stateText(const Rollout& rollout) {
  const std::string why = whyItStands(rollout);
  return spaced(toText(rollout.state)) + (why.empty() ? "" : ": " + why);
}

std::string digestText(const Rollout& rollout) {
  return rollout.planDigest.isZero() ? std::string() : rollout.planDigest.toString();
}

}  // namespace

void printOutcomes(const std::vector<RolloutNode>& nodes) {
  Table table({"NODE", "FROM", "OUTCOME", "REASON", "MESSAGE"});
  for (const RolloutNode& node : nodes)
    table.add({nodeName(node), versionBefore(node), spaced(toText(node.outcome)), spaced(node.reason), node.message});
  table.print(std::cout);
}

void printOutcomes(const Rollout& rollout) {
  if (leftOutNodes(rollout)) {
    std::cout << harmless(progressOf(rollout)) << "\nsee flotillactl rollouts nodes " << harmless(rollout.id.value)
              << '\n';
    return;
  }
  std::vector<RolloutNode> asked;
  std::copy_if(rollout.nodes.begin(), rollout.nodes.end(), std::back_inserter(asked),
               [](const RolloutNode& node) { return node.outcome != NodeOutcome::Planned; });
  printOutcomes(asked);
}

void printRollout(const Rollout& rollout, TimePoint now) {
  printFields(std::cout, {{"rollout", rollout.id.value},
                          {"workload", rollout.workload.value},
                          {"to", rollout.artifact.value + " " + rollout.to.toString()},
                          {"state", stateText(rollout)},
                          {"awaits", awaitedBy(rollout, now)},
                          {"author", rollout.author},
                          {"created", shortTime(rollout.createdAt)},
                          {"started", shortTime(rollout.startedAt)},
                          {"deadline", shortTime(rollout.deadline)},
                          {"ended", shortTime(rollout.endedAt)},
                          {"plan", digestText(rollout)},
                          {"seed", rollout.planDigest.isZero() ? std::string() : std::to_string(rollout.seed)}});
  if (!rollout.stages.empty()) printStages(rollout.stages);
  if (!rollout.waves.empty()) printWaves(rollout);
  if (!rollout.approvals.empty()) printApprovals(rollout, now);
  std::cout << '\n';
  if (rollout.waves.empty() || leftOutNodes(rollout))
    printOutcomes(rollout);
  else
    printNodesByWave(rollout);
}

void printToApprove(const Rollout& rollout, const RolloutWave& wave, TimePoint now) {
  const std::uint64_t given = approvalsOf(rollout, wave.place, now);
  printFields(
      std::cout,
      {{"rollout", rollout.id.value + ": " + rollout.artifact.value + " to " + rollout.to.toString() + " on " +
                       counted(rollout.size(), "node") + " in " + counted(rollout.waves.size(), "wave")},
       {"state", stateText(rollout)},
       {"author", rollout.author},
       {"wave", wave.name + ": " + counted(wave.nodes, "node") + ", " + spaced(toText(wave.state))},
       {"approvals", std::to_string(given) + " of " + std::to_string(wave.approvalsNeeded)},
       {"stages", joined(sentences(rollout.stages.planned), "; ", [](const std::string& text) { return text; })},
       {"plan", digestText(rollout)}});
  std::cout << '\n';
  printPlan(rollout);
  std::cout << '\n';
}

void printPlan(const Rollout& rollout) {
  // Each line by itself: a plan may hold text that a terminal would take for its own.
  std::istringstream lines(indentedPlan(rollout.plan));
  for (std::string line; std::getline(lines, line);) std::cout << harmless(line) << '\n';
}

}  // namespace flotilla::cli
