// What a report for executives says: everything it was told by the control plane, and the sentence on top. Pure.
// Thread: values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/domain/alert_history.h"
#include "models/domain/budget.h"
#include "models/domain/indicator_reading.h"
#include "models/domain/operator_api.h"

namespace flotilla::cli {

struct FleetReport {
  TimePoint from{}, to{};
  ServerInfo server;
  Objectives objectives;              // all standings that the caller may see
  std::optional<BudgetReport> spent;  // of the fleet's objective that has least left
  std::vector<Rollout> rollouts;      // that began in this time, newest first
  std::vector<AlertFiring> pages;     // likewise
  std::vector<IndicatorReading> indicators;
};

// What somebody who reads one sentence should know.
struct Headline {
  BudgetState state = BudgetState::Healthy;  // the worst of all
  std::string strong;                        // "7 of 8 regions have error budget left."
  std::string rest;                          // "eu-west has used up its budget of checkouts"; may be empty
};
Headline headlineOf(const FleetReport& report);

// The standings of one place; empty region = the fleet.
std::vector<const ObjectiveStanding*> standingsIn(const FleetReport& report, const RegionName& region);
std::vector<RegionName> regionsOf(const FleetReport& report);  // without the fleet, by name
// The worst state of what enforces or informs there; Unknown if nothing was observed.
BudgetState stateOf(const FleetReport& report, const RegionName& region);
const ObjectiveStanding* leastLeft(const FleetReport& report, const RegionName& region);
// Of those that have ended; nothing if none has.
std::optional<Duration> medianLength(const std::vector<AlertFiring>& firings);

}  // namespace flotilla::cli
