// A declaration as JSON on one line. It is a file that parseFleetYaml reads, because JSON is YAML. Thread: pure
// functions.
#pragma once

#include <string>
#include <vector>

#include "models/domain/fleet.h"

namespace flotilla {

std::string encodeFleet(const FleetDeclaration& fleet);
// {"objectives": [...]}, the section of a declaration.
std::string encodeObjectives(const std::vector<Objective>& objectives);

}  // namespace flotilla
