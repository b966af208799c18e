// The parts of a summary, each from the basis and the read model, as far as its scope goes. Private to this folder and
// its tests. Pure. Thread: the fleet loop.
#pragma once

#include "models/domain/access.h"
#include "services/controlplane/core/fleet/state.h"
#include "services/controlplane/core/summary/basis.h"

namespace flotilla::controlplane {

// Whose numbers they are.
struct SummaryScope {
  bool wholeFleet = false;
  std::vector<RegionName> regions;  // sorted; of the whole fleet, all
  bool has(const RegionName& region) const;
};

struct SummaryFacts {
  const FleetState& state;
  const Caller& caller;
  const SummaryBasis& basis;
  SummaryScope scope;
  double canaryShare = 0.1;
  std::vector<BusinessIndicator> indicators = {};  // those that `reported` is about
  std::vector<SummaryReported> reported = {};
};

// Of an objective in one place; nothing if nobody has looked there.
const ObjectiveStanding* standingIn(const SummaryBasis& basis, const ObjectiveName& objective,
                                    const RegionName& region);
const SummaryPlace* placeIn(const SummaryBasis& basis, const ObjectiveName& objective, const RegionName& region);
// Whether being below its target counts for a region: it holds rollouts, or none does.
bool decides(const SummaryBasis& basis, const Objective& objective);

std::vector<SummaryRow> rowsOf(const SummaryFacts& facts);
std::uint32_t regionsWithData(const SummaryFacts& facts);
// Of what the scope has together.
std::optional<double> budgetLeftOf(const SummaryFacts& facts);

// Bad events that the target allows in a whole period of the objective, if it goes on as it did.
double allowedBy(const Objective& objective, const SummarySpent& spent, TimePoint now);
// Together, by objective, by region.
std::vector<SummaryBudget> budgetsOf(const SummaryFacts& facts);
// The objective in all of the scope; nothing where that is no sum.
std::optional<SummaryPlace> togetherOf(const SummaryFacts& facts, const Objective& objective);

SummaryReleases releasesOf(const SummaryFacts& facts);
SummaryIncidents incidentsOf(const SummaryFacts& facts);
SummaryFleet fleetOf(const SummaryFacts& facts);
SummaryService serviceOf(const SummaryFacts& facts);
std::vector<SummaryBusiness> businessOf(const SummaryFacts& facts, const SummaryService& service);
SummaryHeadline headlineOf(const SummaryFacts& facts, const Summary& summary);

SummaryDuration durationOf(std::vector<Duration> lengths);

}  // namespace flotilla::controlplane
