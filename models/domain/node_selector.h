// Selectors over nodes: what can be asked about a node, and what it answers. The control plane filters and chooses with
// it, consoles complete and explain with it. Thread: pure functions.
#pragma once

#include <vector>

#include "models/domain/node.h"
#include "models/domain/selector.h"

namespace flotilla {

// In the order in which a completion offers them.
std::vector<SelectorField> nodeSelectorFields();

// `now` decides the age of the last report; a node that never reported has none. Refers to `node`.
SelectorValues nodeSelectorValues(const Node& node, TimePoint now);

}  // namespace flotilla
