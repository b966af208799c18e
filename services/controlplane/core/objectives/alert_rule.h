// From how an objective stands to whether somebody is told. Pure. Thread: any.
#pragma once

#include <map>
#include <vector>

#include "models/domain/objective_alert.h"

namespace flotilla::controlplane {

using ObjectiveAlerts = std::map<ObjectiveAlertKey, ObjectiveAlert>;

// The alerts of this objective and region that change now: those that begin to fire, those whose sentence is newer, and
// those that resolve. One resolves when its condition has not held for the short window of its slowest tier, so that
// what flaps is one alert. A page that fires holds back the ticket of the same objective and region.
std::vector<ObjectiveAlert> followAlerts(const ObjectiveAlerts& known, const Objective& objective,
                                         const ObjectiveStanding& standing, TimePoint now);

// "meter-reader-answers in eu-west: 14.6 times too many bad answers for 1 h, 20 times for 5 min: 3 % of the budget of
// 30 d went in that hour; 61 % is left"
std::string whyItBurns(const Objective& objective, const ObjectiveStanding& standing, const TierStanding& tier);

}  // namespace flotilla::controlplane
