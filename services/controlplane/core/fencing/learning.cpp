#include "services/controlplane/core/fencing/learning.h"

#include <algorithm>

namespace flotilla::controlplane {

Learning::Learning(const FleetState& state, Duration reportInterval, SteadyPoint end) : end_(end) {
  TimePoint newest{};
  for (const auto& [id, entry] : state.nodes) newest = std::max(newest, entry.status.lastSeen);
  for (const auto& [id, entry] : state.nodes) {
    const NodeIdentity identity = entry.record.identity;
    const bool mayConnect = identity != NodeIdentity::Revoked && identity != NodeIdentity::Retired;
    const bool wasSeen = entry.status.lastSeen != TimePoint{};
    if (mayConnect && wasSeen && newest - entry.status.lastSeen <= 2 * reportInterval) unheard_.insert(id);
  }
}

}  // namespace flotilla::controlplane
