// The values that the steps of a run use: said by whoever starts it, known to the incident, or written in the runbook.
// Pure. Thread: the fleet loop.
#pragma once

#include <string>

#include "models/domain/access.h"
#include "models/domain/incident.h"
#include "models/domain/runbook.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// `incident` may be nothing. A value is one word, and of its type: what it names is there, and the caller may see it.
// Errors: Invalid/"unknown_input", "no_value" (what is missing, and how to say it), "bad_value"; NotFound of what it
// names. The field is inputs.<name>.
Result<Arguments> inputsOf(const FleetState& state, const Runbook& runbook, const Arguments& said,
                           const Incident* incident, const Caller& caller);

// With the values of inputs in the place of their names.
std::string filled(const std::string& text, const Arguments& inputs);
Arguments filled(const Arguments& arguments, const Arguments& inputs);
RunbookQuery filled(const RunbookQuery& query, const Arguments& inputs);
RunbookCondition filled(const RunbookCondition& condition, const Arguments& inputs);
RunbookAction filled(const RunbookAction& action, const Arguments& inputs);

}  // namespace flotilla::controlplane
