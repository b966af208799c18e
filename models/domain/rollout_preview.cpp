#include "models/domain/rollout_preview.h"

#include <algorithm>

namespace flotilla {

void RolloutPreview::leaveOutNodes(std::size_t bound) {
  nodes.resize(std::min(nodes.size(), bound));
  excluded.resize(std::min(excluded.size(), bound));
}

}  // namespace flotilla
