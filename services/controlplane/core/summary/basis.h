// What a summary is made of, for every region: counts of objectives and what they were spent on, and short forms of
// rollouts and nodes. It is made once for a while and asked often. Thread: values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/domain/budget.h"
#include "models/domain/rollout.h"
#include "models/domain/summary.h"

namespace flotilla::controlplane {

// A period and its equal steps, which end with it. All but `now` are whole hours.
struct SummaryTimes {
  TimePoint from{}, to{}, now{};
  Duration step{};
  std::size_t steps() const { return static_cast<std::size_t>((to - from) / step); }
  TimePoint stepsFrom() const { return to - static_cast<Duration::rep>(steps()) * step; }
  Duration period() const { return to - from; }
};
// Whole days up to the end of the hour of `now`; at most kSummarySteps steps of whole hours.
SummaryTimes summaryTimes(Duration period, TimePoint now);

// Bad events by their cause, of one objective in one place or several.
struct SummarySpent {
  Tally tally;
  std::optional<TimePoint> first;  // since when anything was counted, within the period
  std::map<std::pair<DebitCause, std::string>, std::uint64_t> causes;
  SummarySpent& operator+=(const SummarySpent& other);
};

// What one objective counted in one place.
struct SummaryPlace {
  std::vector<Tally> steps;   // of the period, or of what the objective remembers of it
  std::vector<Tally> before;  // of the period before
  SummarySpent spent;
};

struct RolloutInRegion {
  std::uint64_t nodes = 0;
  std::uint64_t touched = 0;             // were given something
  std::optional<TimePoint> firstProven;  // of what it brings
};
struct RolloutDigest {
  RolloutId id;
  WorkloadName workload;
  Version to;
  RolloutState state = RolloutState::Running;
  WayBack wayBack = WayBack::No;
  std::string reason, message;
  TimePoint created{}, ended{};
  std::map<RegionName, RolloutInRegion> regions;
};

struct VersionsOfWorkload {
  std::uint64_t nodes = 0;                  // that should have it, or have it
  std::map<Version, std::uint64_t> proven;  // nodes by version
  std::map<Version, std::uint64_t> wanted;  // likewise
  ArtifactName artifact;
};
struct NodesOfRegion {
  std::uint64_t nodes = 0, inService = 0, unreachable = 0, unseen = 0, sites = 0, sitesBelow = 0;
  std::optional<TimePoint> silentSince;
  std::map<WorkloadName, VersionsOfWorkload> workloads;
};

struct SummaryBasis {
  SummaryTimes times;
  TimePoint at{};  // up to when objectives are counted
  std::vector<Objective> objectives;
  std::vector<ObjectiveStanding> standings;
  std::map<std::pair<ObjectiveName, RegionName>, SummaryPlace> places;  // an empty region: the fleet by itself
  std::vector<RolloutDigest> rollouts;                                  // newest first
  std::map<RegionName, NodesOfRegion> nodes;
};

// What was reported of business indicators, in the order in which they were asked for.
struct SummaryReported {
  SummarySteps steps, before;                // of the period, and of the one before
  std::optional<double> whole, wholeBefore;  // as one step
  std::optional<TimePoint> lastPoint;
};

}  // namespace flotilla::controlplane
