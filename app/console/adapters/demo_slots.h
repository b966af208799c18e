// What the demonstration fleet counts for its objectives, slot by slot: from its nodes where they say something, else
// made up from the same seed, so that the same time always tells the same. Thread: pure functions.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/objective.h"

namespace flotilla::console {

inline constexpr Duration kDemoSlot = std::chrono::minutes(5);

std::span<const Objective> demoObjectives();

// A time in which an objective missed more than usual.
struct DemoEpisode {
  std::size_t objective;
  std::size_t region;  // index into demoRegions()
  double hoursAgo;     // before the demonstration started
  double hours;        // 0 = it goes on
  double burn;
};
std::span<const DemoEpisode> demoEpisodes();

// One objective in one region.
struct DemoPlace {
  std::size_t objective = 0;
  std::size_t region = 0;
  double eventsPerSlot = 0;
  double before = 0;                  // burn on an ordinary day
  double lately = 0;                  // likewise, since `changed`
  std::optional<std::int64_t> since;  // slot of `changed`
  bool silent = false;                // nothing was ever observed
  bool partial = false;               // fewer than 95 % of its nodes report
};
// By objective, then by region; only regions with nodes.
std::vector<DemoPlace> demoPlaces(const DemoState& state);

std::int64_t demoSlot(TimePoint at);
// The slot that begins at `slot` times kDemoSlot.
Tally demoTally(const DemoState& state, const DemoPlace& place, std::int64_t slot);

}  // namespace flotilla::console
