// Plan documents as the demonstration takes them: the keys that the console's form writes, one per line. Only a control
// plane reads every document. Thread: pure functions.
#pragma once

#include <string>

#include "models/domain/result.h"
#include "models/domain/rollout_plan.h"

namespace flotilla::console {

// Errors: Invalid, reason unknown_key | missing_key | bad_value; the message starts with "line N: ", field is the key.
Result<RolloutPlan> readDemoPlan(const std::string& text);

}  // namespace flotilla::console
