// resources/fleets/*.yaml: regions, sites and workloads as declared by people. Unknown and duplicate keys are errors
// with line and the nearest known name; so are references to things that are not declared in the same file.
#pragma once

#include <string_view>

#include "models/domain/fleet.h"

namespace flotilla {

// Errors: Invalid, reason yaml_syntax | unknown_key | duplicate_key | missing_key | bad_value | unknown_reference;
// message starts with "line N: "; field is the path (sites[2].region); fix names the nearest known key where there is
// one. At most 1 MiB, aliases refused.
Result<FleetDeclaration> parseFleetYaml(std::string_view yaml);

}  // namespace flotilla
