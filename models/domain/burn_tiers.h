// Which alerts an objective gets, and which of them could never fire. Kept as shares of the budget: a fixed burn rate
// would mean something else for every period. Pure. Thread: any.
#pragma once

#include <string>
#include <vector>

#include "models/domain/objective.h"

namespace flotilla {

// For 30 days (SRE Workbook, chapter 5): page at 2 % in 1 h and 5 % in 6 h, ticket at 10 % in 24 h and in 72 h, the
// short window a twelfth of the long. Other periods keep the windows and get the burn that follows, as long as that is
// not below 0.9 (28 days gives 0.93): what lasts is no alert. Then, and for periods below a week, the window shrinks
// until the burn is that of 30 days, to twelve slots at least; of two tiers of one severity that meet there, the more
// sensitive stays. Sorted by severity, then by long window. `slot` is the grain of what is counted.
std::vector<BurnTier> burnTiers(Duration period, Duration slot);

// The largest burn there is: everything is bad. A tier above 0.8 of it hardly ever fires.
double largestBurn(double target);

// What is wrong with the objective's alerts, one sentence each: tiers that can never fire at this target, and what
// watches instead (see kOutage in standing.h).
std::vector<std::string> lintTiers(const Objective& objective, const std::vector<BurnTier>& tiers);
bool canFire(const BurnTier& tier, double target);

}  // namespace flotilla
