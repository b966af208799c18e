// What a stretch of time, such as an interruption, cost users, in what was promised to them. Pure but for the port.
// Thread: the fleet loop.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "models/domain/objective.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

struct Impact {
  ObjectiveName objective;
  std::string title;
  RegionName region;  // empty = counted for the whole fleet
  Tally tally;        // of that time
  // Of the budget of the whole period, used up in that time: bad / ((1 - target) * total of a whole period), where what
  // was observed for a part of it is taken to go on like that. Nothing if too little is known.
  std::optional<double> ofBudget;
  std::optional<double> left;  // of the budget, now
  Duration period{};
};

struct ImpactQuestion {
  std::vector<RegionName> places;  // an empty one is the fleet
  WorkloadName workload;           // empty = any
  TimePoint from{}, to{};          // [from, to), whole slots
  TimePoint now{};
};

using TallyPort =
    std::function<std::vector<Tally>(const ObjectiveName&, const RegionName&, TimePoint from, TimePoint to, Duration)>;

// Of all objectives that may be about it; those that lost something first, most of their budget first.
std::vector<Impact> impactOf(const FleetState& state, const std::vector<ObjectiveStanding>& standings,
                             const ImpactQuestion& question, const TallyPort& tallies);

}  // namespace flotilla::controlplane
