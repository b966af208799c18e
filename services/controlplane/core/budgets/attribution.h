// What the bad events of an objective were spent on: each slot of time has one cause, so that sums are exact and never
// more than what was counted. Pure. Thread: any.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/objectives/slot_series.h"

namespace flotilla::controlplane {

// Something that may have cost budget. Where several overlap a slot: maintenance before rollouts (it was announced),
// rollouts before incidents (an incident is opened for something that has a cause), and of the same kind the one that
// began last, because what changed last is the likeliest.
struct CauseSpan {
  DebitCause cause = DebitCause::Rollout;
  std::string id;
  RegionName region;       // empty = every region
  WorkloadName workload;   // empty = every workload
  TimePoint from{}, to{};  // [from, to)
  bool ofAnswers = false;  // a cause of bad and slow answers only
  friend bool operator==(const CauseSpan&, const CauseSpan&) = default;
};

// What was deployed without a plan nobody watched, so bad answers of its first hour are counted as its own.
inline constexpr Duration kUnwatched = std::chrono::hours(1);

// Every rollout where and while it was assigning, soaking or going back, up to `now`.
std::vector<CauseSpan> rolloutSpans(const FleetState& state, TimePoint now);

// The same for who asks often: what has ended, and is not watched any more, is looked at once. Thread: one.
class RolloutSpans {
 public:
  std::vector<CauseSpan> look(const FleetState& state, TimePoint now);

 private:
  struct Known {
    RolloutState state;
    TimePoint ended;
    std::vector<CauseSpan> spans;
  };
  std::map<RolloutId, Known> ended_;
};

// Every incident from its first bad answer until it was mitigated, or up to `now`; neither practice nor false alarms.
std::vector<CauseSpan> incidentSpans(const FleetState& state, TimePoint now);

// Every game day, which was announced, in each region of its nodes from the first fault that began there to the last
// that was over: what is practised on is counted, so that people are told of it, and is nobody's fault.
std::vector<CauseSpan> gameDaySpans(const FleetState& state, TimePoint now);

// What an objective counted in one place. An empty region: only for the fleet as a whole, and whatever happened in any
// region may be its cause.
struct CountedParts {
  RegionName region;
  std::vector<SeriesPart> parts;  // oldest first
};

// The causes and largest debits of all bad events in `places`, which are regions, or the fleet alone. What is allowed
// is for the whole period: what was observed for a part of it is taken to go on like that (observedShare in
// standing.h).
BudgetReport attribute(const Objective& objective, std::span<const CountedParts> places,
                       std::span<const CauseSpan> spans, TimePoint now);

}  // namespace flotilla::controlplane
