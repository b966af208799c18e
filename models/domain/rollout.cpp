#include "models/domain/rollout.h"

#include <algorithm>

namespace flotilla {

std::size_t Rollout::count(NodeOutcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(nodes.begin(), nodes.end(), [&](const RolloutNode& n) { return n.outcome == outcome; }));
}

}  // namespace flotilla
