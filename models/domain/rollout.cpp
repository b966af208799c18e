#include "models/domain/rollout.h"

#include <algorithm>
#include <numeric>

namespace flotilla {

std::size_t Rollout::count(NodeOutcome outcome) const {
  if (nodes.empty()) return outcomes[static_cast<std::size_t>(outcome)];
  return static_cast<std::size_t>(
      std::count_if(nodes.begin(), nodes.end(), [&](const RolloutNode& n) { return n.outcome == outcome; }));
}

std::size_t Rollout::size() const {
  if (!nodes.empty()) return nodes.size();
  return std::accumulate(outcomes.begin(), outcomes.end(), std::size_t{0});
}

void Rollout::leaveOutNodes(std::size_t bound) {
  if (nodes.size() <= bound) return;
  outcomes = {};
  for (const RolloutNode& node : nodes) ++outcomes[static_cast<std::size_t>(node.outcome)];
  nodes.clear();
}

}  // namespace flotilla
