// Words and ranks of incidents that follow from an alert. Pure. Thread: any.
#pragma once

#include <string>

#include "models/domain/alert_history.h"
#include "models/domain/incident.h"

namespace flotilla::controlplane {

// "answers uses up its budget in eu-west", "eu-west cannot be reached"
std::string titleOf(const Labels& labels);
// What endangers the fleet as a whole or its security comes first, then what pages, then the rest.
IncidentSeverity severityOf(const Labels& labels);

}  // namespace flotilla::controlplane
