// How an installation goes on a node of the demonstration fleet: the states it passes, how long each takes, how it
// ends. Thread: pure functions.
#pragma once

#include <span>

#include "app/console/adapters/demo_state.h"

namespace flotilla::console {

struct DemoStep {
  InstallState state;
  std::int64_t seconds;
};

// Up to the commit. Going back needs no download.
std::span<const DemoStep> demoSteps(bool back);

// Gives the node an assignment for one of its workloads; it moves from now on. `endsWith` is a cause, or kNone.
void startInstall(DemoNode& node, std::size_t slot, std::uint8_t to, bool back, std::uint8_t endsWith, TimePoint now);

// Where a moving installation is by now. A settled one stays as it is. Returns whether the state changed.
bool moveInstall(DemoInstall& install, TimePoint now);

// As if it had moved through all of it, ending at `at`.
void finishInstall(DemoInstall& install, TimePoint at);

NodeOutcome outcomeOf(const DemoInstall& install);

}  // namespace flotilla::console
