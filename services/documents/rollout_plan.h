// The document of a rollout plan: YAML as people write it (resources/plans/*.yaml show every key), and one line of
// JSON, which is YAML as well, as it is stored and approved. Thread: pure functions, except that time zones are looked
// up on this machine (services/runtime/zone.h).
#pragma once

#include <string>
#include <string_view>

#include "models/domain/rollout_plan.h"

namespace flotilla {

// Required are `workload`, `to` and `waves`, of a wave `name` and `size`; of approvals `count`, of a window `zone`, of
// a rate `nodes` and `every`. What is left out is as in RolloutPlan; only a deadline grows by the limits of the stages.
// Zeros and empty lists that mean "no limit" or "all" in the values are refused here, because they read as "none": such
// a key is left out. Numbers are rounded to what encodeRolloutPlan writes. Whether workload, versions, regions and
// sites exist is for the caller to find out. Errors: Invalid, reason yaml_syntax | unknown_key | duplicate_key |
// missing_key | bad_value; the message starts with "line N: " and says what may be written; field is the path
// (waves[2].size); fix is what to do or the nearest name where there is one. At most 256 KiB; anchors and aliases are
// refused.
Result<RolloutPlan> parseRolloutPlan(std::string_view yaml);

// The same plan always gives the same bytes, which parseRolloutPlan reads back as the same plan, if it was one that it
// could have returned. Keys stand in a fixed order, with their defaults; what has no value (from, regions, selector,
// limits that are not set, shadow, weights, window, rate) is absent. Durations are whole milliseconds, percentages and
// milliseconds are rounded to thousandths, other fractions to millionths. Digests are taken over these bytes; who
// stores a plan stores them, because a later version may write more keys.
std::string encodeRolloutPlan(const RolloutPlan& plan);

}  // namespace flotilla
