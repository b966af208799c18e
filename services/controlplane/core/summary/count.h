// Counts objectives for a summary. Pure but for the ports. Thread: where the ports may be asked, which is the telemetry
// loop.
#pragma once

#include <functional>

#include "services/controlplane/core/budgets/attribution.h"
#include "services/controlplane/core/business/business_book.h"
#include "services/controlplane/core/summary/basis.h"

namespace flotilla::controlplane {

// What is to be counted, with all that is needed of the fleet.
struct SummaryJob {
  SummaryTimes times;
  std::vector<Objective> objectives;  // may be none
  std::vector<RegionName> regions;    // all that are declared
  std::vector<CauseSpan> spans;       // rollouts, incidents and game days
  FleetState windows;                 // only what maintenance is told by: alerting and objectives
  std::vector<BusinessIndicator> business;
  BusinessPlace place;  // of business
};
struct SummaryCounts {
  std::map<std::pair<ObjectiveName, RegionName>, SummaryPlace> places;
  std::vector<SummaryReported> business;
};

struct SummaryPorts {
  std::function<std::vector<Tally>(const ObjectiveName&, const RegionName&, TimePoint, TimePoint, Duration)> history;
  std::function<std::vector<SeriesPart>(const ObjectiveName&, const RegionName&, TimePoint)> parts;
};

// One objective in every region and in the fleet.
void countObjective(const SummaryJob& job, const Objective& objective, const SummaryPorts& ports, SummaryCounts& out);
void countBusiness(const SummaryJob& job, const BusinessBook& book, SummaryCounts& out);

// Whether what the fleet counts is what its regions count: else it has a count of its own.
bool addsUpOverRegions(const Objective& objective);

}  // namespace flotilla::controlplane
