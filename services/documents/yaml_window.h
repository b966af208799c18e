// Hours of the day in a time zone, as plans and policies write them. Private to services/documents. Thread: pure
// functions, except that time zones are looked up on this machine.
#pragma once

#include <string>

#include "models/domain/rollout_plan.h"
#include "services/documents/yaml_tree.h"
#include "services/runtime/zone.h"

namespace flotilla {

// {zone, days, from, to}; only the zone is required.
Result<TimeWindow> readWindow(const YamlNode& node, const std::string& path);

// Converter: an IANA name that this machine knows.
Result<std::string> yamlZone(const YamlNode& node);

// Converter: "2026-12-18T00:00".
Result<LocalMinute> yamlLocalMinute(const YamlNode& node);
// The same as a moment by the clocks of a zone, or RFC 3339 with Z. The zone may be read after this was made.
Result<TimePoint> yamlMoment(const YamlNode& node, const std::string& zone);
inline auto yamlMomentIn(const std::string& zone) {
  return [&zone](const YamlNode& node) { return yamlMoment(node, zone); };
}

}  // namespace flotilla
