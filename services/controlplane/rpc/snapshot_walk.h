// Goes through everything a watcher can be told, one thing at a time, while the fleet changes under it. Pure.
#pragma once

#include <optional>
#include <set>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// The thing after `place`, topic by topic and by key; nothing once there is none. `place` need not exist any more; an
// empty key stands before the first of its topic.
std::optional<Touched> nextThing(const FleetState& state, const std::set<Topic>& topics, const Touched& place);

}  // namespace flotilla::controlplane
