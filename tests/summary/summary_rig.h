// A fleet of two regions for summaries: what each objective counted is given by hand, by the hour. Thread: the test's.
#pragma once

#include <QtTest>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "services/controlplane/core/summary/summary.h"
#include "tests/controlplane/budget_rig.h"

namespace flotilla::controlplane::test {

inline const Caller kEverywhere = callerWith(Role::Viewer);

struct SummaryRig {
  FleetState state;
  SummaryTimes times = summaryTimes(std::chrono::hours(24 * 30), kNow);
  std::map<std::pair<ObjectiveName, RegionName>, std::vector<SeriesPart>> counted;
  std::vector<CauseSpan> spans;
  std::vector<ObjectiveStanding> standings;

  SummaryRig() {
    apply(state, smallFleet({{"rotterdam-1", kWest}, {"boston-1", kEast}}));
    for (auto& [id, node] : state.nodes) node.status.lastSeen = kNow;
  }

  void declare(const char* name, Indicator indicator, double target) {
    Objective objective = objectiveOf(name, indicator);
    objective.target = target;
    state.apply(Row(objective));
  }
  // An hour in which so much was counted.
  void count(const char* objective, const RegionName& region, TimePoint hour, Tally tally) {
    counted[{ObjectiveName(objective), region}].push_back({hour, std::chrono::hours(1), tally});
  }
  // How it stands, as the telemetry says.
  ObjectiveStanding& stand(const char* objective, const RegionName& region, Tally tally, double left) {
    ObjectiveStanding standing = standingOf(objective, region, left);
    standing.tally = tally;
    standing.lastObserved = kNow;
    standings.push_back(standing);
    return standings.back();
  }

  SummaryPorts ports() const {
    const auto sum = [this](const ObjectiveName& name, const RegionName& region, TimePoint from, TimePoint to) {
      Tally out;
      for (const auto& [key, parts] : counted) {
        if (key.first != name || (!region.empty() && key.second != region)) continue;
        for (const SeriesPart& part : parts)
          if (from <= part.from && part.from < to) out += part.tally;
      }
      return out;
    };
    return {[sum](const ObjectiveName& name, const RegionName& region, TimePoint from, TimePoint to, Duration step) {
              std::vector<Tally> out;
              for (TimePoint at = from; at < to; at += step) out.push_back(sum(name, region, at, at + step));
              return out;
            },
            [this](const ObjectiveName& name, const RegionName& region, TimePoint from) {
              std::vector<SeriesPart> out;
              const auto parts = counted.find({name, region});
              if (parts == counted.end()) return out;
              for (const SeriesPart& part : parts->second)
                if (part.from >= from) out.push_back(part);
              return out;
            }};
  }

  SummaryBasis basis() const {
    SummaryBasis out;
    out.times = times;
    out.at = kNow;
    std::vector<Objective> objectives;
    for (const auto& [name, objective] : state.objectives) objectives.push_back(objective);
    out.objectives = objectives;
    out.standings = standings;
    SummaryJob job = summaryJob(state, times, objectives);
    job.spans.insert(job.spans.end(), spans.begin(), spans.end());
    SummaryCounts counts;
    for (const Objective& objective : objectives) countObjective(job, objective, ports(), counts);
    out.places = counts.places;
    RolloutDigests digests;
    out.rollouts = digests.look(state);
    out.nodes = nodeDigests(state, times.now, kInterval);
    return out;
  }

  Summary summary(const SummaryQuestion& question = {}, const Caller& caller = kEverywhere) const {
    const auto scope = summaryScope(state, question, caller);
    if (!scope) qFatal("%s", scope.error().message.c_str());
    const SummaryBasis counts = basis();
    return summaryOf({state, caller, counts, *scope, question.canaryShare});
  }
};

inline bool isNear(std::optional<double> value, double expected) {
  return value && std::abs(*value - expected) < 1e-9;
}

}  // namespace flotilla::controlplane::test
