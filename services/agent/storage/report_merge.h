// Two neighbouring reports of one boot as one: counts add up, events follow each other, the rest is what the newer one
// says. Pure. Thread: values.
#pragma once

#include "services/agent/core/agent_state.h"

namespace flotilla::agent {

NodeReport mergeReports(const NodeReport& older, const NodeReport& newer);

}  // namespace flotilla::agent
