#include "app/cli/commands/rollout_text.h"

#include <initializer_list>
#include <map>

#include "app/cli/text_output.h"

namespace flotilla::cli {
namespace {

void append(std::string& text, const char* separator, const std::string& part) {
  if (!text.empty()) text += separator;
  text += part;
}

std::string countsOf(const Rollout& rollout, std::initializer_list<NodeOutcome> outcomes) {
  std::string text;
  for (const NodeOutcome outcome : outcomes)
    if (const std::size_t count = rollout.count(outcome); count > 0)
      append(text, ", ", std::to_string(count) + " " + spaced(toText(outcome)));
  return text;
}

// "1 node on 1.0.0, 2 nodes on 0.9.0"; a rollout of very many nodes comes without them and so without their versions.
std::string returnedTo(const Rollout& rollout) {
  std::map<Version, std::size_t> byVersion;
  for (const RolloutNode& node : rollout.nodes)
    if (node.outcome == NodeOutcome::Returned) ++byVersion[node.from];
  std::string text;
  for (const auto& [version, count] : byVersion)
    append(text, ", ", counted(count, "node") + " on " + version.toString());
  return text.empty() ? counted(rollout.count(NodeOutcome::Returned), "node") + " on the version before" : text;
}

std::string wayBackOf(const Rollout& rollout) {
  std::string text = returnedTo(rollout);
  const std::string others = countsOf(rollout, {NodeOutcome::Pending, NodeOutcome::Refused, NodeOutcome::RolledBack,
                                                NodeOutcome::Silent, NodeOutcome::Late, NodeOutcome::Withdrawn});
  if (!others.empty()) append(text, ", ", others);
  const std::size_t stay = rollout.count(NodeOutcome::Stayed);
  if (stay > 0)
    append(text, "; ", counted(stay, "node") + (stay == 1 ? " stays on " : " stay on ") + rollout.to.toString());
  return text;
}

}  // namespace

std::string outcomesOf(const Rollout& rollout) {
  return countsOf(rollout, {NodeOutcome::Proven, NodeOutcome::Returned, NodeOutcome::Stayed, NodeOutcome::Pending,
                            NodeOutcome::Refused, NodeOutcome::RolledBack, NodeOutcome::Silent, NodeOutcome::Late,
                            NodeOutcome::Withdrawn});
}

std::string progressOf(const Rollout& rollout) {
  const std::string head = rollout.id.value + " " + spaced(toText(rollout.state)) + ": ";
  if (rollout.wentBack()) return head + wayBackOf(rollout);
  const std::string others =
      countsOf(rollout, {NodeOutcome::Pending, NodeOutcome::Refused, NodeOutcome::RolledBack, NodeOutcome::Silent,
                         NodeOutcome::Late, NodeOutcome::Stayed, NodeOutcome::Withdrawn});
  return head + std::to_string(rollout.count(NodeOutcome::Proven)) + " of " + counted(rollout.size(), "node") +
         " proven" + (others.empty() ? "" : ", " + others);
}

}  // namespace flotilla::cli
