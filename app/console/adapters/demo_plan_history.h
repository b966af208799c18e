// Planned rollouts that the demonstration fleet has had before the console looked: one in each state. Thread: pure
// functions over the state.
#pragma once

#include <utility>
#include <vector>

#include "app/console/adapters/demo_state.h"
#include "models/domain/audit.h"
#include "services/crypto/audit_chain.h"

namespace flotilla::console {

// A fleet that is too small for a plan goes without it.
void addDemoPlans(DemoState& state);

// What the audit log says of them.
std::vector<std::pair<TimePoint, AuditFact>> demoPlanFacts(const DemoState& state);

}  // namespace flotilla::console
