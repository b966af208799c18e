// The document of alerting: YAML as people write it (resources/alerting shows every part). Thread: pure functions,
// except that time zones are looked up on this machine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/alerting.h"

namespace flotilla {

inline constexpr std::size_t kMaxAlertingBytes = 256 * 1024;

// Nothing is required but `route` and its `receiver`. Receivers, windows and rotations that are named have to be there.
// Moments are RFC 3339 or local time of the rotation. Secrets are never part of it: under `secrets` stand names of
// files that hold them. Errors: Invalid, reason yaml_syntax | unknown_key | duplicate_key | missing_key | bad_value;
// the message starts with "line N: "; field is the path (route.routes[1].receiver); fix is what to do or the nearest
// name.
Result<Alerting> parseAlertingYaml(std::string_view yaml);

// The same meaning, always in the same words: parsing it gives an equal value.
std::string toYaml(const Alerting& alerting);

// What is allowed and probably not meant: a route that nothing can reach, a receiver that nobody uses, an inhibition
// that can hold back everything, a route for pages without escalation. A sentence each.
std::vector<std::string> lintAlerting(const Alerting& alerting);

// "+ receiver ops", "~ window weekly", "- rotation first-line", "~ route"; empty if both mean the same.
std::vector<std::string> differencesOf(const Alerting& before, const Alerting& after);

}  // namespace flotilla
