// A declaration as JSON on one line. It is a file that parseFleetYaml reads, because JSON is YAML. Thread: pure
// function.
#pragma once

#include <string>

#include "models/domain/fleet.h"

namespace flotilla {

std::string encodeFleet(const FleetDeclaration& fleet);

}  // namespace flotilla
