// Makes the demonstration fleet: places, nodes, what they run, how it came about, and what is wrong with a few of them.
// Thread: pure function; 100,000 nodes take a fraction of a second.
#pragma once

#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

DemoState buildDemo(const DemoSpec& spec, TimePoint now);

}  // namespace flotilla::console
