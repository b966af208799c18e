#include "services/controlplane/core/rollouts/practice.h"

#include <set>

namespace flotilla::controlplane {
namespace {

// Nothing is done on the others.
bool isMeant(const NodeFault& one) {
  return one.state != FaultState::Refused && one.state != FaultState::Left;
}

Error gameDayThere(const GameDay& gameDay, const std::string& node, std::size_t others) {
  std::string where = node;
  if (others > 0) where += " and " + std::to_string(others) + (others == 1 ? " other node" : " other nodes");
  return precondition("game_day_there",
                      gameDay.id.value + " is under way on " + where + ": the rollout would be judged by its faults",
                      "regions",
                      "wait until it has ended (no fault lasts beyond " + toRfc3339(gameDay.endsBy) +
                          "), or end it: flotillactl game-days abort " + gameDay.id.value + " --reason TEXT");
}

}  // namespace

Status checkPractice(const FleetState& state, const std::vector<NodeId>& nodes) {
  const std::set<NodeId> wanted(nodes.begin(), nodes.end());
  for (const auto& [id, gameDay] : state.gameDays) {
    if (!isOpen(gameDay.state)) continue;
    std::set<std::string> shared;
    for (const NodeFault& one : gameDay.nodes)
      if (isMeant(one) && wanted.contains(one.node)) shared.insert(one.name);
    if (!shared.empty()) return gameDayThere(gameDay, *shared.begin(), shared.size() - 1);
  }
  return okStatus();
}

Status checkPractice(const FleetState& state, const std::vector<const NodeEntry*>& nodes) {
  std::vector<NodeId> ids;
  for (const NodeEntry* node : nodes) ids.push_back(node->record.id);
  return checkPractice(state, ids);
}

}  // namespace flotilla::controlplane
