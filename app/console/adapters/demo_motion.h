// How the demonstration fleet goes on: nodes report in turns, installations proceed, a node loses contact now and then
// and another comes back, and a new rollout starts some time after the last one ended. Thread: pure functions over the
// state.
#pragma once

#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

// `now` does not go back. The result says whom to tell about.
DemoChanges advance(DemoState& state, TimePoint now);

}  // namespace flotilla::console
