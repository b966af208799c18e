// Hours of the day in a time zone, as plans and policies write them. Private to services/documents. Thread: pure
// functions, except that time zones are looked up on this machine.
#pragma once

#include <string>

#include "models/domain/rollout_plan.h"
#include "services/documents/yaml_tree.h"

namespace flotilla {

// {zone, days, from, to}; only the zone is required.
Result<TimeWindow> readWindow(const YamlNode& node, const std::string& path);

// Converter: an IANA name that this machine knows.
Result<std::string> yamlZone(const YamlNode& node);

}  // namespace flotilla
