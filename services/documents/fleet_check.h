// The ranges of a declared fleet, for declarations that did not come from YAML. Thread: pure functions.
#pragma once

#include "models/domain/fleet.h"

namespace flotilla {

// Names, titles, coordinates, thresholds, references and counts are what parseFleetYaml would take. Numbers are rounded
// to what a signed assignment can express. Errors: Invalid with the field's path, for example "sites[3].latitude".
Status checkFleet(FleetDeclaration& fleet);

// What the ranges of single members cannot say: which members an indicator takes. `path` is where the objective is.
Status checkObjective(const Objective& objective, const std::string& path);

}  // namespace flotilla
